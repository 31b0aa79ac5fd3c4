#pragma once

#include <sys/types.h>

#include <atomic>

#include "emulator/core/executor.h"
#include "emulator/core/outbound.h"
#include "emulator/messaging/deliveries.h"
#include "emulator/sandbox/sandbox.h"

namespace souk::sandbox {

/// How long time waits for a seller that works on after it has answered. Real time.
struct Settle {
  Duration quiet{150};
  Duration at_most{5000};
  std::string
      idle_url;  ///< the seller says itself when it is idle: 2xx; then `quiet` is not waited
  bool off = false;
  /// Whose programs, those it started, have to be at rest as well; 0: nobody knows them. Then a
  /// slow machine is not taken for a quiet seller.
  pid_t process = 0;
};

/// Where time is to go: exactly one of `by`, `to` and `next`.
struct Target {
  std::optional<Duration> by;
  std::optional<Timestamp> to;
  bool next = false;
  std::optional<Timestamp> from;  ///< refuse unless it is this time now
  Settle settle;
};

struct Journey {
  Timestamp from;
  Timestamp to;
  std::vector<storage::Happening> happenings;
  std::size_t deliveries = 0;  ///< attempts made
};

/// Walks sandboxes through time and carries their news to sellers. Thread-safe; calls may take as
/// long as a seller takes, and never hold a sandbox's lock meanwhile.
class Conductor {
 public:
  /// `hold_patience`: how long a journey waits for a hold, in real time, before it says who holds
  /// it.
  Conductor(Executor& executor, Outbound& outbound, Duration hold_patience = Duration(30'000))
      : executor_(executor), outbound_(outbound), hold_patience_(hold_patience) {}

  /// Goes happening by happening to the target; deliveries a happening causes are finished before
  /// time moves on. Fails with WrongState (409) when time cannot go there, naming who holds it.
  Result<Journey> advance(Sandbox& sandbox, const Target& target);

  /// Makes every attempt that is due now, one per endpoint at a time, and waits for those in
  /// flight. Returns how many were made.
  std::size_t deliver(Sandbox& sandbox);

  /// Does what has fallen due on a running clock.
  void catch_up(Sandbox& sandbox);

  /// Ends every journey and all waiting, for good: what is due stays due, and is done by the next
  /// souk that opens these sandboxes.
  void stop(const std::vector<std::shared_ptr<Sandbox>>& sandboxes);

 private:
  void make(Sandbox& sandbox, messaging::Attempt& attempt, std::uint64_t era);
  std::size_t make_all(Sandbox& sandbox, std::vector<messaging::Attempt> attempts,
                       std::uint64_t era);
  OutboundAnswer send(messaging::Attempt& attempt);
  static void write_down(Sandbox& sandbox, std::uint64_t era,
                         const std::function<void(messaging::Messaging&)>& outcome);
  static void give_up(Sandbox& sandbox, const messaging::Attempt& attempt, std::uint64_t era,
                      const std::string& why);
  Result<void> wait_for_holds(Sandbox& sandbox);
  bool says_it_is_idle(const OutboundRequest& question);
  void settle(Sandbox& sandbox, const Settle& settle);
  bool step(Sandbox& sandbox, Timestamp limit, Journey& journey);

  Executor& executor_;
  Outbound& outbound_;
  Duration hold_patience_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace souk::sandbox
