#pragma once

#include "souk/time.h"

namespace souk::client {

/// When most tests of the client happen.
inline const Timestamp kNoon =
    std::chrono::sys_days(std::chrono::year(2026) / 10 / 6) + std::chrono::hours(12);

}  // namespace souk::client
