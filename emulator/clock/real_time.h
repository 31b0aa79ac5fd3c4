#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "emulator/core/time.h"

namespace souk {

/// The machine's own time: the one place that reads it. Market time is `Clock`.
namespace real_time {

/// A point on a clock that never jumps, for deadlines and durations.
using Instant = std::chrono::steady_clock::time_point;

Instant monotonic_now();

/// The wall clock, for the Date header, signature ages and the journal's real times.
Timestamp wall_now();

/// Milliseconds from `start` until now.
Duration since(Instant start);

/// Lets `duration` of real time pass on this thread.
void pause(Duration duration);

/// Waits until `done` holds or `deadline` is reached; says whether it holds.
template <class Predicate>
bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed,
                Instant deadline, Predicate done) {
  return changed.wait_until(lock, deadline, done);
}

}  // namespace real_time
}  // namespace souk
