#include "emulator/wire/call.h"

#include <fmt/format.h>

#include "emulator/core/json.h"
#include "emulator/wire/aws_json.h"
#include "emulator/wire/aws_query.h"
#include "emulator/wire/errors.h"
#include "emulator/wire/rpc_cbor.h"

namespace souk::wire {
namespace {

Result<Json> read_form(const HttpRequest& request, const Shape& input) {
  // A body of another type is no form, whatever the query string says.
  const auto type = request.headers.get("content-type");
  const bool has_form = type.empty() || type.find("form-urlencoded") != std::string_view::npos;
  const auto form = Form::read(request.query(), has_form ? request.body : std::string_view());
  if (!form) return Failure(form.error());
  return aws_query::decode(input, *form);
}

Result<Json> read_body(const RequestKind& call, const HttpRequest& request, const Shape& input) {
  switch (call.protocol) {
    case Protocol::Json10:
    case Protocol::Json11:
      return aws_json::parse(request.body);
    case Protocol::Query:
      return read_form(request, input);
    case Protocol::Cbor:
      return rpc_cbor::decode(request.body);
  }
  return Json::object();
}

}  // namespace

Result<Json> read_input(const RequestKind& call, const HttpRequest& request, const Shape& input) {
  auto value = read_body(call, request, input);
  if (!value || call.service != "sqs" || call.queue_path.empty() || !value->is_object()) {
    return value;
  }
  if (input.find("QueueUrl") != nullptr && !value->contains("QueueUrl")) {
    (*value)["QueueUrl"] = fmt::format("{}://{}{}", request.tls ? "https" : "http",
                                       request.headers.get("host"), call.queue_path);
  }
  return value;
}

HttpResponse write_output(const RequestKind& call, const Shape* output, const Json& value,
                          std::string_view request_id) {
  switch (call.protocol) {
    case Protocol::Query:
      return aws_query::success(call.service, call.operation, output, value, request_id);
    case Protocol::Cbor:
      return rpc_cbor::success(output, value, request_id);
    default:
      return aws_json::success(call.protocol, value, request_id);
  }
}

HttpResponse write_error(const RequestKind& call, const Error& error, std::string_view request_id) {
  switch (call.protocol) {
    case Protocol::Query:
      return aws_query::refusal(call.service, error, request_id);
    case Protocol::Cbor:
      return rpc_cbor::refusal(call.service, error, request_id);
    default:
      return aws_json::refusal(call.protocol, call.service, error, request_id);
  }
}

Error unknown_operation(const RequestKind& call) {
  if (call.protocol == Protocol::Query) {
    if (call.operation.empty()) return common_error(CommonError::MissingAction);
    if (!call.queue_path.empty()) {
      return common_error(
          CommonError::UnknownOperation,
          fmt::format("The action {} is not valid for this endpoint.", call.operation));
    }
    return common_error(CommonError::UnknownOperation,
                        fmt::format("Could not find operation {} for version {}", call.operation,
                                    call.version.empty() ? "NO_VERSION_SPECIFIED" : call.version));
  }
  auto error = common_error(CommonError::UnknownOperation);
  error.hint = call.operation.empty()
                   ? std::string("The request names no operation: X-Amz-Target is missing.")
                   : fmt::format("souk does not offer the operation {} of {}.", call.operation,
                                 call.service);
  return error;
}

}  // namespace souk::wire
