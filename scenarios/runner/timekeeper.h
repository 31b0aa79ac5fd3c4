#pragma once

#include <optional>
#include <string>

#include "scenarios/runner/session.h"

namespace souk::judge {

/// Lets market time go on: from happening to happening, and from one of the seller's ticks to the
/// next. At an instant that has both, what happens comes first, then the tick.
class Timekeeper {
 public:
  explicit Timekeeper(Session& session) : session_(session) {}

  /// Goes to `target`. A target in the past is refused. A tick that goes wrong does not hold time
  /// up; take_trouble() tells of it.
  Tried<client::Done> go_to(Timestamp target);
  /// Goes to the next thing that is due, a tick included, but not past `limit`. False when nothing
  /// is due up to there; time then stands still.
  Tried<bool> go_on(std::optional<Timestamp> limit = std::nullopt);
  /// Goes to the next happening, doing the ticks on the way. False when nothing is due.
  Tried<bool> to_next_happening();

  /// Calls the seller's job now.
  void tick();
  /// What went wrong with ticks since the last time this was asked; empty when nothing did.
  std::string take_trouble() { return std::exchange(trouble_, {}); }

 private:
  std::optional<Timestamp> next_tick() const;
  Tried<std::optional<Timestamp>> next_happening();
  Tried<client::Done> advance_to(Timestamp target);
  /// The same where time goes by itself.
  Tried<client::Done> wait_until(Timestamp target);

  Session& session_;
  std::string trouble_;
};

}  // namespace souk::judge
