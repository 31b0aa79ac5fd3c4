#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// Why a record's time is not taken; nothing when it is.
/// Source: BatchMeterUsage (look-back, month end); the tolerance for the future is our choice.
std::optional<std::string> out_of_bounds(const Market& market, Timestamp stamp);

}  // namespace souk::marketplace
