#pragma once

#include <string>
#include <string_view>

#include "emulator/core/http_message.h"

namespace souk::wire {

/// Source: "Create a signed AWS API request", IAM User Guide. The pieces of a canonical request
/// that depend on the request alone, made from the bytes as they arrived.

/// The path, percent-encoded once more. Empty paths are "/".
std::string canonical_path(std::string_view path);

/// The path with `.`, `..` and doubled slashes resolved, as most SDKs sign it.
std::string normalized_path(std::string_view path);

/// Parameters decoded, encoded and sorted, without X-Amz-Signature.
std::string canonical_query(std::string_view query);

/// "name:value\n" for each name of `signed_headers` ("host;x-amz-date"), in that order.
std::string canonical_headers(const Headers& headers, std::string_view signed_headers);

}  // namespace souk::wire
