#include "emulator/marketplace/charges.h"

#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

std::string new_charge_id(Market& market) {
  const auto n = static_cast<std::uint64_t>(market.settings.next("charge"));
  return "ch-" + market.ids.alphanumeric("charge", n, 25);
}

/// Whether a charge still stands, whatever became of its agreement.
bool stands(const storage::AgreementRow& agreement, const storage::ChargeRow& charge) {
  if (agreement.state == to_text(AgreementState::Failed)) return false;
  return !agreement.ended || charge.time < *agreement.ended;
}

}  // namespace

std::vector<ExpectedCharge> expected_charges(Market& market, const Json& terms) {
  std::vector<ExpectedCharge> expected;
  // A schedule spreads the price; see value_of.
  if (const auto* term = term_in(terms, "paymentScheduleTerm")) {
    for (const auto& each : (*term)["schedule"]) {
      expected.push_back({new_charge_id(market), currency_of(terms, "paymentScheduleTerm"),
                          parse_money(each["chargeAmount"].get<std::string>()).value(),
                          from_epoch_ms(each["chargeDate"].get<std::int64_t>() * 1000)});
    }
    return expected;
  }
  const auto upfront = value_of(terms);
  if (upfront == Money{}) return expected;
  expected.push_back({new_charge_id(market), currency_of(terms), upfront, {}});
  return expected;
}

void charge(Market& market, const storage::AgreementRow& agreement,
            const std::vector<ExpectedCharge>& expected) {
  storage::ChargesStore charges(market.database);
  for (const auto& each : expected) {
    charges.put({0, each.id, agreement.id, 1, each.currency, each.amount.units,
                 each.time.value_or(market.now()), "", 0});
  }
}

void charge_rest(Market& market, const storage::AgreementRow& agreement, Money amount) {
  if (amount == Money{}) return;
  const auto now = market.now();
  storage::ChargesStore(market.database)
      .put({0, new_charge_id(market), agreement.id, 1, currency_of(terms_of(market, agreement)),
            amount.units, now, "", 0, now});
}

storage::ChargeRow charge_for(Market& market, const storage::RequestRow& request, Money amount,
                              std::string currency, std::string purchase_order) {
  storage::ChargeRow row{0,
                         new_charge_id(market),
                         request.agreement,
                         1,
                         std::move(currency),
                         amount.units,
                         market.now(),
                         std::move(purchase_order),
                         request.id};
  row.id = storage::ChargesStore(market.database).put(row);
  return row;
}

std::vector<storage::ChargeRow> charges_of(Market& market, const storage::AgreementRow& agreement) {
  auto charges = storage::ChargesStore(market.database).of(agreement.id);
  std::erase_if(charges, [&](const auto& each) { return !stands(agreement, each); });
  return charges;
}

std::string currency_of(const Json& terms, std::string_view kind) {
  const auto* term = term_in(terms, kind);
  return term == nullptr ? "USD" : term->value("currencyCode", std::string("USD"));
}

std::string currency_of(const Json& terms) {
  for (const auto* kind :
       {"paymentScheduleTerm", "fixedUpfrontPricingTerm", "configurableUpfrontPricingTerm"}) {
    if (term_in(terms, kind) != nullptr) return currency_of(terms, kind);
  }
  return currency_of(terms, "usageBasedPricingTerm");
}

}  // namespace souk::marketplace
