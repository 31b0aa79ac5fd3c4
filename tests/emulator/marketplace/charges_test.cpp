#include "emulator/marketplace/charges.h"

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

class ChargesTest : public MarketTest {
 protected:
  storage::AgreementRow buy_with(const Json& terms, bool payment_clears = true) {
    put_offer(market, "special", {{"product", kContract}, {"terms", terms}}).value();
    Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = kContract;
    purchase.offer = "special";
    purchase.quantities = {{"users", 3}};
    purchase.payment_clears = payment_clears;
    return marketplace::subscribe(market, purchase).value();
  }
  /// "30.00 USD 2026-10-06T09:00:00Z", one charge after the other.
  std::string told(const storage::AgreementRow& agreement) {
    std::string text;
    for (const auto& each : charges_of(market, now(agreement))) {
      text += text.empty() ? "" : ", ";
      text += to_text(Money{each.amount}) + " " + each.currency + " " + to_iso_seconds(each.time);
    }
    return text;
  }

  static Json in_two_parts() {
    const Json schedule{{{"chargeDate", "2026-11-01T00:00:00Z"}, {"chargeAmount", "10.00"}},
                        {{"chargeDate", "2027-03-01T00:00:00Z"}, {"chargeAmount", "20.00"}}};
    const Json term{{"currencyCode", "EUR"}, {"schedule", schedule}};
    return Json::array({{{"paymentScheduleTerm", term}}});
  }
};

TEST_F(ChargesTest, AContractIsChargedWhenItIsAccepted) {
  const auto agreement = buy_with(Json::array());

  EXPECT_EQ(told(agreement), "30.00 USD 2026-10-06T09:00:00Z");
}

TEST_F(ChargesTest, AScheduleSpreadsThePrice) {
  const auto agreement = buy_with(in_two_parts());

  EXPECT_EQ(told(agreement), "10.00 EUR 2026-11-01T00:00:00Z, 20.00 EUR 2027-03-01T00:00:00Z");
}

TEST_F(ChargesTest, AFixedPriceIsChargedInItsCurrency) {
  const Json term{{"currencyCode", "EUR"}, {"price", "99.5"}};

  const auto agreement = buy_with(Json::array({{{"fixedUpfrontPricingTerm", term}}}));

  EXPECT_EQ(told(agreement), "99.50 EUR 2026-10-06T09:00:00Z");
}

TEST_F(ChargesTest, PayAsYouGoIsChargedForUsageAlone) {
  const auto agreement = subscribe("bob", kConcurrent);

  EXPECT_EQ(told(agreement), "");
}

TEST_F(ChargesTest, WhatWouldFallDueAfterTheEndIsNotCharged) {
  const auto agreement = buy_with(in_two_parts());
  advance(kLicenceProvisioned);
  advance_to(parse_iso("2026-12-01T00:00:00Z").value());

  end_by_consent(market, now(agreement)).value();
  advance(1h);

  EXPECT_EQ(told(agreement), "10.00 EUR 2026-11-01T00:00:00Z");
}

TEST_F(ChargesTest, ABuyerWhosePaymentFailsOwesNothing) {
  const auto agreement = buy_with(Json::array(), false);
  advance(kLicenceProvisioned);

  EXPECT_EQ(told(agreement), "");
}

}  // namespace
}  // namespace souk::marketplace
