#include "emulator/marketplace/refund_amounts.h"

#include <algorithm>

#include "emulator/marketplace/terms.h"
#include "emulator/marketplace/usage_prices.h"
#include "emulator/storage/usage_months_store.h"

namespace souk::marketplace {
namespace {

/// What may still be given back of what was charged beside usage.
Money left_of_charges(Market& market, const storage::AgreementRow& agreement) {
  Money left;
  for (const auto& each : invoices_of(market, agreement)) {
    if (!each.is_usage) left = left + each.adjustable;
  }
  return left;
}

/// The price of what was used, invoiced or not, that was not given back.
Money left_of_usage(Market& market, const storage::AgreementRow& agreement) {
  const UsagePrices prices(market, agreement);
  Money left;
  for (const auto& each : storage::UsageMonthsStore(market.database).of(agreement.id)) {
    left = left + prices.of(each.dimension) * each.quantity;
  }
  for (const auto& each : invoices_of(market, agreement)) {
    if (each.is_usage) left = left - (each.amount - each.adjustable);
  }
  return left;
}

}  // namespace

Money full_refund(Market& market, const storage::AgreementRow& agreement) {
  Money charged;
  for (const auto& each : due_charges(market, agreement)) {
    charged = charged + Money{each.charge.amount};
  }
  return std::max(Money{}, std::min(charged, left_of_charges(market, agreement)));
}

Money prorated_refund(Market& market, const storage::AgreementRow& agreement) {
  const auto most = full_refund(market, agreement);
  if (!agreement.starts || !agreement.ends) return most;
  Money price;
  for (const auto& each : charges_of(market, agreement)) price = price + Money{each.amount};
  Money outstanding = price;
  for (const auto& each : due_charges(market, agreement)) {
    outstanding = outstanding - Money{each.charge.amount};
  }
  const auto term = *agreement.ends - *agreement.starts;
  if (term <= Duration(0)) return most;
  const auto rest = std::clamp(*agreement.ends - market.now(), Duration(0), term);
  const auto unused = share_of(price, rest.count(), term.count()) - outstanding;
  return std::clamp(unused, Money{}, most);
}

Money refund_after_trial(Market& market, const storage::AgreementRow& agreement) {
  return full_refund(market, agreement) + left_of_usage(market, agreement);
}

std::string refund_currency(Market& market, const storage::AgreementRow& agreement) {
  return currency_of(terms_of(market, agreement));
}

bool is_conversion(Market& market, const storage::AgreementRow& agreement) {
  if (UsagePrices(market, agreement).is_trial()) return false;
  const auto all = market.agreements.of(agreement.product, agreement.buyer);
  return std::any_of(all.begin(), all.end(), [&](const storage::AgreementRow& each) {
    return each.id < agreement.id && UsagePrices(market, each).is_trial();
  });
}

}  // namespace souk::marketplace
