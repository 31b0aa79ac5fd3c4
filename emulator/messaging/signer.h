#pragma once

#include <string>
#include <string_view>

namespace souk::messaging {

// SNS messages are signed with RSA 2048, PKCS#1 v1.5. The key is built in and public: it protects
// nothing, and every souk signing alike is what makes runs comparable. It is loaded on first use
// and never generated. All functions are thread-safe.

/// The signature as base64 on one line. `version` "1" is SHA-1, "2" SHA-256.
std::string sign(std::string_view text, std::string_view version);

/// What a forger would send: of the right shape, and wrong.
std::string forge_signature(std::string_view text, std::string_view version);

/// The private key as PEM, for the certificate that goes with it.
std::string signing_key_pem();

/// "SimpleNotificationService-<32 hex>.pem": the certificate's file name, made from the key.
std::string certificate_name();

}  // namespace souk::messaging
