#include "scenarios/process/real_time.h"

#include <chrono>
#include <thread>

namespace souk::process {
namespace {

std::int64_t monotonic_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<client::Duration>(now).count();
}

}  // namespace

Stopwatch::Stopwatch() : started_ms_(monotonic_ms()) {}

client::Duration Stopwatch::elapsed() const {
  return client::Duration(monotonic_ms() - started_ms_);
}

void pause(client::Duration duration) { std::this_thread::sleep_for(duration); }

}  // namespace souk::process
