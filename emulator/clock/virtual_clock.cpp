#include "emulator/clock/virtual_clock.h"

#include <algorithm>

namespace souk::clock {
namespace {

constexpr Duration kRestOfSecond{999};

}  // namespace

std::string_view to_text(Mode mode) {
  switch (mode) {
    case Mode::Frozen:
      return "frozen";
    case Mode::Real:
      return "real";
    case Mode::Rate:
      return "rate";
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
  reload();
  since_real_ = real_now_();
  if (pace_.rate == 0) return;
  // A seller's stamps from now on are of this new stretch.
  store();
  note_change();
}

void VirtualClock::reload() {
  auto row = database_.prepare("SELECT now_ms,rate,since_real_ms FROM clock WHERE id=1");
  if (!row.step()) return;
  now_ = row.time(0);
  const auto rate = row.real(1);
  pace_ = rate == 0 ? Pace{} : rate == 1 ? Pace{Mode::Real, 1} : Pace{Mode::Rate, rate};
  since_real_ = row.time(2);
}

Timestamp VirtualClock::running_now() const {
  if (pace_.rate == 0) return now_;
  const auto passed = static_cast<double>((real_now_() - since_real_).count()) * pace_.rate;
  return std::max(now_, now_ + Duration(static_cast<std::int64_t>(passed)));
}

void VirtualClock::follow(std::optional<Timestamp> limit) {
  if (pace_.rate == 0) return;
  const auto running = running_now();
  put_at(limit ? std::min(running, *limit) : running);
}

void VirtualClock::move_to(Timestamp target) {
  if (target <= now_) return;
  put_at(target);
  store();
  note_change();
}

/// A running clock that is put to where it has been by itself keeps what it is ahead.
void VirtualClock::put_at(Timestamp target) {
  if (target <= now_) return;
  const auto ahead = pace_.rate == 0 ? Duration(0) : running_now() - target;
  now_ = target;
  since_real_ = real_now_();
  if (ahead > Duration(0)) {
    since_real_ -=
        Duration(static_cast<std::int64_t>(static_cast<double>(ahead.count()) / pace_.rate));
  }
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
  // Some SDKs cut stamps to whole seconds. The last instant such a stamp may stand for is the one
  // that lets a seller who stamps "now" see the clock move twice within a second.
  const bool cut = epoch_ms(stamp) % 1000 == 0;
  const auto instant = cut ? std::min(real, stamp + kRestOfSecond) : stamp;
  auto row = database_.prepare(
      "SELECT real_ms,market_ms,rate FROM clock_changes WHERE real_ms<=? "
      "ORDER BY real_ms DESC LIMIT 1");
  if (!row.bind(instant).step()) return keeps_distance;
  const auto since_change = std::max(stamp, row.time(0)) - row.time(0);
  const auto passed = static_cast<double>(since_change.count()) * row.real(2);
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
  // What changed twice within a millisecond of real time cannot be told apart by a stamp, nor can
  // what happened twice because the machine's clock was set back.
  database_.prepare("DELETE FROM clock_changes WHERE real_ms>=?").bind(real).run();
  database_.prepare("INSERT INTO clock_changes(real_ms,market_ms,rate) VALUES(?,?,?)")
      .bind(real)
      .bind(now_)
      .bind(pace_.rate)
      .run();
}

}  // namespace souk::clock
