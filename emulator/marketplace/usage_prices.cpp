#include "emulator/marketplace/usage_prices.h"

#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/terms.h"
#include "emulator/marketplace/trials.h"

namespace souk::marketplace {
namespace {

constexpr std::string_view kUsageTerm = "usageBasedPricingTerm";

}  // namespace

UsagePrices::UsagePrices(Market& market, const storage::AgreementRow& agreement)
    : terms_(terms_of(market, agreement)),
      trial_(marketplace::is_trial(terms_)),
      currency_(currency_of(terms_, kUsageTerm)) {}

Money UsagePrices::of(std::string_view dimension) const {
  const auto* usage_term = term_in(terms_, kUsageTerm);
  if (trial_ || usage_term == nullptr) return {};
  for (const auto& card : (*usage_term)["rateCards"]) {
    for (const auto& rate : card["rateCard"]) {
      if (rate["dimensionKey"] == dimension) {
        return parse_money(rate["price"].get<std::string>()).value_or(Money{});
      }
    }
  }
  return {};
}

}  // namespace souk::marketplace
