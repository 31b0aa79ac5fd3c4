#pragma once

#include <functional>
#include <map>

#include "emulator/core/http_message.h"
#include "emulator/sandbox/sandboxes.h"
#include "emulator/sandbox/turn.h"

namespace souk::control {

/// What a control call answers.
struct Reply {
  int status = 200;
  Json body = Json::object();
  std::string text = "";  ///< instead of `body`, for what is not JSON
  std::string content_type = "application/json";
  std::optional<Duration> wait = std::nullopt;              ///< nothing yet: ask again (real time)
  std::optional<std::int64_t> stream_after = std::nullopt;  ///< a journal stream from this row on
};

/// Judges rows of a journal by the rules named (a list, or "all"); verdicts as JSON. Who runs souk
/// hands it in: the market itself knows no rules.
using Judge = std::function<Result<Json>(const std::vector<Json>& rows, const Json& rules)>;

/// What every control call may need of the server.
struct Server {
  sandbox::Sandboxes& sandboxes;
  sandbox::Conductor& conductor;
  std::function<std::string()> ca_pem;  ///< what clients of the HTTPS port must trust
  Judge judge;
};

/// A control call on its way.
struct Call {
  const Server& server;
  sandbox::Turn& turn;
  std::shared_ptr<sandbox::Sandbox> sandbox;  ///< the one the path names, if it names one
  std::map<std::string, std::string> path;    ///< what stands for {s}, {p}, …
  std::map<std::string, std::string> query;
  Json body = Json::object();
  bool last = true;  ///< the caller's patience is over
};

using Handler = Result<Reply> (*)(Call&);

/// One line of the control API.
struct Route {
  std::string_view method;
  std::string_view path;  ///< after /_souk/v1, with {names}
  Handler handler;
  bool may_wait = false;  ///< it may call the seller or wait: not for an event loop
};

std::span<const Route> all_routes();

/// The sandbox, ready to be read and written by a call that does not wait.
inline sandbox::Sandbox& enter(Call& call) { return call.turn.enter(call.sandbox); }

// Reading bodies. Each fails with BadRequest and the member at fault.
Result<std::string> text_in(const Json& body, const char* member, std::string standard = "");
Result<std::optional<Duration>> duration_in(const Json& body, const char* member);
Result<std::optional<Timestamp>> instant_in(const Json& body, const char* member);
/// Refuses members the call does not know, with the nearest one that it does.
Result<void> only(const Json& body, const std::vector<std::string_view>& members);
Error bad_request(std::string message, std::string field, std::string hint = "");

}  // namespace souk::control
