#pragma once

#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/json_fwd.h"
#include "emulator/core/result.h"
#include "emulator/wire/shape.h"

/// Smithy RPC v2 CBOR. Source: "Smithy RPC v2 CBOR protocol", Smithy; RFC 8949.
namespace souk::wire::rpc_cbor {

/// Reads one value: lengths definite or indefinite, floats of any width, timestamps (tag 1) as
/// numbers, byte strings as base64 texts; other tags are passed over. An empty body is {}. Fails
/// with SerializationException when the bytes are no such value, something follows it, a text is no
/// UTF-8, a number is not finite or beyond 64 bits, or it nests deeper than kDeepestNesting.
Result<Json> decode(std::string_view bytes);

/// `value` with lengths given. Members in the order of `shape`, timestamps under tag 1, blobs as
/// bytes; nulls and members the shape does not name are left out.
std::string encode(const Shape& shape, const Json& value);

/// The same for a value nobody has a shape for: as it stands.
std::string encode(const Json& value);

/// 200 with `value`; nullptr for an operation without output.
HttpResponse success(const Shape* output, const Json& value, std::string_view request_id);

HttpResponse refusal(std::string_view service, const Error& error, std::string_view request_id);

}  // namespace souk::wire::rpc_cbor
