#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/remote.h"
#include "souk/time.h"

namespace souk::cli {
namespace {

struct ClockWish {
  std::string verb = "show";
  std::string argument;
};

int show(const Remote& remote) {
  const auto clock = remote.box().clock();
  if (!clock) return complain(clock.error(), remote);
  fmt::print("{} ({})\n", client::to_iso(clock->now), clock->mode);
  if (clock->next) {
    fmt::print("next: {} {} {}\n", client::to_iso(clock->next->at), clock->next->name,
               clock->next->subject);
  }
  return kKept;
}

int tell(const client::Outcome<client::Advance>& journey, const Remote& remote) {
  if (!journey) return complain(journey.error(), remote);
  for (const auto& each : journey->happenings) {
    fmt::print("{} {} {}\n", client::to_iso(each.at), each.name, each.subject);
  }
  fmt::print("{}\n", client::to_iso(journey->to));
  return kKept;
}

int advance(const Remote& remote, const std::string& where) {
  auto box = remote.box();
  if (where == "next") return tell(box.advance_next(), remote);
  if (const auto by = client::parse_duration(where)) return tell(box.advance_by(*by), remote);
  if (const auto to = client::parse_iso(where)) return tell(box.advance_to(*to), remote);
  return complain(kBadStory, fmt::format("\"{}\" is neither a duration nor an instant.", where),
                  "Write 3h, 59m59s, 2026-10-06T12:00:00Z or next.");
}

int set_pace(const Remote& remote, const std::string& mode, const std::string& rate) {
  std::optional<double> factor;
  if (mode == "rate") {
    double number = 0;
    const auto* end = rate.data() + rate.size();
    const auto [rest, trouble] = std::from_chars(rate.data(), end, number);
    if (trouble != std::errc() || rest != end || !std::isfinite(number)) {
      return complain(kBadStory, fmt::format("\"{}\" is no rate.", rate),
                      "It says how many market seconds pass in a real one: souk clock rate 600");
    }
    factor = number;
  } else if (!rate.empty()) {
    return complain(kBadStory, fmt::format("nothing is done with \"{}\" here.", rate),
                    "souk clock --help shows what each word takes.");
  }
  const auto clock = remote.box().put_clock(mode, factor);
  return clock ? show(remote) : complain(clock.error(), remote);
}

int run_clock(const Remote& remote, const ClockWish& wish) {
  if (wish.verb == "show" && wish.argument.empty()) return show(remote);
  if (wish.verb == "advance")
    return advance(remote, wish.argument.empty() ? "next" : wish.argument);
  return set_pace(remote, wish.verb == "freeze" ? "frozen" : wish.verb, wish.argument);
}

}  // namespace

void add_clock(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("clock", "Show or move a sandbox's time");
  auto remote = std::make_shared<Remote>();
  auto wish = std::make_shared<ClockWish>();
  add_remote(*command, *remote);
  command->add_option("what", wish->verb, "show, advance, freeze, real or rate")
      ->check(one_of({"show", "advance", "freeze", "real", "rate"}));
  command->add_option("how", wish->argument, "How far, or how fast");
  command->footer(
      "Examples:\n"
      "  souk clock\n"
      "  souk clock advance 3h\n"
      "  souk clock advance 2026-12-31T23:59:59Z\n"
      "  souk clock advance next\n"
      "  souk clock rate 600");
  command->callback(
      [&action, remote, wish] { action = [remote, wish] { return run_clock(*remote, *wish); }; });
}

}  // namespace souk::cli
