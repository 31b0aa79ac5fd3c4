#include "emulator/marketplace/quotas.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace souk::marketplace {
namespace {

constexpr std::int64_t kCall = 1000;  // thousandths

constexpr std::pair<std::string_view, int> kCallsPerSecond[] = {
    {"BatchMeterUsage", 10},
    {"MeterUsage", 10},
    {"RegisterUsage", 5},
    {"AcceptAgreementCancellationRequest", 2},
    {"AcceptAgreementPaymentRequest", 5},
    {"AcceptAgreementRequest", 3},
    {"BatchCreateBillingAdjustmentRequest", 2},
    {"CancelAgreement", 3},
    {"CancelAgreementCancellationRequest", 2},
    {"CancelAgreementPaymentRequest", 5},
    {"CreateAgreementRequest", 4},
    {"DescribeAgreement", 5},
    {"GetAgreementCancellationRequest", 5},
    {"GetAgreementEntitlements", 10},
    {"GetAgreementPaymentRequest", 5},
    {"GetAgreementTerms", 10},
    {"GetBillingAdjustmentRequest", 5},
    {"ListAgreementCancellationRequests", 5},
    {"ListAgreementCharges", 15},
    {"ListAgreementInvoiceLineItems", 10},
    {"ListAgreementPaymentRequests", 5},
    {"ListBillingAdjustmentRequests", 5},
    {"RejectAgreementCancellationRequest", 2},
    {"RejectAgreementPaymentRequest", 5},
    {"SearchAgreements", 5},
    {"SendAgreementCancellationRequest", 2},
    {"SendAgreementPaymentRequest", 5},
    {"UpdatePurchaseOrders", 3},
};

}  // namespace

std::optional<int> calls_per_second(std::string_view operation) {
  const auto* const found =
      std::find_if(std::begin(kCallsPerSecond), std::end(kCallsPerSecond),
                   [operation](const auto& each) { return each.first == operation; });
  if (found == std::end(kCallsPerSecond)) return std::nullopt;
  return found->second;
}

Result<void> Quotas::take(const std::string& account, const std::string& region,
                          std::string_view operation, Timestamp now) {
  const auto rate = calls_per_second(operation);
  if (!rate) return {};
  const auto full = *rate * kCall;
  auto& bucket = buckets_.try_emplace({account, region, std::string(operation)}, Bucket{full, now})
                     .first->second;
  // A call a second is a thousandth of one a millisecond; a second fills any bucket.
  const auto passed = std::clamp<std::int64_t>((now - bucket.filled).count(), 0, 1000);
  const bool went_back = now < bucket.filled;
  bucket.thousandths = went_back ? full : std::min(full, bucket.thousandths + passed * *rate);
  bucket.filled = now;
  if (bucket.thousandths < kCall) {
    return Failure({"ThrottlingException", 400, "Rate exceeded", "",
                    fmt::format("Account {} may call {} {} times a second in {}.", account,
                                operation, *rate, region)});
  }
  bucket.thousandths -= kCall;
  return {};
}

}  // namespace souk::marketplace
