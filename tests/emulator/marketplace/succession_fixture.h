#pragma once

#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/terms.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {

/// Contracts and what becomes of them. "crm" sells users at 10 dollars a term and meters requests.
class SuccessionTest : public MarketTest {
 protected:
  explicit SuccessionTest(std::string_view profile = "current-2026") : MarketTest(profile) {}

  /// A purchase whose licence is there; what was told of it is forgotten.
  storage::AgreementRow active(Purchase purchase) {
    if (purchase.buyer.empty()) purchase.buyer = "ann";
    const auto agreement = marketplace::subscribe(market, purchase).value();
    advance(kLicenceProvisioned);
    market.news.clear();
    return now(agreement);
  }

  static Purchase contract(const std::string& product = kContract, int users = 5) {
    Purchase purchase;
    purchase.product = product;
    purchase.quantities = {{"users", users}};
    purchase.duration = "1mo";
    return purchase;
  }
  static Purchase renewing(const std::string& product = kContract) {
    auto purchase = contract(product);
    purchase.auto_renew = true;
    return purchase;
  }

  storage::OfferRow put_offer(const std::string& name, const Json& given) {
    const auto offer = marketplace::put_offer(market, name, given);
    EXPECT_TRUE(offer) << offer.error().message;
    return *offer;
  }

  storage::AgreementRow following(const storage::AgreementRow& agreement) {
    return market.agreements.following(agreement.agreement_id).value();
  }

  /// "2026-10-06 50.00": every charge of an agreement, the first due first.
  std::vector<std::string> charges(const storage::AgreementRow& agreement) {
    std::vector<std::string> texts;
    for (const auto& each : charges_of(market, now(agreement))) {
      const Money amount{each.amount};
      const auto text = amount < Money{} ? "-" + to_text(Money{-each.amount}) : to_text(amount);
      texts.push_back(to_iso(each.time).substr(0, 10) + " " + text);
    }
    return texts;
  }

  /// What GetEntitlements would tell of an agreement now: {"users": 5}.
  std::map<std::string, std::int64_t> entitled(const storage::AgreementRow& agreement) {
    std::map<std::string, std::int64_t> values;
    for (const auto& each : market.agreements.entitlements(agreement.id)) {
      values[each.dimension] = each.value;
    }
    return values;
  }
};

}  // namespace souk::marketplace
