#pragma once

#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/json_fwd.h"
#include "emulator/core/result.h"
#include "emulator/wire/form.h"
#include "emulator/wire/shape.h"

/// The Query protocol of SNS, STS and older SQS clients. Source: "AWS query protocol", Smithy.
namespace souk::wire::aws_query {

/// The input that `form` spells out, as the JSON protocols would have given it. Parameters the
/// shape does not know are passed over. Fails with SerializationException when a text is not the
/// number, boolean or time it should be.
Result<Json> decode(const Shape& input, const Form& form);

/// `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`; no result element where `output` is
/// nullptr, which is how an operation without output answers.
HttpResponse success(std::string_view service, std::string_view operation, const Shape* output,
                     const Json& value, std::string_view request_id);

/// `<ErrorResponse><Error><Type>Sender</Type><Code>…`, with the short code of the service.
HttpResponse refusal(std::string_view service, const Error& error, std::string_view request_id);

}  // namespace souk::wire::aws_query
