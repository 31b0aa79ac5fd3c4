#include <fmt/format.h>

#include "emulator/control/calls.h"
#include "emulator/core/version.h"

namespace souk::control {
namespace {

using sandbox::Config;

Result<clock::Pace> read_pace(const Json& body) {
  const auto given = body.value("clock", Json::object());
  if (!given.is_object()) return Failure(bad_request("clock is an object.", "clock"));
  if (const auto known = only(given, {"mode", "rate", "start"}); !known)
    return Failure(known.error());
  const auto text = text_in(given, "mode", "frozen");
  if (!text) return Failure(text.error());
  const auto mode = clock::parse_mode(*text);
  if (!mode) {
    return Failure(bad_request(fmt::format("There is no clock mode \"{}\".", *text), "clock.mode",
                               "frozen, real or rate."));
  }
  if (*mode != clock::Mode::Rate) return clock::Pace{*mode, *mode == clock::Mode::Real ? 1.0 : 0.0};
  const auto rate = given.value("rate", Json());
  if (!rate.is_number() || rate.get<double>() <= 0 || rate.get<double>() > 1e7) {
    return Failure(
        bad_request("rate is how many market seconds pass in a real one, above 0.", "clock.rate"));
  }
  return clock::Pace{*mode, rate.get<double>()};
}

/// Members given replace those of `config`.
Result<Config> read_config(Config config, const Json& body) {
  if (const auto known =
          only(body, {"name", "profile", "seed", "clock", "seller_clock", "switches", "catalogue"});
      !known) {
    return Failure(known.error());
  }
  const auto name = text_in(body, "name", config.name);
  const auto profile = text_in(body, "profile", config.profile);
  const auto seller_clock =
      text_in(body, "seller_clock", config.seller_in_market_time ? "virtual" : "real");
  for (const auto* each : {&name, &profile, &seller_clock}) {
    if (!*each) return Failure(each->error());
  }
  if (*seller_clock != "virtual" && *seller_clock != "real") {
    return Failure(bad_request("seller_clock is virtual or real.", "seller_clock"));
  }
  // Another era has another start, unless one is asked for.
  if (*profile != config.profile) config.start.reset();
  config.name = *name;
  config.profile = *profile;
  config.seller_in_market_time = *seller_clock == "virtual";
  if (body.contains("seed")) {
    if (!body["seed"].is_number_unsigned()) {
      return Failure(bad_request("seed is a whole number.", "seed"));
    }
    config.seed = body["seed"];
  }
  if (body.contains("clock")) {
    const auto pace = read_pace(body);
    if (!pace) return Failure(pace.error());
    config.pace = *pace;
    const auto start = instant_in(body["clock"], "start");
    if (!start) return Failure(start.error());
    if (*start) config.start = *start;
  }
  if (body.contains("switches")) config.switches = body["switches"];
  if (body.contains("catalogue")) config.catalogue = body["catalogue"];
  return config;
}

Result<std::string> required_name(const Json& body) {
  if (const auto known = only(body, {"name"}); !known) return Failure(known.error());
  return text_in(body, "name");
}

}  // namespace

Result<Reply> health(Call&) { return Reply{200, {{"ready", true}, {"version", kVersion}}}; }

Result<Reply> certificate_authority(Call& call) {
  Reply reply;
  reply.text = call.server.ca_pem();
  reply.content_type = "application/x-pem-file";
  return reply;
}

Result<Reply> list_sandboxes(Call& call) {
  Json list = Json::array();
  for (const auto& each : call.server.sandboxes.all()) {
    list.push_back(sandbox_view(call.turn.enter(each), false));
  }
  return Reply{200, {{"sandboxes", std::move(list)}}};
}

Result<Reply> create_sandbox(Call& call) {
  Config fresh;
  fresh.seed = call.turn.enter(call.server.sandboxes.standard()).config().seed;
  auto config = read_config(fresh, call.body);
  if (!config) return Failure(config.error());
  const auto created = call.server.sandboxes.create(*config);
  if (!created) return Failure(created.error());
  return Reply{201, sandbox_view(call.turn.enter(*created), true)};
}

Result<Reply> get_sandbox(Call& call) { return Reply{200, sandbox_view(enter(call), true)}; }

Result<Reply> delete_sandbox(Call& call) {
  const auto removed = call.server.sandboxes.remove(call.path["s"]);
  if (!removed) return Failure(removed.error());
  return Reply{204, nullptr};
}

Result<Reply> fork_sandbox(Call& call) {
  const auto name = required_name(call.body);
  if (!name) return Failure(name.error());
  const auto copy = call.server.sandboxes.fork(*call.sandbox, *name);
  if (!copy) return Failure(copy.error());
  return Reply{201, sandbox_view(call.turn.enter(*copy), true)};
}

Result<Reply> reset_sandbox(Call& call) {
  Config present;
  {
    const std::lock_guard lock(call.sandbox->mutex);
    present = call.sandbox->config();
  }
  auto config = read_config(present, call.body);
  if (!config) return Failure(config.error());
  config->name = call.sandbox->name();
  const auto done = call.server.sandboxes.reset(*call.sandbox, *config);
  if (!done) return Failure(done.error());
  return Reply{200, sandbox_view(enter(call), true)};
}

Result<Reply> snapshot_sandbox(Call& call) {
  const auto name = required_name(call.body);
  if (!name) return Failure(name.error());
  call.server.sandboxes.snapshot(*call.sandbox, *name);
  return Reply{201, {{"name", *name}}};
}

Result<Reply> restore_sandbox(Call& call) {
  const auto name = required_name(call.body);
  if (!name) return Failure(name.error());
  const auto done = call.server.sandboxes.restore(*call.sandbox, *name);
  if (!done) return Failure(done.error());
  // What was under way when the snapshot was taken goes on.
  call.server.conductor.deliver(*call.sandbox);
  return Reply{200, sandbox_view(enter(call), true)};
}

}  // namespace souk::control
