#include "emulator/wire/sns_errors.h"

#include <algorithm>
#include <array>

namespace souk::wire {
namespace {

/// Source: Amazon SNS API Reference, "Errors" of each action, and the error codes of the public
/// service model.
constexpr std::array kSnsErrors{
    SnsError{"AuthorizationErrorException", "AuthorizationError", 403},
    SnsError{"BatchEntryIdsNotDistinctException", "BatchEntryIdsNotDistinct", 400},
    SnsError{"BatchRequestTooLongException", "BatchRequestTooLong", 400},
    SnsError{"ConcurrentAccessException", "ConcurrentAccess", 400},
    SnsError{"EmptyBatchRequestException", "EmptyBatchRequest", 400},
    SnsError{"EndpointDisabledException", "EndpointDisabled", 400},
    SnsError{"FilterPolicyLimitExceededException", "FilterPolicyLimitExceeded", 403},
    SnsError{"InternalErrorException", "InternalError", 500},
    SnsError{"InvalidBatchEntryIdException", "InvalidBatchEntryId", 400},
    SnsError{"InvalidParameterException", "InvalidParameter", 400},
    SnsError{"InvalidParameterValueException", "ParameterValueInvalid", 400},
    SnsError{"InvalidSecurityException", "InvalidSecurity", 403},
    SnsError{"InvalidStateException", "InvalidState", 400},
    SnsError{"KMSAccessDeniedException", "KMSAccessDenied", 400},
    SnsError{"KMSDisabledException", "KMSDisabled", 400},
    SnsError{"KMSInvalidStateException", "KMSInvalidState", 400},
    SnsError{"KMSNotFoundException", "KMSNotFound", 400},
    SnsError{"KMSOptInRequired", "KMSOptInRequired", 403},
    SnsError{"KMSThrottlingException", "KMSThrottling", 400},
    SnsError{"NotFoundException", "NotFound", 404},
    SnsError{"PlatformApplicationDisabledException", "PlatformApplicationDisabled", 400},
    SnsError{"ReplayLimitExceededException", "ReplayLimitExceeded", 403},
    SnsError{"ResourceNotFoundException", "ResourceNotFound", 404},
    SnsError{"StaleTagException", "StaleTag", 400},
    SnsError{"SubscriptionLimitExceededException", "SubscriptionLimitExceeded", 403},
    SnsError{"TagLimitExceededException", "TagLimitExceeded", 400},
    SnsError{"TagPolicyException", "TagPolicy", 400},
    SnsError{"ThrottledException", "Throttled", 429},
    SnsError{"TooManyEntriesInBatchRequestException", "TooManyEntriesInBatchRequest", 400},
    SnsError{"TopicLimitExceededException", "TopicLimitExceeded", 403},
};

}  // namespace

const SnsError* find_sns_error(std::string_view name) {
  const auto found = std::find_if(kSnsErrors.begin(), kSnsErrors.end(),
                                  [&](const SnsError& known) { return known.name == name; });
  return found == kSnsErrors.end() ? nullptr : &*found;
}

}  // namespace souk::wire
