#include "emulator/services/metering/usage_members.h"

#include <algorithm>
#include <cmath>

namespace souk::services::metering {

wire::Shape usage_allocations() {
  using namespace wire;
  static const auto tag = structure({required("Key", string()), required("Value", string())});
  static const auto allocation =
      structure({required("AllocatedUsageQuantity", integer().range(0, INT32_MAX)),
                 member("Tags", list(tag).count(1))});
  return list(allocation);
}

wire::Shape product_code() {
  return wire::string().length(0, 255).matching("^[-a-zA-Z0-9/=:_.@]*$");
}

Timestamp instant_of(const Json& seconds) {
  if (seconds.is_number_integer()) {
    // Nine-digit years would overflow; they are out of bounds anyhow.
    const auto value = std::clamp<std::int64_t>(seconds.get<std::int64_t>(), -1'000'000'000'000,
                                                1'000'000'000'000);
    return from_epoch_ms(value * 1000);
  }
  const auto value = std::clamp(seconds.get<double>(), -1e12, 1e12);
  return from_epoch_ms(static_cast<std::int64_t>(std::llround(value * 1000)));
}

std::vector<marketplace::UsageAllocation> allocations_in(const Json& list) {
  std::vector<marketplace::UsageAllocation> allocations;
  for (const auto& each : list) {
    marketplace::UsageAllocation allocation{each["AllocatedUsageQuantity"], {}};
    if (const auto tags = each.find("Tags"); tags != each.end()) {
      for (const auto& tag : *tags) allocation.tags.push_back({tag["Key"], tag["Value"]});
    }
    allocations.push_back(std::move(allocation));
  }
  return allocations;
}

}  // namespace souk::services::metering
