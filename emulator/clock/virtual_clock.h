#pragma once

#include <functional>

#include "emulator/core/clock.h"
#include "emulator/storage/database.h"

namespace souk::clock {

enum class Mode { Frozen, Real, Rate };

/// How time goes by when nobody advances it: `rate` market seconds per real second, 0 when frozen.
struct Pace {
  Mode mode = Mode::Frozen;
  double rate = 0;
};

/// A sandbox's clock: moves when told to, or at a pace of real time, and remembers how it moved so
/// that a stamp in real time can be told in the market's. Kept in the sandbox's database. Used
/// under the sandbox's lock.
class VirtualClock final : public Clock {
 public:
  using RealNow = std::function<Timestamp()>;

  VirtualClock(storage::Database& database, RealNow real_now)
      : database_(database), real_now_(std::move(real_now)) {}

  /// Sets a new clock to `start`. Once per sandbox.
  void start(Timestamp start, Pace pace);
  /// Reads the clock of an existing sandbox. It stood still while nobody ran it.
  void resume();
  /// Reads it again: what was done to it was taken back.
  void reload();

  Timestamp now() const override { return now_; }
  Pace pace() const { return pace_; }

  /// Where a running clock has got to by now; `now()` when frozen. Does not move the clock.
  Timestamp running_now() const;
  /// Lets `now()` come along with a running clock, but not beyond `limit`. Not kept until `keep`.
  void follow(std::optional<Timestamp> limit);
  void keep() { store(); }
  /// Moves to `target`; a target in the past changes nothing.
  void move_to(Timestamp target);
  void set_pace(Pace pace);

  /// The market's time at which a seller, whose clock shows real time, wrote `stamp`. A stamp from
  /// before the sandbox, or from the future, keeps its distance from now. One of whole seconds may
  /// have been cut, and is taken for the latest instant of its second.
  Timestamp market_time_of(Timestamp stamp);

 private:
  void put_at(Timestamp target);
  void store();
  void note_change();

  storage::Database& database_;
  RealNow real_now_;
  Timestamp now_;
  Pace pace_;
  Timestamp since_real_;  ///< when `now_` was right
};

std::string_view to_text(Mode mode);
std::optional<Mode> parse_mode(std::string_view text);

}  // namespace souk::clock
