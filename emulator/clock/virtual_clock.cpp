#include "emulator/clock/virtual_clock.h"

#include <algorithm>

namespace souk::clock {

std::string_view to_text(Mode mode) {
  switch (mode) {
    case Mode::Frozen: return "frozen";
    case Mode::Real: return "real";
    case Mode::Rate: return "rate";
  }
  return "";
}

std::optional<Mode> parse_mode(std::string_view text) {
  for (const auto mode : {Mode::Frozen, Mode::Real, Mode::Rate}) {
    if (text == to_text(mode)) return mode;
  }
  return std::nullopt;
}

void VirtualClock::start(Timestamp start, Pace pace) {
  now_ = start;
  pace_ = pace;
  since_real_ = real_now_();
  database_.execute("DELETE FROM clock_changes");
  store();
  note_change();
}

void VirtualClock::resume() {
  auto row = database_.prepare("SELECT now_ms,rate,since_real_ms FROM clock WHERE id=1");
  row.step();
  now_ = row.time(0);
  const auto rate = row.real(1);
  pace_ = rate == 0 ? Pace{} : rate == 1 ? Pace{Mode::Real, 1} : Pace{Mode::Rate, rate};
  // A clock that was running stood still while nobody was there to run it.
  since_real_ = real_now_();
}

Timestamp VirtualClock::running_now() const {
  if (pace_.rate == 0) return now_;
  const auto passed = static_cast<double>((real_now_() - since_real_).count()) * pace_.rate;
  return std::max(now_, now_ + Duration(static_cast<std::int64_t>(passed)));
}

void VirtualClock::move_to(Timestamp target) {
  if (target <= now_) return;
  // A running clock that is moved to where it is by itself keeps its fraction of a step.
  const auto ahead = pace_.rate == 0 ? Duration(0) : running_now() - target;
  now_ = target;
  since_real_ = real_now_();
  if (ahead > Duration(0)) {
    since_real_ -= Duration(static_cast<std::int64_t>(static_cast<double>(ahead.count()) / pace_.rate));
  }
  store();
  note_change();
}

void VirtualClock::set_pace(Pace pace) {
  now_ = running_now();
  pace_ = pace;
  since_real_ = real_now_();
  store();
  note_change();
}

Timestamp VirtualClock::market_time_of(Timestamp stamp) {
  const auto real = real_now_();
  const auto keeps_distance = running_now() + (stamp - real);
  if (stamp > real) return keeps_distance;
  auto row = database_.prepare(
      "SELECT real_ms,market_ms,rate FROM clock_changes WHERE real_ms<=? ORDER BY id DESC LIMIT 1");
  if (!row.bind(stamp).step()) return keeps_distance;
  const auto passed = static_cast<double>((stamp - row.time(0)).count()) * row.real(2);
  return row.time(1) + Duration(static_cast<std::int64_t>(passed));
}

void VirtualClock::store() {
  database_.prepare("INSERT OR REPLACE INTO clock VALUES(1,?,?,?)")
      .bind(now_)
      .bind(pace_.rate)
      .bind(since_real_)
      .run();
}

void VirtualClock::note_change() {
  const auto real = since_real_;
  // What changed twice within a millisecond of real time cannot be told apart by a stamp.
  database_.prepare("DELETE FROM clock_changes WHERE real_ms=?").bind(real).run();
  database_.prepare("INSERT INTO clock_changes(real_ms,market_ms,rate) VALUES(?,?,?)")
      .bind(real)
      .bind(now_)
      .bind(pace_.rate)
      .run();
}

}  // namespace souk::clock
