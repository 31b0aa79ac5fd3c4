#include "emulator/wire/aws_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/core/json.h"
#include "emulator/core/json_text.h"
#include "emulator/wire/answer.h"
#include "emulator/wire/errors.h"

namespace souk::wire::aws_json {
namespace {

/// Whether brackets nest deeper than allowed. What is no JSON may be judged either way.
bool is_too_deep(std::string_view body) {
  const auto opening = std::count_if(body.begin(), body.end(),
                                     [](char letter) { return letter == '{' || letter == '['; });
  if (opening <= kDeepestNesting) return false;
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char letter = body[i];
    if (in_text) {
      if (letter == '\\') ++i;
      if (letter == '"') in_text = false;
    } else if (letter == '"') {
      in_text = true;
    } else if (letter == '{' || letter == '[') {
      if (++depth > kDeepestNesting) return true;
    } else if (letter == '}' || letter == ']') {
      --depth;
    }
  }
  return false;
}

std::string_view content_type(Protocol protocol) {
  return protocol == Protocol::Json10 ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";
}

/// AWS's front door writes the text of these two under a capital letter. What a service models it
/// writes as modelled.
bool has_capital_message(const Error& error) {
  if (!error.members_json.empty()) return false;
  const auto type = bare_type(error.type);
  return type == "AccessDeniedException" || type == "SerializationException";
}

}  // namespace

Result<Json> parse(std::string_view body) {
  if (body.empty()) return Json::object();
  if (is_too_deep(body)) {
    return Failure(common_error(
        CommonError::Serialization,
        fmt::format("The request body is nested deeper than {} levels", kDeepestNesting)));
  }
  try {
    return Json::parse(body);
  } catch (const Json::parse_error& trouble) {
    return Failure(common_error(
        CommonError::Serialization,
        fmt::format("The request body is not valid JSON: it breaks off making sense at byte {}",
                    trouble.byte)));
  } catch (const Json::out_of_range&) {
    return Failure(common_error(CommonError::Serialization,
                                "The request body holds a number that is too large"));
  }
}

std::string write(const Json& value) { return json_text(value, BadBytes::LeftOut); }

HttpResponse success(Protocol protocol, const Json& output, std::string_view request_id) {
  return answer(200, content_type(protocol), output.is_null() ? "{}" : write(output), request_id);
}

HttpResponse refusal(Protocol protocol, std::string_view service, const Error& error,
                     std::string_view request_id) {
  const auto spelling = spelled(error, protocol, service);
  std::string body = fmt::format(R"({{"__type":{})", write(spelling.type));
  if (!spelling.message.empty()) {
    body += fmt::format(R"(,"{}":{})", has_capital_message(error) ? "Message" : "message",
                        write(spelling.message));
  }
  const auto members = members_of(error, service, request_id);
  for (const auto& [name, value] : members.items()) {
    body += fmt::format(R"(,"{}":{})", name, write(value));
  }
  body += "}";
  auto response = answer(spelling.status, content_type(protocol), std::move(body), request_id);
  if (!spelling.query_error.empty()) {
    response.headers.add("x-amzn-query-error", spelling.query_error);
  }
  add_hint(response, error);
  return response;
}

}  // namespace souk::wire::aws_json
