#include "emulator/marketplace/renewals.h"

#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/successions.h"
#include "tests/emulator/marketplace/succession_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class RenewalsTest : public SuccessionTest {
 protected:
  RenewalsTest() = default;

  /// An offer of the contract with this renewal term.
  void offer_renewal(Json term) {
    if (!term.contains("configuration")) term["configuration"] = {{"enableAutoRenew", true}};
    put_offer("special", {{"product", kContract}, {"terms", {{{"renewalTerm", term}}}}});
  }
  static Purchase special() {
    auto purchase = renewing();
    purchase.offer = "special";
    return purchase;
  }
};

TEST_F(RenewalsTest, AContractThatRenewsItselfGoesOnInAnotherAtItsEnd) {
  const auto old = active(renewing());
  const auto end = *old.ends;

  advance_to(end - 1ms);
  EXPECT_EQ(now(old).state, "ACTIVE");
  market.news.clear();
  advance_to(end);

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created", "Purchase Agreement Ended",
                                  "License Updated"));
  EXPECT_EQ(now(old).state, "SUPERSEDED");
  EXPECT_EQ(now(old).end_status, "RENEWED");
  const auto next = following(old);
  EXPECT_EQ(next.state, "ACTIVE");
  EXPECT_EQ(next.intent, "RENEW");
  EXPECT_EQ(next.starts, end);
  EXPECT_EQ(next.ends, end_of_term(end, "1mo"));
  EXPECT_NE(next.license_arn, old.license_arn);
  EXPECT_THAT(entitled(old), IsEmpty());
  EXPECT_THAT(entitled(next), ElementsAre(Pair("users", 5)));
  advance_to(end + 1ms);
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(RenewalsTest, OneThatDoesNotRenewExpires) {
  const auto old = active(contract());

  advance_to(*old.ends);

  EXPECT_EQ(now(old).end_status, "EXPIRED");
  EXPECT_FALSE(market.agreements.following(old.agreement_id));
}

TEST_F(RenewalsTest, OnSnsOneMessageTellsOfARenewal) {
  const auto old = active(renewing(kLegacyContract));

  advance_to(*old.ends);

  EXPECT_THAT(news(), ElementsAre("entitlement-updated"));
  EXPECT_EQ(following(old).state, "ACTIVE");
}

TEST_F(RenewalsTest, ARenewalRenewsItselfInItsTurn) {
  const auto first = active(renewing());

  advance_to(end_of_term(*first.ends, "1mo").value());

  const auto second = following(first);
  const auto third = following(second);
  EXPECT_EQ(third.state, "ACTIVE");
  EXPECT_EQ(initial_agreement_id(market, third), first.agreement_id);
  EXPECT_EQ(charges(first).size() + charges(second).size() + charges(third).size(), 3U);
}

TEST_F(RenewalsTest, ARenewalTermMayLimitHowOften) {
  offer_renewal({{"maxRenewals", 1}});
  const auto first = active(special());

  advance_to(*first.ends);
  const auto second = following(first);
  EXPECT_EQ(end_time_behavior(market, second)->reason_code, "RENEWAL_LIMIT_EXHAUSTED");
  EXPECT_THAT(set_auto_renew(market, second.agreement_id, false, Party::Acceptor),
              FailsWith("NoRenewalTerm"));
  advance_to(*second.ends);

  EXPECT_EQ(now(second).end_status, "EXPIRED");
}

TEST_F(RenewalsTest, PricesRiseAsTheRenewalTermSays) {
  offer_renewal({{"priceIncrease", {{"fixedPercentage", {{"value", "5"}}}}}});
  const auto old = active(special());
  EXPECT_THAT(charges(old), ElementsAre("2026-10-06 50.00"));

  advance_to(*old.ends);

  EXPECT_THAT(charges(following(old)), ElementsAre("2026-11-06 52.50"));
}

TEST_F(RenewalsTest, ARangeOfPricesIsAtItsDefaultUnlessItHasNone) {
  const Json range{{"minValue", "2"}, {"maxValue", "9"}};
  auto with_default = range;
  with_default["defaultValue"] = "4";
  offer_renewal({{"priceIncrease", {{"percentageRange", with_default}}}});
  const auto first = active(special());
  EXPECT_EQ(to_text(value_of_renewal(market, first)), "52.00");

  offer_renewal({{"priceIncrease", {{"percentageRange", range}}}});
  const auto second = active(special());
  EXPECT_EQ(to_text(value_of_renewal(market, second)), "51.00");
}

TEST_F(RenewalsTest, PaymentsOfARenewalFollowItsTemplate) {
  const Json half{{"chargePercentage", "50"}};
  const Json later{{"chargePercentage", "50"}, {"chargeDateOffset", "P10D"}};
  put_offer(
      "special",
      {{"product", kContract},
       {"terms",
        {{{"renewalTerm",
           {{"configuration", {{"enableAutoRenew", true}}},
            {"termTemplates",
             {{{"paymentScheduleTermTemplate", {{"schedule", {half, later}}}}}}}}}},
         {{"paymentScheduleTerm",
           {{"schedule", {{{"chargeDate", "2026-10-10T00:00:00Z"}, {"chargeAmount", "50"}}}}}}}}}});
  const auto old = active(special());
  EXPECT_THAT(charges(old), ElementsAre("2026-10-10 50.00"));

  advance_to(*old.ends);

  EXPECT_THAT(charges(following(old)), ElementsAre("2026-11-06 25.00", "2026-11-16 25.00"));
}

TEST_F(RenewalsTest, WithoutATemplatePaymentsComeAsTheyDid) {
  put_offer("special",
            {{"product", kContract},
             {"terms",
              {{{"paymentScheduleTerm",
                 {{"schedule",
                   {{{"chargeDate", "2026-10-10T00:00:00Z"}, {"chargeAmount", "20"}},
                    {{"chargeDate", "2026-10-20T00:00:00Z"}, {"chargeAmount", "30"}}}}}}}}}});
  const auto old = active(special());

  advance_to(*old.ends);

  EXPECT_THAT(charges(following(old)), ElementsAre("2026-11-10 20.00", "2026-11-20 30.00"));
}

TEST_F(RenewalsTest, ABuyerMayChangeWhatIsRenewed) {
  const auto old = active(contract());

  const auto planned = plan_renewal(market, old.agreement_id, {{{"users", 2}}, "2mo"});
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_TRUE(planned->auto_renew);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Amended"));
  EXPECT_THAT(entitled(old), ElementsAre(Pair("users", 5)));
  advance_to(*old.ends);

  const auto next = following(old);
  EXPECT_THAT(entitled(next), ElementsAre(Pair("users", 2)));
  EXPECT_EQ(next.ends, end_of_term(*old.ends, "2mo"));
}

TEST_F(RenewalsTest, WhatCannotBeRenewedIsRefused) {
  const auto old = active(contract());

  EXPECT_THAT(plan_renewal(market, old.agreement_id, {{{"nothing", 2}}, ""}),
              FailsWith("InvalidPurchase"));
  EXPECT_THAT(plan_renewal(market, old.agreement_id, {Json::object(), "ever"}),
              FailsWith("InvalidPurchase"));
  EXPECT_THAT(plan_renewal(market, "agmt-none", {}), FailsWith("AgreementNotFound"));
  EXPECT_THAT(
      set_auto_renew(market, subscribe("bob", kConcurrent).agreement_id, true, Party::Acceptor),
      FailsWith("WrongState"));
}

TEST_F(RenewalsTest, RenewalIsSwitchedUntilItsLockoutBegins) {
  offer_renewal({{"lockoutPeriod", "P10D"}});
  const auto old = active(special());
  const auto lockout = *old.ends - std::chrono::days(10);

  advance_to(lockout - 1ms);
  EXPECT_TRUE(set_auto_renew(market, old.agreement_id, false, Party::Acceptor));
  EXPECT_TRUE(set_auto_renew(market, old.agreement_id, true, Party::Acceptor));
  EXPECT_FALSE(renewal_outlook(market, now(old)).locked);
  market.news.clear();
  advance_to(lockout);

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Renewal Upcoming"));
  EXPECT_TRUE(renewal_outlook(market, now(old)).locked);
  const auto late = set_auto_renew(market, old.agreement_id, false, Party::Acceptor);
  EXPECT_THAT(late, FailsWith("RenewalLocked"));
  EXPECT_THAT(late.error().message, HasSubstr(to_iso(lockout)));
}

TEST_F(RenewalsTest, NothingIsUpcomingWhereNothingRenews) {
  offer_renewal({{"lockoutPeriod", "P10D"}});
  auto purchase = special();
  purchase.auto_renew = false;
  const auto old = active(purchase);

  advance_to(*old.ends - 1ms);

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ending"));
}

TEST_F(RenewalsTest, TermsAreFinalOnceTheDeadlineOfTheirPriceIsOver) {
  offer_renewal({{"adjustmentDeadline", "P20D"},
                 {"lockoutPeriod", "P10D"},
                 {"priceIncrease", {{"percentageRange", {{"minValue", "2"}, {"maxValue", "9"}}}}}});
  const auto old = active(special());

  advance_to(*old.ends - std::chrono::days(20) - 1ms);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ending"));
  advance(1ms);

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Renewal Terms Finalized"));
}

TEST_F(RenewalsTest, ASellersWordAgainstItIsFinal) {
  const auto old = active(renewing());

  EXPECT_THAT(set_auto_renew(market, old.agreement_id, true, Party::Proposer),
              FailsWith("RenewalRefused"));
  ASSERT_TRUE(set_auto_renew(market, old.agreement_id, false, Party::Proposer));
  EXPECT_EQ(renewal_outlook(market, now(old)).disabled_by, "PROPOSER");
  EXPECT_EQ(end_time_behavior(market, now(old))->reason_code, "PROPOSER_RENEW_OPTED_OUT");
  EXPECT_THAT(set_auto_renew(market, old.agreement_id, true, Party::Acceptor),
              FailsWith("RenewalRefused"));
  EXPECT_THAT(plan_renewal(market, old.agreement_id, {}), FailsWith("RenewalRefused"));
  advance_to(*old.ends);

  EXPECT_EQ(now(old).end_status, "EXPIRED");
}

TEST_F(RenewalsTest, WhatRenewsIsToldToTheAgreementService) {
  const auto old = active(renewing());

  const auto behavior = end_time_behavior(market, old);

  ASSERT_TRUE(behavior);
  EXPECT_EQ(behavior->type, "RENEW");
  EXPECT_EQ(behavior->reason_code, "");
  EXPECT_TRUE((*term_in(terms_of(market, old), "renewalTerm"))["configuration"]["enableAutoRenew"]
                  .get<bool>());
}

class EndingNoticesTest : public RenewalsTest, public testing::WithParamInterface<int> {};

TEST_P(EndingNoticesTest, ComeOnTheirDayAndNotBefore) {
  auto purchase = contract();
  purchase.duration = "12mo";
  const auto agreement = active(purchase);
  const auto day = *agreement.ends - std::chrono::days(GetParam());

  advance_to(day - 1ms);
  market.news.clear();
  advance_to(day);

  ASSERT_EQ(market.news.size(), 1U);
  EXPECT_EQ(market.news[0].news, News::AgreementEnding);
  EXPECT_EQ(market.news[0].days_before_end, GetParam());
  market.news.clear();
  advance_to(day + 1ms);
  EXPECT_THAT(news(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Days, EndingNoticesTest, testing::Values(180, 120, 90, 60, 30));

TEST_F(RenewalsTest, NoNoticeComesForDaysThatWereOverAtTheStart) {
  const auto agreement = active(contract());  // of 31 days

  advance_to(*agreement.ends - 1ms);

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ending"));
}

TEST_F(RenewalsTest, NoNoticeComesOnceTheAgreementIsOver) {
  const auto agreement = active(contract());
  ASSERT_TRUE(end_by_consent(market, agreement));
  advance(1h);
  market.news.clear();

  advance_to(*agreement.ends + 1h);

  EXPECT_THAT(news(), IsEmpty());
}

}  // namespace
}  // namespace souk::marketplace
