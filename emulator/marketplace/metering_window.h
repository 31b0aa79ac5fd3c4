#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// Why a record's time is not taken; nothing when it is.
/// Source: BatchMeterUsage (look-back, month end); the tolerance for the future is our choice.
std::optional<std::string> out_of_bounds(const Market& market, Timestamp stamp);

/// The same of what a task reports of itself; months may end as they like.
/// Source: MeterUsage (look-back).
std::optional<std::string> task_out_of_bounds(const Market& market, Timestamp stamp);

}  // namespace souk::marketplace
