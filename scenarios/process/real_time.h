#pragma once

#include <cstdint>

#include "souk/time.h"

namespace souk::process {

/// Measures real time: how long a run took, how long it has been patient. The only reader of a
/// real clock in the judge; nothing that is judged hangs on it.
class Stopwatch {
 public:
  Stopwatch();
  client::Duration elapsed() const;

 private:
  std::int64_t started_ms_;
};

/// Lets so much real time pass.
void pause(client::Duration duration);

}  // namespace souk::process
