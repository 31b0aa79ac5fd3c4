#include "scenarios/runner/real_time.h"

#include <chrono>

namespace souk::judge {
namespace {

std::int64_t monotonic_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<Duration>(now).count();
}

}  // namespace

Stopwatch::Stopwatch() : started_ms_(monotonic_ms()) {}

Duration Stopwatch::elapsed() const { return Duration(monotonic_ms() - started_ms_); }

}  // namespace souk::judge
