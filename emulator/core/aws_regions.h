#pragma once

#include <array>
#include <span>
#include <string_view>

namespace souk {

/// Where AWS Marketplace meters; the regions of China and of the European Sovereign Cloud, which
/// are partitions of their own, come last. Source: AWS General Reference, "AWS Marketplace
/// endpoints and quotas".
inline constexpr std::array<std::string_view, 32> kMeteringRegions{
    "us-east-1",      "us-east-2",      "us-west-1",      "us-west-2",      "af-south-1",
    "ap-east-1",      "ap-south-1",     "ap-south-2",     "ap-southeast-1", "ap-southeast-2",
    "ap-southeast-3", "ap-southeast-4", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ca-central-1",   "eu-central-1",   "eu-central-2",   "eu-west-1",      "eu-west-2",
    "eu-west-3",      "eu-south-1",     "eu-south-2",     "eu-north-1",     "il-central-1",
    "me-south-1",     "me-central-1",   "sa-east-1",      "us-gov-east-1",  "us-gov-west-1",
    "cn-northwest-1", "eusc-de-east-1"};

/// Those whose hosts end in amazonaws.com.
inline std::span<const std::string_view> amazonaws_com_regions() {
  return std::span(kMeteringRegions).first(kMeteringRegions.size() - 2);
}

}  // namespace souk
