#include "cli/remote.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "souk/url.h"

namespace souk::cli {

client::ControlClient Remote::control(
    std::shared_ptr<const client::Cancellation> cancellation) const {
  client::ControlConfig config;
  config.endpoint = emulator;
  config.bearer_token = token;
  config.http.cancellation = std::move(cancellation);
  return client::ControlClient(config);
}

void add_remote(CLI::App& command, Remote& remote) {
  command.add_option("--emulator", remote.emulator, "URL of the souk to talk to")
      ->envname("SOUK_URL")
      ->capture_default_str();
  command.add_option("--sandbox", remote.sandbox, "Which of its sandboxes")->capture_default_str();
  command.add_option("--token", remote.token, "Bearer token of its control API")
      ->envname("SOUK_TOKEN");
}

int complain(const client::Failure& failure, const Remote& remote) {
  if (failure.status == 0 && !client::parse_url(remote.emulator)) {
    return complain(kBadStory, fmt::format("\"{}\" is no http address.", remote.emulator),
                    "Write --emulator http://127.0.0.1:4747, or set $SOUK_URL.");
  }
  if (failure.status == 0) {
    return complain(kSoukFailed,
                    fmt::format("no souk answers at {}: {}", remote.emulator, failure.message),
                    "Start one with `souk serve`, or name it with --emulator.");
  }
  if (failure.status == 401) {
    return complain(kBadStory, failure.message, "souk serve printed it: --token, or $SOUK_TOKEN.");
  }
  const bool mine = failure.status < 500;
  return complain(mine ? kBadStory : kSoukFailed, failure.message, failure.hint);
}

}  // namespace souk::cli
