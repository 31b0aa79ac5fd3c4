#include "emulator/clock/real_time.h"

#include <thread>

namespace souk::real_time {

Instant monotonic_now() { return std::chrono::steady_clock::now(); }

Timestamp wall_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Duration since(Instant start) {
  return std::chrono::duration_cast<Duration>(monotonic_now() - start);
}

void pause(Duration duration) { std::this_thread::sleep_for(duration); }

}  // namespace souk::real_time
