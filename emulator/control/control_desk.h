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
  ControlDesk(sandbox::Sandboxes& sandboxes, sandbox::Conductor& conductor, Access access,
              std::string ca_pem)
      : sandboxes_(sandboxes),
        conductor_(conductor),
        access_(std::move(access)),
        ca_pem_(std::move(ca_pem)) {}

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

  sandbox::Sandboxes& sandboxes_;
  sandbox::Conductor& conductor_;
  Access access_;
  std::string ca_pem_;
};

/// An error as every control call writes it.
Reply refusal(const Error& error);

}  // namespace souk::control
