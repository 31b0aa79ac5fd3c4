#pragma once

#include <string>
#include <string_view>

#include "souk/credentials.h"
#include "souk/http.h"
#include "souk/time.h"

namespace souk::client {

/// What a Signature Version 4 covers. `headers` must name Host and X-Amz-Date (and
/// X-Amz-Security-Token when the credentials have one); all of them are signed.
struct SigningInput {
  std::string method;
  std::string target = "/";  ///< path and query as on the request line
  HttpHeaders headers;
  std::string body;
  std::string region;
  std::string service;  ///< "aws-marketplace", "sns", "sqs"
  Timestamp at;
};

struct Signature {
  std::string signature;      ///< 64 hex digits
  std::string authorization;  ///< the Authorization header's value
  std::string canonical_request;
  std::string string_to_sign;
};

/// Source: IAM User Guide, "Create a signed AWS API request".
Signature sign(const SigningInput& input, const Credentials& credentials);

/// The same as query parameters: returns the target with X-Amz-… appended, good for `expires`.
std::string presign(SigningInput input, const Credentials& credentials, Duration expires);

/// SHA-256 as 64 hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace souk::client
