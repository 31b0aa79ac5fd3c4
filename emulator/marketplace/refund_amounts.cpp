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
  const auto term = *agreement.ends - *agreement.starts;
  const auto rest = std::clamp(*agreement.ends - market.now(), Duration(0), term);
  if (rest == Duration(0)) return {};
  Money whole;
  Money unused;
  for (const auto& each : charges_of(market, agreement)) {
    if (!each.covers) {
      whole = whole + Money{each.amount};
    } else {
      const auto covered = *agreement.ends - *each.covers;
      unused = unused + share_of(Money{each.amount}, rest.count(), covered.count());
    }
    if (each.time > market.now()) unused = unused - Money{each.amount};
  }
  unused = unused + share_of(whole, rest.count(), term.count());
  return std::clamp(unused, Money{}, most);
}

Money refund_after_trial(Market& market, const storage::AgreementRow& agreement) {
  return full_refund(market, agreement) + left_of_usage(market, agreement);
}

std::string refund_currency(Market& market, const storage::AgreementRow& agreement) {
  return currency_of(terms_of(market, agreement));
}

}  // namespace souk::marketplace
