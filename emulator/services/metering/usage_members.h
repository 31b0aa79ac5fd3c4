#pragma once

#include "emulator/marketplace/metering.h"
#include "emulator/wire/shape.h"

// Members that the metering operations have in common.
namespace souk::services::metering {

/// A list of UsageAllocation. Its limits are rules of the market, which has errors of its own.
wire::Shape usage_allocations();

wire::Shape product_code();

/// A timestamp as it stands in checked input.
Timestamp instant_of(const Json& seconds);

/// What the list in checked input says.
std::vector<marketplace::UsageAllocation> allocations_in(const Json& list);

}  // namespace souk::services::metering
