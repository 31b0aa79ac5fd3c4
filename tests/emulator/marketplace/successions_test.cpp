#include "emulator/marketplace/successions.h"

#include "emulator/marketplace/amendments.h"
#include "tests/emulator/marketplace/succession_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class SuccessionsTest : public SuccessionTest {
 protected:
  SuccessionsTest() {
    product("crm", Model::ContractWithConsumption, Generation::Concurrent);
    product("crm-legacy", Model::ContractWithConsumption, Generation::Legacy);
  }

  static Purchase of_offer(const std::string& offer) {
    Purchase purchase;
    purchase.offer = offer;
    return purchase;
  }
};

TEST_F(SuccessionsTest, AnotherOfferTakesTheAgreementsPlaceAtOnce) {
  put_offer("better", {{"product", kConcurrent}, {"kind", "private"}});
  const auto old = subscribe("ann", kConcurrent);
  advance(1h);

  const auto next = replace(market, old.agreement_id, of_offer("better"));

  ASSERT_TRUE(next) << next.error().message;
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created", "Purchase Agreement Ended",
                                  "License Updated"));
  EXPECT_EQ(now(old).end_status, "REPLACED");
  EXPECT_EQ(now(old).state, "SUPERSEDING");
  EXPECT_EQ(next->state, "ACTIVE");
  EXPECT_EQ(next->intent, "REPLACE");
  EXPECT_EQ(next->previous, old.agreement_id);
  EXPECT_EQ(next->buyer, old.buyer);
}

TEST_F(SuccessionsTest, UsageOfTheOldLicenceIsTakenForItsFinalHour) {
  put_offer("better", {{"product", kConcurrent}});
  const auto old = subscribe("ann", kConcurrent);
  advance(1h);
  const auto next = replace(market, old.agreement_id, of_offer("better")).value();
  const auto before = market.now() - 1ms;

  advance(1h - 1ms);
  EXPECT_EQ(meter({licensed(old, 1, before)}), "S");
  EXPECT_EQ(meter({licensed(next, 1)}), "S");
  advance(1ms);

  EXPECT_EQ(now(old).state, "SUPERSEDED");
  EXPECT_EQ(meter({licensed(old, 1, before - 1h)}), "N");
  EXPECT_THAT(news().size(), 3U) << "that hour is silent";
}

TEST_F(SuccessionsTest, ACustomerKnownWithoutALicenceStaysTheSame) {
  put_offer("better", {{"product", kLegacy}});
  const auto old = subscribe("ann", kLegacy);
  advance(3h);
  const auto next = replace(market, old.agreement_id, of_offer("better")).value();

  EXPECT_THAT(news(), ElementsAre("subscribe-success"));
  EXPECT_EQ(now(old).state, "SUPERSEDED");
  EXPECT_EQ(meter(code_of(kLegacy), {identified("ann", 1, market.now() - 2h)}), "S");
  EXPECT_EQ(billed(next), 1);
  EXPECT_EQ(meter(code_of(kLegacy), {identified("ann", 1, market.now() - 5h)}),
            "TimestampOutOfBoundsException")
      << "before the first of the chain";
}

TEST_F(SuccessionsTest, ALegacyContractWithConsumptionTellsOnBothTopics) {
  put_offer("better", {{"product", "crm-legacy"}, {"quantities", {{"users", 9}}}});
  const auto old = active(contract("crm-legacy"));

  const auto next = replace(market, old.agreement_id, of_offer("better")).value();

  EXPECT_THAT(news(), ElementsAre("subscribe-success", "entitlement-updated"));
  EXPECT_THAT(entitled(old), IsEmpty());
  EXPECT_THAT(entitled(next), ElementsAre(Pair("users", 9)));
}

TEST_F(SuccessionsTest, WhatWasPaidForTheRestOfTheTermIsCredited) {
  put_offer("better", {{"product", kContract}, {"quantities", {{"users", 9}}}});
  auto purchase = contract();
  purchase.duration = "30d";
  const auto old = active(purchase);
  advance_to(*old.starts + std::chrono::days(10));

  const auto next = replace(market, old.agreement_id, of_offer("better")).value();

  EXPECT_THAT(charges(old), ElementsAre("2026-10-06 50.00"));
  EXPECT_THAT(charges(next), ElementsAre("2026-10-16 90.00", "2026-10-16 -33.33"));
}

TEST_F(SuccessionsTest, WhatIsPaidBySchedulesIsPaidNoLongerAndCreditedOnce) {
  put_offer("monthly",
            {{"product", kContract},
             {"terms",
              {{{"paymentScheduleTerm",
                 {{"schedule",
                   {{{"chargeDate", "2026-10-07T00:00:00Z"}, {"chargeAmount", "25"}},
                    {{"chargeDate", "2026-10-27T00:00:00Z"}, {"chargeAmount", "25"}}}}}}}}}});
  put_offer("better", {{"product", kContract}});
  auto purchase = contract();
  purchase.offer = "monthly";
  purchase.duration = "30d";
  const auto old = active(purchase);
  advance_to(*old.starts + std::chrono::days(10));

  const auto next = replace(market, old.agreement_id, of_offer("better")).value();

  EXPECT_THAT(charges(old), ElementsAre("2026-10-07 25.00"));
  EXPECT_THAT(charges(next), ElementsAre("2026-10-16 10.00", "2026-10-16 -8.33"));
}

TEST_F(SuccessionsTest, AnUpgradeIsCreditedForWhatItWasBoughtFor) {
  put_offer("better", {{"product", kContract}});
  auto purchase = contract();
  purchase.duration = "30d";
  const auto old = active(purchase);
  advance_to(*old.starts + std::chrono::days(20));
  ASSERT_TRUE(amend(market, old.agreement_id, {{"users", 8}}));
  advance_to(*old.starts + std::chrono::days(25));

  const auto next = replace(market, old.agreement_id, of_offer("better")).value();

  EXPECT_THAT(charges(old), ElementsAre("2026-10-06 50.00", "2026-10-26 10.00"));
  EXPECT_THAT(charges(next), ElementsAre("2026-10-31 10.00", "2026-10-31 -13.33"))
      << "a sixth of 50 and half of 10";
}

TEST_F(SuccessionsTest, OnlyAnActiveAgreementIsReplacedAndByAnOfferThereIs) {
  const auto old = subscribe("ann", kConcurrent);
  const auto pending = buy("bob", kConcurrent);

  EXPECT_THAT(replace(market, pending.agreement_id, {}), FailsWith("WrongState"));
  EXPECT_THAT(replace(market, old.agreement_id, of_offer("none")), FailsWith("OfferNotFound"));
  EXPECT_THAT(replace(market, "agmt-none", {}), FailsWith("AgreementNotFound"));
  EXPECT_EQ(now(old).state, "ACTIVE");
}

TEST_F(SuccessionsTest, AConsumptionContractsRenewalTakesUsageOnBothLicencesForAnHour) {
  const auto old = active(renewing("crm"));
  advance_to(*old.ends);
  const auto next = following(old);

  EXPECT_EQ(meter({licensed(next, 1)}), "S");
  EXPECT_EQ(meter({licensed(old, 1, *old.ends - 1ms)}), "S");
  advance(1h - 1ms);
  EXPECT_EQ(now(old).state, "SUPERSEDING");
  advance(1ms);
  EXPECT_EQ(now(old).state, "SUPERSEDED");
}

}  // namespace
}  // namespace souk::marketplace
