#include "emulator/marketplace/regions.h"

#include <fmt/format.h>

#include <array>

#include "emulator/core/aws_regions.h"

namespace souk::marketplace {
namespace {

constexpr std::array<std::string_view, 3> kEntitlementRegions{"us-east-1", "cn-northwest-1",
                                                              "eusc-de-east-1"};

constexpr std::array<std::string_view, 1> kAgreementRegions{"us-east-1"};

/// The region that needed no asking for.
constexpr std::string_view kFirstRegion = "us-east-1";

}  // namespace

std::span<const std::string_view> regions_of(std::string_view service) {
  if (service == "metering") return kMeteringRegions;
  if (service == "entitlement") return kEntitlementRegions;
  if (service == "agreement") return kAgreementRegions;
  return {};
}

Result<void> check_metering_enabled(const Market& market, std::string_view region) {
  const auto chosen = market.switches.at(switches::kMeteringRegions);
  const bool everywhere =
      chosen == "profile" ? market.profile->meters_everywhere : chosen == "every";
  if (everywhere || region == kFirstRegion) return {};
  return Failure({"DisabledApiException", 400, "The API is disabled in the Region.", "",
                  fmt::format("It is switched on in {}, not in {}.", kFirstRegion, region)});
}

}  // namespace souk::marketplace
