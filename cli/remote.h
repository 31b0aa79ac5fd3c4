#pragma once

#include <CLI/CLI.hpp>

#include "souk/control.h"

namespace souk::cli {

/// Which souk, and which of its sandboxes, a helper command talks to.
struct Remote {
  std::string emulator = "http://127.0.0.1:4747";
  std::string sandbox = "default";
  std::string token;

  /// With `cancellation`, calls under way end when it says so.
  client::ControlClient control(
      std::shared_ptr<const client::Cancellation> cancellation = nullptr) const;
  client::SandboxClient box() const { return control().sandbox(sandbox); }
};

/// Adds --emulator (or $SOUK_URL), --sandbox and --token.
void add_remote(CLI::App& command, Remote& remote);

/// Says why a call had no result, and returns the exit code that goes with it.
int complain(const client::Failure& failure, const Remote& remote);

}  // namespace souk::cli
