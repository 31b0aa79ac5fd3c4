#include "emulator/marketplace/refund_requests.h"

#include "emulator/marketplace/invoices.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using storage::RequestRow;
using testing::ElementsAre;
using testing::IsEmpty;

/// Ann accepted a contract of 10.00 for twelve months, and its payment has cleared.
class RefundRequestsTest : public MarketTest {
 protected:
  explicit RefundRequestsTest(std::string_view profile = "current-2026")
      : MarketTest(profile, parse_iso(find_profile(profile)->start).value()),
        agreement_(subscribe("ann", profile == "current-2026" ? kContract : kLegacyContract)) {}

  Result<RequestRow> ask(const RefundWish& wish = {}) {
    return request_refund(market, agreement_.agreement_id, wish);
  }
  Result<RequestRow> ask_for(const std::string& outcome) { return ask({outcome}); }
  RequestRow now(const RequestRow& request) { return market.requests.find(request.id).value(); }
  std::string state() { return MarketTest::now(agreement_).state; }
  std::string told(const RequestRow& request, const char* member) {
    return refund_view(market, now(request)).value(member, "");
  }
  void at_age(Duration age) { advance_to(agreement_.accepted + age); }

  storage::AgreementRow agreement_;
};

class RefundsOf2023Test : public RefundRequestsTest {
 protected:
  RefundsOf2023Test() : RefundRequestsTest("guide-2023") {}
};

class RefundsOf2020Test : public RefundRequestsTest {
 protected:
  RefundsOf2020Test() : RefundRequestsTest("guide-2020") {}
};

TEST_F(RefundRequestsTest, InsideFortyEightHoursAwsRefundsInFullAndAtOnce) {
  at_age(kRefundOfRight - 1ms);
  const auto request = ask().value();

  EXPECT_EQ(request.status, "APPROVED");
  EXPECT_EQ(told(request, "path"), "aws");
  EXPECT_EQ(told(request, "amount"), "10.00");
  EXPECT_EQ(told(request, "decided"), to_iso(market.now()));
  EXPECT_EQ(state(), "CANCELLING");
  advance(1min);
  EXPECT_EQ(state(), "EXPIRED");
  EXPECT_EQ(MarketTest::now(agreement_).end_status, "CANCELLED");
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended", "License Deprovisioned"));
}

TEST_F(RefundRequestsTest, FromTheFortyEighthHourOnTheSellerIsAsked) {
  at_age(kRefundOfRight);
  const auto request = ask().value();

  EXPECT_EQ(request.status, "ACTION_REQUIRED");
  EXPECT_EQ(told(request, "path"), "seller");
  advance(std::chrono::days(60));
  EXPECT_EQ(now(request).status, "ACTION_REQUIRED") << "nobody decides in the seller's place";
  EXPECT_EQ(state(), "ACTIVE");

  EXPECT_EQ(decide_refund(market, request.request_id, "").value().status, "APPROVED");
  EXPECT_EQ(told(request, "amount"), "10.00");
  EXPECT_EQ(state(), "CANCELLING");
}

TEST_F(RefundRequestsTest, AMillisecondLaterTheSellerIsAskedToo) {
  at_age(kRefundOfRight + 1ms);

  EXPECT_EQ(ask().value().status, "ACTION_REQUIRED");
}

TEST_F(RefundsOf2023Test, TheRightOfFortyEightHoursIsTheSame) {
  at_age(kRefundOfRight - 1ms);
  const auto request = ask().value();

  EXPECT_EQ(told(request, "path"), "aws");
  EXPECT_EQ(request.status, "APPROVED");
  EXPECT_EQ(state(), "EXPIRED");
  EXPECT_THAT(news(), ElementsAre("entitlement-updated"));
}

TEST_F(RefundsOf2023Test, WhatTheSellerGrantsTakesBusinessDays) {
  at_age(kRefundOfRight);
  const auto request = ask({"", 4}).value();
  advance(1h);
  ASSERT_EQ(to_iso(market.now()), "2023-10-05T10:00:00.000Z") << "a Thursday";
  EXPECT_EQ(decide_refund(market, request.request_id, "full").value().status, "PENDING");
  EXPECT_EQ(told(request, "decision_due"), "2023-10-11T10:00:00.000Z");

  advance_to(parse_iso("2023-10-11T09:59:59.999Z").value());
  EXPECT_EQ(now(request).status, "PENDING");
  EXPECT_EQ(state(), "ACTIVE");
  advance(1ms);
  EXPECT_EQ(now(request).status, "APPROVED");
  EXPECT_EQ(state(), "EXPIRED");
  advance(1ms);
  EXPECT_EQ(now(request).status, "APPROVED");
}

TEST_F(RefundsOf2020Test, InsideFortyEightHoursSupportDecidesAfterSomeBusinessDays) {
  at_age(kRefundOfRight - 1ms);
  ASSERT_EQ(to_iso(market.now()), "2020-10-08T08:59:59.999Z") << "a Thursday";
  const auto request = ask({"", 5}).value();

  EXPECT_EQ(request.status, "PENDING");
  EXPECT_EQ(told(request, "path"), "support");
  EXPECT_EQ(told(request, "decision_due"), "2020-10-15T08:59:59.999Z");
  advance_to(parse_iso("2020-10-15T08:59:59.998Z").value());
  EXPECT_EQ(now(request).status, "PENDING");
  advance(1ms);
  EXPECT_EQ(now(request).status, "APPROVED");
  EXPECT_EQ(state(), "EXPIRED");
  advance(1ms);
  EXPECT_EQ(told(request, "decided"), "2020-10-15T08:59:59.999Z");
}

TEST_F(RefundsOf2020Test, ThreeBusinessDaysUnlessItIsSaidOtherwise) {
  EXPECT_EQ(told(ask().value(), "decision_due"), "2020-10-09T09:01:12.000Z");
}

TEST_F(RefundsOf2020Test, SupportMayRefuse) {
  const auto request = ask_for("refused").value();

  advance(std::chrono::days(10));

  EXPECT_EQ(now(request).status, "REFUSED");
  EXPECT_EQ(told(request, "amount"), "");
  EXPECT_EQ(state(), "ACTIVE");
  EXPECT_TRUE(ask()) << "the buyer may ask again";
}

TEST_F(RefundsOf2020Test, LaterTheSellerIsAsked) {
  at_age(kRefundOfRight);
  const auto request = ask().value();
  EXPECT_EQ(request.status, "ACTION_REQUIRED");

  EXPECT_EQ(decide_refund(market, request.request_id, "refused").value().status, "REFUSED");
  EXPECT_EQ(state(), "ACTIVE");
}

TEST_F(RefundsOf2020Test, AnAgreementThatEndsByItselfLeavesNothingToDecide) {
  at_age(std::chrono::days(364));
  const auto request = ask({"", 5}).value();
  decide_refund(market, request.request_id, "full").value();
  const auto due = parse_iso(told(request, "decision_due")).value();
  ASSERT_LT(MarketTest::now(agreement_).ends, due);

  advance_to(due + 1h);

  EXPECT_EQ(now(request).status, "VALIDATION_FAILED");
  EXPECT_EQ(MarketTest::now(agreement_).end_status, "EXPIRED");
}

class PrivateRefundTest : public RefundRequestsTest,
                          public testing::WithParamInterface<const char*> {
 protected:
  PrivateRefundTest() : RefundRequestsTest(GetParam()) {}
};

TEST_P(PrivateRefundTest, IsAlwaysTheSellersToDecide) {
  const auto product = std::string(GetParam()) == "current-2026" ? kContract : kLegacyContract;
  put_offer(market, "ours", {{"product", product}, {"kind", "private"}}).value();
  Purchase purchase;
  purchase.buyer = "bob";
  purchase.product = product;
  purchase.offer = "ours";
  const auto agreement = marketplace::subscribe(market, purchase).value();
  advance(kLicenceProvisioned);

  const auto request = request_refund(market, agreement.agreement_id, {}).value();

  EXPECT_EQ(request.status, "ACTION_REQUIRED");
  EXPECT_EQ(told(request, "path"), "seller");
}

INSTANTIATE_TEST_SUITE_P(Eras, PrivateRefundTest,
                         testing::Values("guide-2020", "guide-2023", "current-2026"),
                         [](const auto& row) {
                           std::string name = row.param;
                           name.erase(name.find('-'), 1);
                           return name;
                         });

TEST_F(RefundRequestsTest, TheMoneyIsSeenADayAfterTheDecision) {
  const auto request = ask().value();
  const auto seen = market.now() + kRefundVisible;
  const auto memos = [&] {
    auto all = invoices_of(market, MarketTest::now(agreement_));
    std::erase_if(all, [](const Invoice& each) { return !each.is_credit_memo; });
    return all;
  };

  advance_to(seen - 1ms);
  EXPECT_EQ(now(request).status, "APPROVED");
  EXPECT_THAT(memos(), IsEmpty());
  advance(1ms);
  EXPECT_EQ(now(request).status, "COMPLETED");
  ASSERT_EQ(memos().size(), 1U);
  EXPECT_EQ(to_text(memos()[0].amount), "10.00");
  EXPECT_EQ(memos()[0].issued, seen);
  advance(1ms);
  EXPECT_EQ(memos().size(), 1U);
  EXPECT_EQ(invoices_of(market, MarketTest::now(agreement_))[0].adjustable, Money{})
      << "nothing is left to adjust";
}

TEST_F(RefundRequestsTest, AWishIsCheckedMemberByMember) {
  const auto field = [&](const RefundWish& wish) { return ask(wish).error().field; };

  EXPECT_EQ(field({"some"}), "outcome");
  EXPECT_EQ(field({"", 2}), "business_days");
  EXPECT_EQ(field({"", 6}), "business_days");
  EXPECT_EQ(field({"", 3, 24h - 1ms}), "visible_after");
  EXPECT_EQ(field({"", 3, 48h + 1ms}), "visible_after");
  EXPECT_EQ(field({"prorated"}), "outcome") << "AWS refunds in full";
  EXPECT_EQ(field({"refused"}), "outcome");
  EXPECT_TRUE(ask({"full", 5, 48h}));
}

TEST_F(RefundRequestsTest, OneRequestIsOpenAtATime) {
  at_age(kRefundOfRight);
  const auto request = ask().value();

  EXPECT_THAT(ask(), FailsWith("RefundPending"));
  decide_refund(market, request.request_id, "refused").value();
  EXPECT_TRUE(ask());
}

TEST_F(RefundRequestsTest, OnlyWhatWaitsForTheSellerIsDecided) {
  const auto request = ask().value();

  EXPECT_THAT(decide_refund(market, request.request_id, ""), FailsWith("WrongState"));
  EXPECT_THAT(decide_refund(market, "rf-nobody", ""), FailsWith("RefundNotFound"));
}

TEST_F(RefundRequestsTest, ADecisionIsAnOutcome) {
  at_age(kRefundOfRight);
  const auto request = ask_for("prorated").value();

  EXPECT_EQ(decide_refund(market, request.request_id, "some").error().field, "outcome");
  decide_refund(market, request.request_id, "").value();
  EXPECT_EQ(told(request, "outcome"), "prorated") << "as the buyer asked";
}

TEST_F(RefundRequestsTest, AnAgreementThatIsOverIsNotRefundedThisWay) {
  ask().value();
  EXPECT_THAT(ask(), FailsWith("WrongState"));
  advance(1h);
  EXPECT_THAT(ask(), FailsWith("WrongState"));
  EXPECT_THAT(request_refund(market, "agmt-nobody", {}), FailsWith("AgreementNotFound"));
}

TEST_F(RefundRequestsTest, AUsageSubscriptionIsCancelledInstead) {
  const auto usage = subscribe("bob", kConcurrent);

  const auto refused = request_refund(market, usage.agreement_id, {});

  EXPECT_THAT(refused, FailsWith("NotRefundable"));
  EXPECT_THAT(refused.error().hint, testing::HasSubstr("cancel"));
  EXPECT_THAT(market.requests.all(kRefund), IsEmpty());
}

TEST_F(RefundRequestsTest, APurchaseWhosePaymentHasNotClearedCostsNothingYet) {
  const auto pending = buy("bob", kContract);

  const auto request = request_refund(market, pending.agreement_id, {}).value();
  advance(kRefundVisible);

  EXPECT_EQ(told(request, "amount"), "0.00");
  EXPECT_EQ(now(request).status, "COMPLETED");
  EXPECT_EQ(MarketTest::now(pending).state, "EXPIRED");
}

TEST_F(RefundRequestsTest, AnAgreementThatStartsLaterIsGivenBackBeforeItDoes) {
  put_offer(market, "later", {{"product", kContract}, {"kind", "private"}}).value();
  Purchase purchase;
  purchase.buyer = "bob";
  purchase.product = kContract;
  purchase.offer = "later";
  purchase.starts = parse_iso("2026-11-01T00:00:00Z").value();
  const auto agreement = marketplace::subscribe(market, purchase).value();
  ASSERT_EQ(agreement.state, "SCHEDULED");

  const auto request = request_refund(market, agreement.agreement_id, {}).value();
  decide_refund(market, request.request_id, "full").value();

  EXPECT_EQ(told(request, "amount"), "0.00");
  EXPECT_EQ(MarketTest::now(agreement).state, "EXPIRED");
}

TEST_F(RefundRequestsTest, EveryStepIsInTheJournal) {
  at_age(kRefundOfRight);
  const auto request = ask().value();
  decide_refund(market, request.request_id, "full").value();
  advance(kRefundVisible);

  std::vector<std::string> steps;
  for (const auto& row : journal_of("request")) {
    EXPECT_EQ(row["subject"], request.request_id);
    EXPECT_EQ(row["data"]["kind"], "refund");
    steps.push_back(row["actor"].get<std::string>() + " " +
                    row["data"]["status"].get<std::string>());
  }
  EXPECT_THAT(steps, ElementsAre("buyer ACTION_REQUIRED", "seller APPROVED", "market COMPLETED"));
}

TEST_F(RefundRequestsTest, AreListedNewestFirst) {
  at_age(kRefundOfRight);
  const auto first = ask().value();
  decide_refund(market, first.request_id, "refused").value();
  const auto second = ask().value();

  const auto listed = refunds_of(market, agreement_.agreement_id).value();

  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].request_id, second.request_id);
  EXPECT_EQ(listed[1].request_id, first.request_id);
  EXPECT_THAT(refunds_of(market, "agmt-nobody"), FailsWith("AgreementNotFound"));
}

}  // namespace
}  // namespace souk::marketplace
