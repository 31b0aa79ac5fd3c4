#include "emulator/wire/sns_errors.h"

#include <algorithm>
#include <array>

namespace souk::wire {
namespace {

/// Source: Amazon SNS API Reference, "Errors" of each action, and the error codes of the public
/// service model.
constexpr std::array kSnsErrors{
    SnsError{"AuthorizationErrorException", "AuthorizationError", 403},
    SnsError{"FilterPolicyLimitExceededException", "FilterPolicyLimitExceeded", 403},
    SnsError{"InternalErrorException", "InternalError", 500},
    SnsError{"InvalidParameterException", "InvalidParameter", 400},
    SnsError{"InvalidParameterValueException", "ParameterValueInvalid", 400},
    SnsError{"InvalidSecurityException", "InvalidSecurity", 403},
    SnsError{"NotFoundException", "NotFound", 404},
    SnsError{"ReplayLimitExceededException", "ReplayLimitExceeded", 403},
    SnsError{"SubscriptionLimitExceededException", "SubscriptionLimitExceeded", 403},
    SnsError{"ThrottledException", "Throttled", 429},
    SnsError{"TopicLimitExceededException", "TopicLimitExceeded", 403},
};

}  // namespace

const SnsError* find_sns_error(std::string_view name) {
  const auto found = std::find_if(kSnsErrors.begin(), kSnsErrors.end(),
                                  [&](const SnsError& known) { return known.name == name; });
  return found == kSnsErrors.end() ? nullptr : &*found;
}

}  // namespace souk::wire
