#include "emulator/marketplace/regions.h"

#include <fmt/format.h>

#include <array>

namespace souk::marketplace {
namespace {

/// Those of other partitions come last.
constexpr std::array<std::string_view, 32> kMeteringRegions{
    "us-east-1",      "us-east-2",      "us-west-1",      "us-west-2",      "af-south-1",
    "ap-east-1",      "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-southeast-4", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ca-central-1",   "eu-central-1",   "eu-central-2",   "eu-west-1",      "eu-west-2",
    "eu-west-3",      "eu-south-1",     "eu-south-2",     "eu-north-1",     "il-central-1",
    "me-south-1",     "me-central-1",   "sa-east-1",      "us-gov-east-1",  "us-gov-west-1",
    "cn-northwest-1", "eusc-de-east-1"};

constexpr std::size_t kOtherPartitions = 2;

constexpr std::array<std::string_view, 3> kEntitlementRegions{"us-east-1", "cn-northwest-1",
                                                              "eusc-de-east-1"};

constexpr std::array<std::string_view, 1> kAgreementRegions{"us-east-1"};

/// The region that needed no asking for.
constexpr std::string_view kFirstRegion = "us-east-1";

}  // namespace

std::span<const std::string_view> amazonaws_com_regions() {
  return std::span(kMeteringRegions).first(kMeteringRegions.size() - kOtherPartitions);
}

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
