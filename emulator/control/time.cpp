#include <fmt/format.h>

#include <climits>

#include "emulator/control/calls.h"

namespace souk::control {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLongestAgenda = 1000;
constexpr Duration kHoldStandard = 30s;

Json happening_view(const storage::Happening& happening, const char* time) {
  return {{time, to_iso(happening.due)}, {"name", happening.name}, {"subject", happening.subject}};
}

Result<sandbox::Settle> read_settle(const Json& body) {
  const auto given = body.value("settle", Json::object());
  if (!given.is_object()) return Failure(bad_request("settle is an object.", "settle"));
  if (const auto known = only(given, {"quiet", "at_most", "idle", "off", "process"}); !known) {
    return Failure(known.error());
  }
  sandbox::Settle settle;
  const auto quiet = duration_in(given, "quiet");
  const auto at_most = duration_in(given, "at_most");
  if (!quiet) return Failure(quiet.error());
  if (!at_most) return Failure(at_most.error());
  const auto idle = text_in(given, "idle");
  if (!idle) return Failure(idle.error());
  settle.quiet = quiet->value_or(settle.quiet);
  settle.at_most = at_most->value_or(settle.at_most);
  settle.idle_url = *idle;
  if (given.contains("off") && !given["off"].is_boolean()) {
    return Failure(bad_request("off is true or false.", "settle.off"));
  }
  settle.off = given.value("off", false);
  if (given.contains("process")) {
    const auto& process = given["process"];
    const bool good = process.is_number_integer() && process > 0 && process <= INT_MAX;
    if (!good) return Failure(bad_request("process is the id of a process.", "settle.process"));
    settle.process = process;
  }
  return settle;
}

Result<sandbox::Target> read_target(const Json& body) {
  if (const auto known = only(body, {"by", "to", "next", "from", "settle"}); !known) {
    return Failure(known.error());
  }
  const int named =
      int(body.contains("by")) + int(body.contains("to")) + int(body.contains("next"));
  if (named != 1) {
    return Failure(
        bad_request("Say where time goes: by, to or next, one of them.", "",
                    R"({"by": "3h"}, {"to": "2026-10-06T12:00:00Z"} or {"next": true}.)"));
  }
  sandbox::Target target;
  const auto by = duration_in(body, "by");
  const auto to = instant_in(body, "to");
  const auto from = instant_in(body, "from");
  const auto settle = read_settle(body);
  if (!by) return Failure(by.error());
  if (!to) return Failure(to.error());
  if (!from) return Failure(from.error());
  if (!settle) return Failure(settle.error());
  if (body.contains("next") && body["next"] != true) {
    return Failure(bad_request("next is true.", "next"));
  }
  if (*by && **by < Duration(0)) return Failure(bad_request("Time never moves back.", "by"));
  // A hundred years: far more than any agreement, and no overflow.
  if (*by && **by > 876'600h) return Failure(bad_request("by is a hundred years at most.", "by"));
  target.by = *by;
  target.to = *to;
  target.from = *from;
  target.next = body.contains("next");
  target.settle = *settle;
  return target;
}

}  // namespace

Result<Reply> get_clock(Call& call) {
  auto& sandbox = enter(call);
  const auto pace = sandbox.clock.pace();
  Json holds = Json::array();
  for (const auto& [id, hold] : sandbox.holds) {
    const auto left = std::chrono::duration_cast<Duration>(hold.until - real_time::monotonic_now());
    if (left <= Duration(0)) continue;
    holds.push_back({{"id", id}, {"name", hold.name}, {"for", to_text(left)}});
  }
  if (sandbox.attempts_in_flight > 0) {
    holds.push_back({{"name", "delivery"}, {"count", sandbox.attempts_in_flight}});
  }
  Json view{{"now", to_iso(sandbox.clock.running_now())},
            {"mode", clock::to_text(pace.mode)},
            {"rate", pace.rate},
            {"holds", std::move(holds)}};
  if (const auto first = sandbox.market.agenda.first())
    view["next"] = happening_view(*first, "due");
  return Reply{200, std::move(view)};
}

Result<Reply> put_clock(Call& call) {
  if (const auto known = only(call.body, {"mode", "rate"}); !known) return Failure(known.error());
  const auto text = text_in(call.body, "mode", "frozen");
  if (!text) return Failure(text.error());
  const auto mode = clock::parse_mode(*text);
  if (!mode) {
    return Failure(bad_request(fmt::format("There is no clock mode \"{}\".", *text), "mode",
                               "frozen, real or rate."));
  }
  double rate = *mode == clock::Mode::Real ? 1 : 0;
  if (*mode == clock::Mode::Rate) {
    const auto given = call.body.value("rate", Json());
    if (!given.is_number() || given.get<double>() <= 0 || given.get<double>() > 1e7) {
      return Failure(bad_request("rate is how many market seconds pass in a real one.", "rate"));
    }
    rate = given;
  }
  auto& sandbox = enter(call);
  sandbox.clock.set_pace({*mode, rate});
  sandbox.journal.write({"clock",
                         "operator",
                         sandbox.name(),
                         "",
                         {{"event", "mode"}, {"mode", *text}, {"rate", rate}},
                         Json::object(),
                         ""});
  return get_clock(call);
}

Result<Reply> put_clock_file(Call& call) {
  if (const auto known = only(call.body, {"path"}); !known) return Failure(known.error());
  const auto path = text_in(call.body, "path");
  if (!path) return Failure(path.error());
  auto& sandbox = enter(call);
  const auto taken =
      sandbox.clock_file.attach(*path, sandbox.clock.running_now(), sandbox.clock.pace());
  if (!taken) return Failure(taken.error());
  return get_clock(call);
}

Result<Reply> forget_clock_file(Call& call) {
  enter(call).clock_file.detach();
  return Reply{204, nullptr};
}

Result<Reply> advance(Call& call) {
  const auto target = read_target(call.body);
  if (!target) return Failure(target.error());
  const auto journey = call.server.conductor.advance(*call.sandbox, *target);
  if (!journey) return Failure(journey.error());
  {
    const std::lock_guard lock(call.sandbox->mutex);
    if (const auto& trouble = call.sandbox->clock_file.trouble(); !trouble.empty()) {
      return Failure({"ClockFileLost", 409, trouble, "",
                      "PUT …/clock/file names another file, DELETE forgets this one."});
    }
  }
  Json happenings = Json::array();
  for (const auto& each : journey->happenings) happenings.push_back(happening_view(each, "at"));
  return Reply{200,
               {{"from", to_iso(journey->from)},
                {"to", to_iso(journey->to)},
                {"happenings", std::move(happenings)},
                {"deliveries", journey->deliveries}}};
}

Result<Reply> take_hold(Call& call) {
  if (const auto known = only(call.body, {"name", "for"}); !known) return Failure(known.error());
  const auto name = text_in(call.body, "name", "hold");
  const auto length = duration_in(call.body, "for");
  if (!name) return Failure(name.error());
  if (!length) return Failure(length.error());
  auto& sandbox = enter(call);
  const auto number = static_cast<std::uint64_t>(sandbox.market.settings.next("hold"));
  const auto id = sandbox.market.ids.hex("hold", number, 12);
  sandbox.holds[id] = {*name, real_time::monotonic_now() + length->value_or(kHoldStandard)};
  sandbox.journal.write({"hold", "operator", *name, "", {{"event", "taken"}}, Json::object(), ""});
  return Reply{201, {{"id", id}}};
}

Result<Reply> release_hold(Call& call) {
  auto& sandbox = enter(call);
  const auto found = sandbox.holds.find(call.path["h"]);
  if (found == sandbox.holds.end()) {
    return Failure({"HoldNotFound", 404, fmt::format("There is no hold \"{}\".", call.path["h"]),
                    "", "It may have expired."});
  }
  sandbox.journal.write(
      {"hold", "operator", found->second.name, "", {{"event", "released"}}, Json::object(), ""});
  sandbox.holds.erase(found);
  sandbox.changed.notify_all();
  return Reply{204, nullptr};
}

Result<Reply> get_agenda(Call& call) {
  Json list = Json::array();
  for (const auto& each : enter(call).market.agenda.all(kLongestAgenda)) {
    list.push_back(happening_view(each, "due"));
  }
  return Reply{200, {{"agenda", std::move(list)}}};
}

}  // namespace souk::control
