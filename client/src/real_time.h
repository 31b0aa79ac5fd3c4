#pragma once

#include "souk/time.h"

namespace souk::client::real_time {

/// The machine's clock: what signatures are dated with unless the caller has a better clock.
Timestamp now();

/// Sleeps. Used between retries when the caller gave no pause of its own.
void pause(Duration time);

/// A point in real time that an exchange must not outlive.
class Deadline {
 public:
  explicit Deadline(Duration from_now);
  /// Milliseconds left, 0 when it has passed.
  int left_ms() const;

 private:
  std::int64_t at_ms_;
};

}  // namespace souk::client::real_time
