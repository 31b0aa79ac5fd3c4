#include "emulator/wire/sts_errors.h"

#include <algorithm>
#include <array>

namespace souk::wire {
namespace {

/// Source: AWS STS API Reference, "Errors" of each action, and the error codes of the public
/// service model.
constexpr std::array kStsErrors{
    StsError{"ExpiredTokenException", "ExpiredTokenException", 400},
    StsError{"IDPCommunicationErrorException", "IDPCommunicationError", 400},
    StsError{"IDPRejectedClaimException", "IDPRejectedClaim", 403},
    StsError{"InvalidContextAssertionException", "InvalidContextAssertion", 400},
    StsError{"InvalidIdentityTokenException", "InvalidIdentityToken", 400},
    StsError{"MalformedPolicyDocumentException", "MalformedPolicyDocument", 400},
    StsError{"PackedPolicyTooLargeException", "PackedPolicyTooLarge", 400},
    StsError{"RegionDisabledException", "RegionDisabledException", 403},
};

}  // namespace

const StsError* find_sts_error(std::string_view name) {
  const auto found = std::find_if(kStsErrors.begin(), kStsErrors.end(),
                                  [&](const StsError& known) { return known.name == name; });
  return found == kStsErrors.end() ? nullptr : &*found;
}

}  // namespace souk::wire
