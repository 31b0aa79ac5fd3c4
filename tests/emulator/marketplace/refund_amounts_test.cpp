#include "emulator/marketplace/refund_amounts.h"

#include "emulator/marketplace/billing_adjustments.h"
#include "emulator/marketplace/refund_requests.h"
#include "emulator/marketplace/trials.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

class RefundAmountsTest : public MarketTest {
 protected:
  /// Ann buys an offer; its payment has cleared.
  storage::AgreementRow bought(const std::string& product, const Json& terms,
                               const std::string& duration = "") {
    put_offer(market, "special",
              {{"product", product}, {"kind", "public"}, {"duration", duration}, {"terms", terms}})
        .value();
    Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = product;
    purchase.offer = "special";
    const auto agreement = marketplace::subscribe(market, purchase).value();
    advance(kLicenceProvisioned);
    return now(agreement);
  }
  storage::AgreementRow bought_for(const std::string& price, const std::string& duration) {
    return bought(kContract, {{{"fixedUpfrontPricingTerm", {{"price", price}}}}}, duration);
  }
  storage::AgreementRow trial(const std::string& product) {
    return bought(product, {{{"freeTrialPricingTerm", {{"duration", "P14D"}}}}});
  }
  std::string full(const storage::AgreementRow& agreement) {
    return to_text(full_refund(market, now(agreement)));
  }
  std::string prorated(const storage::AgreementRow& agreement) {
    return to_text(prorated_refund(market, now(agreement)));
  }
  std::string granted(const storage::AgreementRow& agreement) {
    const auto request = request_refund(market, agreement.agreement_id, {}).value();
    return refund_view(market, request).value("path", "") + " " +
           refund_view(market, request).value("amount", "-");
  }
  void give_back(const storage::AgreementRow& agreement, const std::string& amount) {
    const auto invoice = invoices_of(market, now(agreement)).front();
    adjust(market, market.account,
           {{agreement.agreement_id, invoice.id, amount, "USD", "OTHER", "", amount}})
        .value();
    advance(kAdjustmentTaken);
  }
};

TEST_F(RefundAmountsTest, FullIsAllThatWasChargedToTheLastDecimal) {
  EXPECT_EQ(full(bought_for("1200.005", "12mo")), "1200.005");
}

TEST_F(RefundAmountsTest, ProratedIsTheRestOfTheTerm) {
  const auto agreement = bought_for("300", "30d");

  EXPECT_EQ(prorated(agreement), "300.00") << "none of it has passed";
  advance(std::chrono::days(10));
  EXPECT_EQ(prorated(agreement), "200.00");
  advance(std::chrono::days(20) - 1ms);
  EXPECT_EQ(prorated(agreement), "0.00") << "a millisecond is no cent";
}

TEST_F(RefundAmountsTest, HalfACentGoesToTheEvenOne) {
  const auto half = [&](const std::string& price) {
    const auto agreement = bought_for(price, "30d");
    advance(std::chrono::days(15));
    return prorated(agreement);
  };

  EXPECT_EQ(half("0.01"), "0.00");
  EXPECT_EQ(half("0.03"), "0.02");
  EXPECT_EQ(half("0.05"), "0.02");
  EXPECT_EQ(half("0.05000002"), "0.03");
}

TEST_F(RefundAmountsTest, NeverMoreThanWasCharged) {
  EXPECT_EQ(prorated(bought_for("0.009", "30d")), "0.009") << "a cent would be more";
}

TEST_F(RefundAmountsTest, OfAScheduleWhatIsStillOutstandingIsTakenOff) {
  const auto agreement =
      bought(kContract,
             {{{"paymentScheduleTerm",
                {{"schedule",
                  {{{"chargeDate", "2026-10-06T00:00:00Z"}, {"chargeAmount", "200"}},
                   {{"chargeDate", "2026-11-20T00:00:00Z"}, {"chargeAmount", "100"}}}}}}}},
             "30d");
  advance(std::chrono::days(5));

  EXPECT_EQ(full(agreement), "200.00");
  EXPECT_EQ(prorated(agreement), "150.00") << "250 are for the rest, 100 of it were never charged";
  advance(std::chrono::days(16));
  EXPECT_EQ(prorated(agreement), "0.00") << "90 are for the rest, and more is outstanding";
}

TEST_F(RefundAmountsTest, WhatWasGivenBackIsNotGivenBackAgain) {
  const auto agreement = bought_for("300", "30d");
  give_back(agreement, "120");

  EXPECT_EQ(full(agreement), "180.00");
  EXPECT_EQ(prorated(agreement), "180.00");
  EXPECT_EQ(granted(agreement), "aws 180.00");
  EXPECT_EQ(full(agreement), "0.00");
}

TEST_F(RefundAmountsTest, ACreditOfAProrationWasNeverPaid) {
  const auto agreement = bought_for("300", "30d");
  charge(market, agreement, {{"ch-credit", "USD", Money{-100 * kUnitsOfOne}, {}}});

  EXPECT_EQ(full(agreement), "200.00");
}

TEST_F(RefundAmountsTest, UsageBeyondAContractIsNotRefundedWithIt) {
  product("ccp", Model::ContractWithConsumption, Generation::Concurrent);
  const auto agreement = subscribe("ann", "ccp");
  ASSERT_EQ(meter({licensed(agreement, 1000)}), "S");

  EXPECT_EQ(full(agreement), "0.001") << "the contract alone; the usage is 1.00";
}

TEST_F(RefundAmountsTest, AfterATrialChargesOfSevenDaysComeBackUnasked) {
  trial(kContract);
  const auto first = subscribe("ann", kContract);
  const auto second = subscribe("ann", kContract);
  const auto third = subscribe("ann", kContract);

  advance_to(first.accepted + kTrialRefunded - 1ms);
  EXPECT_EQ(granted(first), "trial-conversion 10.00");
  advance_to(second.accepted + kTrialRefunded);
  EXPECT_EQ(granted(second), "seller -");
  advance_to(third.accepted + kTrialRefunded + 1ms);
  EXPECT_EQ(granted(third), "seller -");
}

TEST_F(RefundAmountsTest, AfterATrialUsageComesBackToo) {
  trial(kConcurrent);
  const auto paid = subscribe("ann", kConcurrent);
  ASSERT_EQ(meter({licensed(paid, 2500)}), "S");

  EXPECT_EQ(granted(paid), "trial-conversion 2.50");
  advance(1min);
  EXPECT_EQ(now(paid).end_status, "CANCELLED");
}

TEST_F(RefundAmountsTest, AConversionFollowsATrialOfTheSameBuyerAndProduct) {
  const auto before = subscribe("ann", kContract);
  const auto of_trial = trial(kContract);
  const auto of_other_product = subscribe("ann", kConcurrent);
  const auto of_other_buyer = subscribe("bob", kContract);
  const auto after = subscribe("ann", kContract);

  EXPECT_FALSE(is_conversion(market, before));
  EXPECT_FALSE(is_conversion(market, of_trial));
  EXPECT_FALSE(is_conversion(market, of_other_product));
  EXPECT_FALSE(is_conversion(market, of_other_buyer));
  EXPECT_TRUE(is_conversion(market, after));
}

}  // namespace
}  // namespace souk::marketplace
