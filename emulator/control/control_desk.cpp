#include "emulator/control/control_desk.h"

#include <fmt/format.h>

namespace souk::control {
namespace {

constexpr std::string_view kBase = "/_souk/v1";
constexpr int kDeepestBody = 64;

std::string decode(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](std::size_t at) {
      return at < text.size()
                 ? std::string_view("0123456789abcdef")
                       .find(static_cast<char>(std::tolower(static_cast<unsigned char>(text[at]))))
                 : std::string_view::npos;
    };
    if (text[i] == '%' && digit(i + 1) != std::string_view::npos &&
        digit(i + 2) != std::string_view::npos) {
      plain += static_cast<char>(digit(i + 1) * 16 + digit(i + 2));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

/// Whether `path` is of the form of `pattern`, in which a name in braces stands for any text. Every
/// request is held against every route, so this takes no memory.
bool fits(std::string_view pattern, std::string_view path) {
  while (true) {
    const auto wanted = pattern.substr(0, pattern.find('/'));
    const auto given = path.substr(0, path.find('/'));
    const bool named = !wanted.empty() && wanted.front() == '{';
    if (named ? given.empty() : wanted != given) return false;
    const bool last = wanted.size() == pattern.size();
    if (last != (given.size() == path.size())) return false;
    if (last) return true;
    pattern.remove_prefix(wanted.size() + 1);
    path.remove_prefix(given.size() + 1);
  }
}

/// What stands for the names in a route's path, if the path is of its form.
std::optional<std::map<std::string, std::string>> match(std::string_view pattern,
                                                        std::string_view path) {
  if (!fits(pattern, path)) return std::nullopt;
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  std::map<std::string, std::string> values;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].empty() || wanted[i].front() != '{') continue;
    values[std::string(wanted[i].substr(1, wanted[i].size() - 2))] = decode(given[i]);
  }
  return values;
}

std::map<std::string, std::string> read_query(std::string_view query) {
  std::map<std::string, std::string> values;
  if (query.empty()) return values;
  for (const auto part : split(query, '&')) {
    const auto equals = part.find('=');
    values[decode(part.substr(0, equals))] =
        equals == std::string_view::npos ? "" : decode(part.substr(equals + 1));
  }
  return values;
}

/// Stops before a body nested beyond reason has been taken in.
Result<Json> read_body(const std::string& body) {
  if (body.find_first_not_of(" \t\r\n") == std::string::npos) return Json::object();
  bool too_deep = false;
  const auto guard = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kDeepestBody;
    return !too_deep;
  };
  auto json = Json::parse(body, guard, false);
  if (too_deep) {
    return Failure(
        bad_request(fmt::format("The body is nested deeper than {}.", kDeepestBody), ""));
  }
  if (json.is_discarded()) return Failure(bad_request("The body is not JSON.", ""));
  if (!json.is_object()) return Failure(bad_request("The body is a JSON object.", ""));
  return json;
}

std::string_view host_name(std::string_view host) {
  if (!host.empty() && host.front() == '[') return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_loopback(std::string_view name) {
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

/// Runs a call so that one that fails has written nothing.
Result<Reply> run(const Route& route, Call& call) {
  std::optional<sandbox::Savepoint> savepoint;
  // Calls that may wait open and close sessions of their own.
  if (call.sandbox && !route.may_wait) savepoint.emplace(call.turn.enter(call.sandbox));
  try {
    auto reply = route.handler(call);
    if (!reply && savepoint) savepoint->roll_back();
    return reply;
  } catch (const Json::exception& error) {
    // A member of a wrong type that no call looked at more closely.
    if (savepoint) savepoint->roll_back();
    return Failure(bad_request(error.what(), ""));
  }
}

/// Refusals whose field is the state that refused the act.
bool names_state(const Error& error) {
  return error.type == "WrongState" || error.type == "NotRefundable" ||
         error.type == "RefundPending";
}

}  // namespace

Reply refusal(const Error& error) {
  Json body{{"error", {{"code", error.type}, {"message", error.message}}}};
  if (names_state(error)) {
    if (!error.field.empty()) body["state"] = error.field;
  } else if (!error.field.empty()) {
    body["error"]["field"] = error.field;
  }
  if (!error.hint.empty()) body["error"]["hint"] = error.hint;
  return Reply{error.status, std::move(body)};
}

bool ControlDesk::may_wait(const HttpRequest& request) const {
  const auto path = request.path().substr(std::min(kBase.size(), request.path().size()));
  for (const auto& route : all_routes()) {
    if (route.method == request.method && fits(route.path, path)) return route.may_wait;
  }
  return false;
}

std::shared_ptr<sandbox::Sandbox> ControlDesk::sandbox_in(std::string_view path) const {
  const auto parts = split(path, '/');
  return parts.size() > 4 && parts[3] == "sandboxes" ? server_.sandboxes.find(decode(parts[4]))
                                                     : nullptr;
}

/// A page of somebody else's must not reach souk through a visitor's browser: neither by a name
/// that was made to point here, nor by a request its script sends.
Result<void> ControlDesk::admit(const HttpRequest& request) const {
  const auto host = request.headers.get("host");
  const auto name = host_name(host);
  const bool known = is_loopback(name) || std::find(access_.hosts.begin(), access_.hosts.end(),
                                                    name) != access_.hosts.end();
  if (!known) {
    return Failure({"ForeignHost", 403, fmt::format("Host \"{}\" is not souk's.", host), "Host",
                    "Call souk by the address it listens on."});
  }
  const auto origin = request.headers.find("origin");
  const auto scheme_end = origin ? origin->find("://") : std::string_view::npos;
  if (origin && (scheme_end == std::string_view::npos || origin->substr(scheme_end + 3) != host)) {
    return Failure({"ForeignOrigin", 403,
                    fmt::format("Origin \"{}\" may not control souk.", *origin), "Origin", ""});
  }
  if (!access_.token.empty() && request.headers.get("authorization") != "Bearer " + access_.token) {
    return Failure({"TokenMissing", 401, "The control API asks for its bearer token here.",
                    "Authorization", "souk serve prints the token when it starts."});
  }
  return {};
}

Result<Reply> ControlDesk::dispatch(const HttpRequest& request, sandbox::Turn& turn, bool last) {
  if (const auto admitted = admit(request); !admitted) return Failure(admitted.error());
  const auto path = request.path();
  if (path.rfind(kBase, 0) != 0) {
    return Failure({"NotFound", 404, "The control API is at /_souk/v1.", "", ""});
  }
  std::string other_methods;
  for (const auto& route : all_routes()) {
    const auto values = match(route.path, path.substr(kBase.size()));
    if (!values) continue;
    if (route.method != request.method) {
      other_methods += (other_methods.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    auto body = read_body(request.body);
    if (!body) return Failure(body.error());
    Call call{server_, turn, nullptr, *values, read_query(request.query()), std::move(*body), last};
    if (values->count("s") != 0) {
      call.sandbox = server_.sandboxes.find(values->at("s"));
      if (!call.sandbox) {
        return Failure({"SandboxNotFound", 404,
                        fmt::format("There is no sandbox \"{}\".", values->at("s")), "",
                        "GET /_souk/v1/sandboxes lists them."});
      }
    }
    return run(route, call);
  }
  if (!other_methods.empty()) {
    return Failure({"MethodNotAllowed", 405,
                    fmt::format("{} is not for this path; {} is.", request.method, other_methods),
                    "", ""});
  }
  return Failure({"NotFound", 404, fmt::format("There is nothing at {}.", path), "",
                  "docs/control-api.md lists the calls."});
}

Reply ControlDesk::answer(const HttpRequest& request, sandbox::Turn& turn, bool last) {
  const auto reply = dispatch(request, turn, last);
  return reply ? *reply : refusal(reply.error());
}

}  // namespace souk::control
