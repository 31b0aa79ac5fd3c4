#pragma once

#include "emulator/marketplace/market.h"
#include "emulator/marketplace/money.h"

namespace souk::marketplace {

/// What usage costs by the terms that one agreement accepted, whatever the catalogue says now. In a
/// free trial (freeTrialPricingTerm) usage is metered as ever, and costs nothing.
/// Source: AWS Marketplace Agreement Service API Reference, UsageBasedPricingTerm and
/// FreeTrialPricingTerm; aws/agent-toolkit-for-aws, metering guide.
class UsagePrices {
 public:
  UsagePrices(Market& market, const storage::AgreementRow& agreement);

  bool is_trial() const { return trial_; }
  const std::string& currency() const { return currency_; }
  /// What one of a dimension costs; nothing for a dimension the terms do not know.
  Money of(std::string_view dimension) const;

 private:
  Json terms_;
  bool trial_;
  std::string currency_;
};

}  // namespace souk::marketplace
