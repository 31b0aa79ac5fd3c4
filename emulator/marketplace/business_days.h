#pragma once

#include "emulator/core/time.h"

namespace souk::marketplace {

/// Days on which AWS's people work: Monday to Friday in UTC, but 1 January and 25 December. That no
/// other holidays count, and in which zone days begin, is ours: AWS documents neither.
bool is_business_day(std::chrono::sys_days day);

/// The same time of day, so many business days after the day that `at` is in.
Timestamp after_business_days(Timestamp at, int days);

}  // namespace souk::marketplace
