#include "client/src/control_caller.h"

#include "client/src/json_members.h"
#include "souk/url.h"

namespace souk::client {
namespace {

Failure read_failure(const HttpAnswer& answer) {
  const auto body = Json::parse(answer.body, nullptr, false);
  const auto& error = members::at(body, "error");
  Failure failure{.type = members::text(error, "code"),
                  .status = answer.status,
                  .message = members::text(error, "message"),
                  .field = members::text(error, "field"),
                  .hint = members::text(error, "hint")};
  if (failure.type.empty()) failure.type = std::to_string(answer.status);
  if (failure.message.empty()) failure.message = answer.reason;
  return failure;
}

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

}  // namespace

ControlCaller::ControlCaller(ControlConfig config)
    : config_([&] {
        config.endpoint = without_slash(std::move(config.endpoint));
        return std::move(config);
      }()) {}

Outcome<HttpAnswer> ControlCaller::exchange(const std::string& method, const std::string& target,
                                            const Json* body, Duration timeout,
                                            const std::string& sandbox) {
  HttpHeaders headers;
  if (body != nullptr) headers.add("Content-Type", "application/json");
  if (!config_.bearer_token.empty()) {
    headers.add("Authorization", "Bearer " + config_.bearer_token);
  }
  auto options = config_.http;
  options.timeout = timeout;
  // Text that is no UTF-8 is replaced rather than thrown over: what a seller sent may hold
  // anything.
  const auto text =
      body == nullptr ? std::string() : body->dump(-1, ' ', false, Json::error_handler_t::replace);
  auto answer = request(method, config_.endpoint + target, headers, text, options);
  if (!answer) return answer;
  remember_now(sandbox, *answer);
  if (answer->status / 100 != 2) return read_failure(*answer);
  return answer;
}

Outcome<Json> ControlCaller::call(const std::string& method, const std::string& target,
                                  const Json* body, Duration timeout, const std::string& sandbox) {
  auto answer = exchange(method, target, body, timeout, sandbox);
  if (!answer) return answer.error();
  if (answer->body.empty()) return Json();
  auto parsed = Json::parse(answer->body, nullptr, false);
  if (parsed.is_discarded()) {
    return Failure{
        .type = transport::kBadAnswer,
        .status = answer->status,
        .message = method + " " + target + " was answered with something that is no JSON"};
  }
  return parsed;
}

void ControlCaller::remember_now(const std::string& sandbox, const HttpAnswer& answer) {
  if (sandbox.empty()) return;
  const auto now = parse_iso(answer.headers.get("X-Souk-Now"));
  if (!now) return;
  const std::lock_guard lock(mutex_);
  auto [entry, is_new] = nows_.try_emplace(sandbox, *now);
  entry->second = std::max(entry->second, *now);
}

std::optional<Timestamp> ControlCaller::last_now(const std::string& sandbox) const {
  const std::lock_guard lock(mutex_);
  const auto found = nows_.find(sandbox);
  if (found == nows_.end()) return std::nullopt;
  return found->second;
}

}  // namespace souk::client
