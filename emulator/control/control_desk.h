#pragma once

#include "emulator/control/route.h"

namespace souk::control {

/// Who may use the control API.
struct Access {
  std::vector<std::string> hosts;  ///< beside loopback names: what the Host header may be
  std::string token;               ///< asked for as a bearer token; empty: none is
};

/// Serves /_souk/v1. Thread-safe; the turn is the caller's.
class ControlDesk {
 public:
  ControlDesk(Server server, Access access)
      : server_(std::move(server)), access_(std::move(access)) {}

  static bool is_control(std::string_view path) { return path.rfind("/_souk/", 0) == 0; }

  /// Whether the call may take as long as a seller takes.
  bool may_wait(const HttpRequest& request) const;

  /// `last`: the caller has waited long enough; answer now.
  Reply answer(const HttpRequest& request, sandbox::Turn& turn, bool last);

  /// The sandbox a path names, or nullptr.
  std::shared_ptr<sandbox::Sandbox> sandbox_in(std::string_view path) const;

 private:
  Result<void> admit(const HttpRequest& request) const;
  Result<Reply> dispatch(const HttpRequest& request, sandbox::Turn& turn, bool last);

  Server server_;
  Access access_;
};

/// An error as every control call writes it.
Reply refusal(const Error& error);

}  // namespace souk::control
