#pragma once

#include <cstdint>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// Measures real time: how long a run took, how long it has been patient. The only reader of a
/// real clock in the judge; nothing that is judged hangs on it.
class Stopwatch {
 public:
  Stopwatch();
  Duration elapsed() const;

 private:
  std::int64_t started_ms_;
};

}  // namespace souk::judge
