#include "emulator/marketplace/amendments.h"

#include "tests/emulator/marketplace/succession_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class AmendmentsTest : public SuccessionTest {
 protected:
  AmendmentsTest() = default;
};

TEST_F(AmendmentsTest, AnUpgradeIsEntitledToAtOnceAndPaidForTheRestOfTheTerm) {
  auto purchase = contract();
  purchase.duration = "30d";
  const auto agreement = active(purchase);
  advance_to(*agreement.starts + std::chrono::days(20));

  const auto amended = amend(market, agreement.agreement_id, {{"users", 8}});

  ASSERT_TRUE(amended) << amended.error().message;
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Amended", "License Updated"));
  EXPECT_EQ(amended->license_arn, agreement.license_arn);
  EXPECT_EQ(amended->ends, agreement.ends);
  EXPECT_THAT(entitled(agreement), ElementsAre(Pair("users", 8)));
  EXPECT_THAT(charges(agreement), ElementsAre("2026-10-06 50.00", "2026-10-26 10.00"));
}

TEST_F(AmendmentsTest, OnSnsEntitlementUpdatedTellsIt) {
  const auto agreement = active(contract(kLegacyContract));

  ASSERT_TRUE(amend(market, agreement.agreement_id, {{"users", 6}}));

  EXPECT_THAT(news(), ElementsAre("entitlement-updated"));
}

TEST_F(AmendmentsTest, LessIsHadAtTheRenewalOnly) {
  const auto agreement = active(contract());

  const auto less = amend(market, agreement.agreement_id, {{"users", 4}});

  EXPECT_THAT(less, FailsWith("Downgrade"));
  EXPECT_EQ(less.error().field, "quantities.users");
  EXPECT_THAT(entitled(agreement), ElementsAre(Pair("users", 5)));
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(AmendmentsTest, AsMuchAsBeforeCostsNothing) {
  const auto agreement = active(contract());

  ASSERT_TRUE(amend(market, agreement.agreement_id, {{"users", 5}}));

  EXPECT_THAT(charges(agreement), ElementsAre("2026-10-06 50.00"));
}

TEST_F(AmendmentsTest, ASubscriptionIsAmendedInOtherTermsOnly) {
  const auto agreement = subscribe("ann", kConcurrent);

  EXPECT_THAT(amend(market, agreement.agreement_id, {{"requests", 5}}),
              FailsWith("InvalidPurchase"));
  ASSERT_TRUE(amend(market, agreement.agreement_id, Json::object()));

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Amended"));
}

TEST_F(AmendmentsTest, WhatIsNotActiveIsNotAmended) {
  const auto legacy = subscribe("bob", kLegacy);
  const auto pending = buy("ann", kContract);

  EXPECT_THAT(amend(market, pending.agreement_id, Json::object()), FailsWith("WrongState"));
  EXPECT_THAT(amend(market, legacy.agreement_id, Json::object()), FailsWith("WrongState"));
}

}  // namespace
}  // namespace souk::marketplace
