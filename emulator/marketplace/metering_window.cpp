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

std::optional<std::string> in_the_future(const Market& market, Timestamp stamp) {
  if (stamp <= latest(market)) return std::nullopt;
  return fmt::format("Timestamp {} is in the future; it is {}.", to_iso(stamp),
                     to_iso(market.now()));
}

std::optional<std::string> too_old(const Market& market, Timestamp stamp, Duration look_back) {
  const auto now = market.now();
  const bool is_old = market.switches.is(switches::kLookBackFrom, "hour")
                          ? stamp < std::chrono::floor<std::chrono::hours>(now) - look_back
                          : now - stamp >= look_back;
  if (!is_old) return std::nullopt;
  return fmt::format("Timestamp {} is {} old; usage is taken for less than {}.", to_iso(stamp),
                     souk::to_text(now - stamp), souk::to_text(look_back));
}

Timestamp start_of_month(Timestamp at) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(at));
  return std::chrono::sys_days(date.year() / date.month() / 1);
}

}  // namespace

std::optional<std::string> out_of_bounds(const Market& market, Timestamp stamp) {
  const auto now = market.now();
  if (auto why = in_the_future(market, stamp)) return why;
  const auto month = start_of_month(now);
  const bool month_rule = market.profile->month_end_cutoff && stamp < month;
  if (month_rule && now >= month + kMonthEndCutoff) {
    return fmt::format("Timestamp {} is of the previous month, which closed at {}.", to_iso(stamp),
                       to_iso(month + kMonthEndCutoff));
  }
  const bool graced = month_rule && stamp >= start_of_month(month - 1ms) &&
                      market.switches.is(switches::kMonthEndRule, "grace");
  if (graced) return std::nullopt;
  return too_old(market, stamp, market.profile->look_back);
}

std::optional<std::string> task_out_of_bounds(const Market& market, Timestamp stamp) {
  if (auto why = in_the_future(market, stamp)) return why;
  return too_old(market, stamp, std::min(market.profile->look_back, kTaskLookBack));
}

}  // namespace souk::marketplace
