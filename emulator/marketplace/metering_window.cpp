#include "emulator/marketplace/metering_window.h"

#include <fmt/format.h>

namespace souk::marketplace {
namespace {

Timestamp latest(const Market& market) {
  const auto choice = market.switches.at(switches::kFutureTolerance);
  if (choice == "hour-end") {
    return std::chrono::floor<std::chrono::hours>(market.now()) + 1h - 1ms;
  }
  return market.now() + parse_duration(choice).value();
}

bool is_too_old(const Market& market, Timestamp stamp) {
  if (market.switches.is(switches::kLookBackFrom, "hour")) {
    return stamp < std::chrono::floor<std::chrono::hours>(market.now()) - market.profile->look_back;
  }
  return market.now() - stamp >= market.profile->look_back;
}

Timestamp start_of_month(Timestamp at) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(at));
  return std::chrono::sys_days(date.year() / date.month() / 1);
}

}  // namespace

std::optional<std::string> out_of_bounds(const Market& market, Timestamp stamp) {
  const auto now = market.now();
  if (stamp > latest(market)) {
    return fmt::format("Timestamp {} is in the future; it is {}.", to_iso(stamp), to_iso(now));
  }
  const auto month = start_of_month(now);
  const bool month_rule = market.profile->month_end_cutoff && stamp < month;
  if (month_rule && now >= month + kMonthEndCutoff) {
    return fmt::format("Timestamp {} is of the previous month, which closed at {}.", to_iso(stamp),
                       to_iso(month + kMonthEndCutoff));
  }
  const bool graced = month_rule && stamp >= start_of_month(month - 1ms) &&
                      market.switches.is(switches::kMonthEndRule, "grace");
  if (graced) return std::nullopt;
  if (is_too_old(market, stamp)) {
    return fmt::format("Timestamp {} is {} old; usage is taken for less than {}.", to_iso(stamp),
                       souk::to_text(now - stamp), souk::to_text(market.profile->look_back));
  }
  return std::nullopt;
}

}  // namespace souk::marketplace
