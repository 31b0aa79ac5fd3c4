#include "client/src/real_time.h"

#include <algorithm>
#include <thread>

namespace souk::client::real_time {
namespace {

std::int64_t monotonic_ms() {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Timestamp now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

void pause(Duration time) { std::this_thread::sleep_for(time); }

Deadline::Deadline(Duration from_now) : at_ms_(monotonic_ms() + from_now.count()) {}

int Deadline::left_ms() const {
  constexpr std::int64_t kDay = 86'400'000;
  return static_cast<int>(std::clamp<std::int64_t>(at_ms_ - monotonic_ms(), 0, kDay));
}

}  // namespace souk::client::real_time
