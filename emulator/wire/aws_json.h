#pragma once

#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/json_fwd.h"
#include "emulator/core/result.h"
#include "emulator/wire/protocol.h"

/// AWS JSON 1.0 and 1.1. Source: "AWS JSON 1.1 protocol" and "AWS JSON 1.0 protocol", Smithy.
namespace souk::wire::aws_json {

/// Reads a body; an empty one is {}. Fails with SerializationException when it is no JSON, no
/// UTF-8, or nested deeper than kDeepestNesting.
Result<Json> parse(std::string_view body);

/// `value` on one line. Texts that are no UTF-8 lose the offending bytes; it never fails.
std::string write(const Json& value);

/// 200 with `output`; `protocol` is Json10 or Json11.
HttpResponse success(Protocol protocol, const Json& output, std::string_view request_id);

/// The error as `service` spells it, with `x-amzn-query-error` for SQS.
HttpResponse refusal(Protocol protocol, std::string_view service, const Error& error,
                     std::string_view request_id);

}  // namespace souk::wire::aws_json
