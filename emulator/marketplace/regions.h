#pragma once

#include <span>
#include <string_view>

#include "emulator/core/result.h"
#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// Where AWS has one of the Marketplace's services ("metering", "entitlement", "agreement"); empty
/// for a service of which that is not known. Source: AWS Marketplace endpoints, AWS General
/// Reference.
std::span<const std::string_view> regions_of(std::string_view service);

/// Whether metering of SaaS products is switched on in `region`: by the switch `metering_regions`,
/// and by the era where that says so. Fails DisabledApiException.
Result<void> check_metering_enabled(const Market& market, std::string_view region);

}  // namespace souk::marketplace
