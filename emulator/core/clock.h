#pragma once

#include "emulator/core/time.h"

namespace souk {

/// What time it is in the market. Nothing but `clock/` reads any other clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

}  // namespace souk
