#include <fmt/format.h>

#include <array>
#include <string_view>

#include "emulator/core/aws_regions.h"
#include "emulator/http/certificates.h"

namespace souk::http {
namespace {

/// Hosts of each region. The names are spelled out: a wildcard stands for one label only, and
/// "*.us-east-1.amazonaws.com" would let souk's key answer for services it does not play.
constexpr std::array<std::string_view, 11> kRegionalHosts{
    "sns.{}.amazonaws.com",
    "sqs.{}.amazonaws.com",
    "events.{}.amazonaws.com",
    "sts.{}.amazonaws.com",
    "metering.marketplace.{}.amazonaws.com",
    "metering.marketplace-fips.{}.amazonaws.com",
    "metering-marketplace.{}.api.aws",
    "sns.{}.api.aws",
    "sqs.{}.api.aws",
    "events.{}.api.aws",
    "sts.{}.api.aws"};

constexpr std::array<std::string_view, 15> kSingleHosts{
    "sns.amazonaws.com",
    "queue.amazonaws.com",
    "sts.amazonaws.com",
    "entitlement.marketplace.us-east-1.amazonaws.com",
    "entitlement-marketplace.us-east-1.api.aws",
    "agreement-marketplace.us-east-1.amazonaws.com",
    "agreement-marketplace.us-east-1.api.aws",
    "metering.marketplace.cn-northwest-1.amazonaws.com.cn",
    "entitlement-marketplace.cn-northwest-1.amazonaws.com.cn",
    "sns.cn-northwest-1.amazonaws.com.cn",
    "sqs.cn-northwest-1.amazonaws.com.cn",
    "metering-marketplace.eusc-de-east-1.amazonaws.eu",
    "entitlement-marketplace.eusc-de-east-1.amazonaws.eu",
    "sns.eusc-de-east-1.amazonaws.eu",
    "sqs.eusc-de-east-1.amazonaws.eu"};

}  // namespace

std::vector<std::string> aws_host_names() {
  std::vector<std::string> names(kSingleHosts.begin(), kSingleHosts.end());
  for (const auto region : amazonaws_com_regions()) {
    for (const auto host : kRegionalHosts) {
      names.push_back(fmt::format(fmt::runtime(host), region));
    }
  }
  return names;
}

}  // namespace souk::http
