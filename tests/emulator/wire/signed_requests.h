#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>

#include "emulator/core/http_message.h"
#include "emulator/wire/sigv4.h"
#include "tests/emulator/wire/requests.h"

namespace souk::wire {

/// Credentials of the public signing test suite.
inline constexpr auto kAccessKey = "AKIDEXAMPLE";
inline constexpr auto kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

inline const Timestamp kSigningTime = *parse_iso("2026-11-22T10:15:00Z");

/// "AWS4-HMAC-SHA256 Credential=…" for us-east-1 on `day`.
inline std::string authorization_header(const std::string& day, const std::string& service,
                                        const std::string& signed_headers,
                                        const std::string& signature) {
  return fmt::format(
      "AWS4-HMAC-SHA256 Credential={}/{}/us-east-1/{}/aws4_request, SignedHeaders={}, Signature={}",
      kAccessKey, day, service, signed_headers, signature);
}

/// A ResolveCustomer call as boto3 1.43 sends and signs it at kSigningTime.
inline HttpRequest resolve_customer() {
  return post({{"Host", "127.0.0.1:8080"},
               {"X-Amz-Target", "AWSMPMeteringService.ResolveCustomer"},
               {"Content-Type", "application/x-amz-json-1.1"},
               {"X-Amz-Date", "20261122T101500Z"},
               {"Authorization",
                authorization_header(
                    "20261122", "aws-marketplace", "content-type;host;x-amz-date;x-amz-target",
                    "accaeb3d0b952a583cf75737bf7d5568f0308cfd457f3120ad6767ae94b7048e")}},
              R"({"RegistrationToken": "tok-1"})");
}

/// The same request with the first header called `name` replaced, or left out for nothing.
inline HttpRequest with_header(const HttpRequest& original, std::string_view name,
                               std::optional<std::string> value) {
  HttpRequest changed = original;
  changed.headers = {};
  for (const auto& [key, old] : original.headers) {
    if (!same_word(key, name)) {
      changed.headers.add(key, old);
    } else if (value) {
      changed.headers.add(key, *value);
    }
  }
  return changed;
}

/// Parses and verifies in one go, as a server does.
inline Signed<void> checked(const HttpRequest& request, Timestamp now = kSigningTime,
                            const VerifyOptions& options = {}, std::string_view secret = kSecret) {
  const auto authorization = parse_authorization(request);
  if (!authorization) return tl::unexpected(authorization.error());
  SigningKeyCache keys;
  return verify(request, *authorization, secret, keys, now, options);
}

}  // namespace souk::wire
