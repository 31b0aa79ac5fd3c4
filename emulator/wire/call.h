#pragma once

#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/json_fwd.h"
#include "emulator/core/result.h"
#include "emulator/wire/request_kind.h"
#include "emulator/wire/shape.h"

namespace souk::wire {

/// The input of an AWS call, read as its protocol writes it; neither types nor limits are checked
/// yet (see check.h). For SQS calls on a queue's own path that name no other queue, QueueUrl is
/// filled in from Host and path. Fails with SerializationException or MalformedQueryString.
Result<Json> read_input(const RequestKind& call, const HttpRequest& request, const Shape& input);

/// The answer of an AWS call that went well; `output` is nullptr where the operation has none.
HttpResponse write_output(const RequestKind& call, const Shape* output, const Json& value,
                          std::string_view request_id);

/// The answer of an AWS call that was refused.
HttpResponse write_error(const RequestKind& call, const Error& error, std::string_view request_id);

/// What is wrong with a call that names no operation souk offers: no action, an unknown one, or (on
/// a queue's path) one that is not for queues.
Error unknown_operation(const RequestKind& call);

}  // namespace souk::wire
