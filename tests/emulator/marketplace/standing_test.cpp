#include "emulator/marketplace/standing.h"

#include "tests/emulator/marketplace/succession_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StandingTest : public SuccessionTest {
 protected:
  StandingTest() = default;
};

TEST_F(StandingTest, ASuspendedAccountIsNotMeteredUntilItIsReinstated) {
  const auto agreement = subscribe("ann", kConcurrent);

  ASSERT_TRUE(suspend(market, agreement.agreement_id, true));
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Advisory Issued"));
  EXPECT_EQ(now(agreement).state, "ACTIVE");
  EXPECT_EQ(meter({licensed(agreement, 1)}), "N");
  ASSERT_TRUE(reinstate(market, agreement.agreement_id));

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Advisory Resolved"));
  EXPECT_EQ(meter({licensed(agreement, 1)}), "S");
}

TEST_F(StandingTest, AnAdvisoryNeedNotSuspend) {
  const auto agreement = subscribe("ann", kConcurrent);

  ASSERT_TRUE(suspend(market, agreement.agreement_id, false));

  EXPECT_EQ(meter({licensed(agreement, 1)}), "S");
}

TEST_F(StandingTest, SnsTellsOfNoAdvisory) {
  const auto agreement = subscribe("ann", kLegacy);

  ASSERT_TRUE(suspend(market, agreement.agreement_id, true));

  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(meter(code_of(kLegacy), {identified("ann", 1)}), "N");
}

TEST_F(StandingTest, AnAccountIsReinstatedEvenWhenItsAgreementIsOver) {
  const auto agreement = subscribe("ann", kLegacy);
  ASSERT_TRUE(suspend(market, agreement.agreement_id, true));
  cancel(agreement);
  advance(1h);

  EXPECT_TRUE(reinstate(market, agreement.agreement_id));
  EXPECT_FALSE(buyer("ann").suspended);
  EXPECT_THAT(reinstate(market, agreement.agreement_id), FailsWith("WrongState"));
}

TEST_F(StandingTest, AFailedPaymentTerminatesAContract) {
  const auto agreement = active(contract());

  ASSERT_TRUE(fail_payment(market, agreement.agreement_id, false));
  EXPECT_EQ(market.news.at(0).end_status, "TERMINATED");
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended"));
  EXPECT_THAT(entitled(agreement), IsEmpty());
  advance(31s - 1ms);
  EXPECT_THAT(news(), IsEmpty());
  advance(1ms);

  EXPECT_THAT(news(), ElementsAre("License Deprovisioned"));
  EXPECT_EQ(now(agreement).state, "EXPIRED");
  EXPECT_EQ(now(agreement).end_status, "TERMINATED");
}

TEST_F(StandingTest, AFailedPaymentLeavesASubscriptionItsFinalHour) {
  const auto agreement = subscribe("ann", kLegacy);

  ASSERT_TRUE(fail_payment(market, agreement.agreement_id, false));
  EXPECT_THAT(news(), ElementsAre("unsubscribe-pending"));
  advance(1h - 1ms);
  EXPECT_EQ(meter(code_of(kLegacy), {identified("ann", 1, *now(agreement).ended)}), "S");
  advance(1ms);

  EXPECT_THAT(news(), ElementsAre("unsubscribe-success"));
}

TEST_F(StandingTest, TheNextPaymentOfAScheduleMayBeTheOneThatFails) {
  put_offer("monthly",
            {{"product", kContract},
             {"terms",
              {{{"paymentScheduleTerm",
                 {{"schedule",
                   {{{"chargeDate", "2026-10-06T09:00:00Z"}, {"chargeAmount", "25"}},
                    {{"chargeDate", "2026-10-20T00:00:00Z"}, {"chargeAmount", "25"}}}}}}}}}});
  auto purchase = contract();
  purchase.offer = "monthly";
  const auto agreement = active(purchase);
  const auto due = parse_iso("2026-10-20T00:00:00Z").value();

  ASSERT_TRUE(fail_payment(market, agreement.agreement_id, true));
  advance_to(due - 1ms);
  EXPECT_EQ(now(agreement).state, "ACTIVE");
  advance_to(due);

  EXPECT_EQ(now(agreement).end_status, "TERMINATED");
  EXPECT_THAT(charges(agreement), ElementsAre("2026-10-06 25.00")) << "the failed one is not paid";
}

TEST_F(StandingTest, WithoutAPaymentToComeNoneFails) {
  const auto agreement = active(contract());

  EXPECT_THAT(fail_payment(market, agreement.agreement_id, true), FailsWith("NoPaymentDue"));
  EXPECT_EQ(now(agreement).state, "ACTIVE");
}

TEST_F(StandingTest, ASpendersMeansOfPaymentAreChecked) {
  const auto agreement = subscribe("ann", kConcurrent);
  for (const auto about : {AgreementEvent::SpendReached, AgreementEvent::SpendVetted,
                           AgreementEvent::SpendVetFailed}) {
    ASSERT_TRUE(check_spending(market, agreement.agreement_id, about));
  }

  EXPECT_THAT(news(), ElementsAre("Spend Threshold Reached", "Spend Threshold Vet Succeeded",
                                  "Spend Threshold Vet Failed"));
  EXPECT_EQ(now(agreement).state, "ACTIVE");
}

TEST_F(StandingTest, PureContractsSpendNothingThatIsChecked) {
  const auto agreement = active(contract());

  const auto refused = check_spending(market, agreement.agreement_id, AgreementEvent::SpendReached);

  EXPECT_THAT(refused, FailsWith("WrongState"));
  EXPECT_THAT(refused.error().hint, HasSubstr("amend"));
}

}  // namespace
}  // namespace souk::marketplace
