#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace souk::messaging {

// RegisterUsage answers with a JSON Web Token: PS256, which is RSA-PSS with SHA-256. Its keys are
// built in and public, as the one of SNS messages is: two, which take turns, so that a key and the
// one that replaces it differ. All functions are thread-safe.

/// The token that carries `claims`, a JSON text, signed with the key of this version. Its salt is
/// chance: two tokens of the same claims differ.
std::string usage_token(std::string_view claims, std::int64_t key_version);

/// The public key of a version as PEM ("BEGIN PUBLIC KEY").
std::string usage_public_key_pem(std::int64_t key_version);

}  // namespace souk::messaging
