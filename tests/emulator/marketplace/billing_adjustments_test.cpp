#include "emulator/marketplace/billing_adjustments.h"

#include "emulator/marketplace/faults.h"
#include "emulator/marketplace/invoices.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Ann has a contract with one invoice of 10.00.
class BillingAdjustmentsTest : public MarketTest {
 protected:
  BillingAdjustmentsTest() : agreement_(subscribe("ann", kContract)) {}

  AdjustmentWish wish(const std::string& amount, const std::string& token) {
    return {agreement_.agreement_id, invoice().id, amount, "USD", "OTHER", "", token};
  }
  /// The first invoice.
  Invoice invoice() { return invoices_of(market, now(agreement_)).front(); }
  std::vector<Invoice> memos() {
    auto all = invoices_of(market, now(agreement_));
    std::erase_if(all, [](const Invoice& each) { return !each.is_credit_memo; });
    return all;
  }

  Result<std::vector<AdjustmentOutcome>> send(const std::vector<AdjustmentWish>& wishes) {
    return adjust(market, market.account, wishes);
  }
  /// What became of one: the error's code, or an empty text.
  std::string code(const AdjustmentWish& one) { return send({one}).value()[0].error_code; }
  std::string sent(const std::string& amount, const std::string& token = "t1") {
    return send({wish(amount, token)}).value()[0].request_id;
  }
  storage::RequestRow request(const std::string& id) { return market.requests.find(id).value(); }
  template <class T>
  static std::string reason(const Result<T>& refused) {
    return Json::parse(refused.error().members_json)["reason"];
  }

  storage::AgreementRow agreement_;
};

TEST_F(BillingAdjustmentsTest, OneIsCompletedAfterAMinute) {
  const auto id = sent("4.5");

  advance(kAdjustmentTaken - 1ms);
  EXPECT_EQ(request(id).status, "PENDING");
  EXPECT_THAT(news(), IsEmpty());
  advance(1ms);
  EXPECT_EQ(request(id).status, "COMPLETED");
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Billing Adjustment Completed"));
  advance(1ms);
  EXPECT_EQ(request(id).status, "COMPLETED");
  EXPECT_EQ(request(id).updated, market.now() - 1ms);
}

TEST_F(BillingAdjustmentsTest, ACompletedOneIsACreditMemo) {
  sent("4.5");
  EXPECT_EQ(to_text(invoice().adjustable), "5.50") << "while it is looked at already";
  EXPECT_THAT(memos(), IsEmpty());

  advance(kAdjustmentTaken);

  ASSERT_EQ(memos().size(), 1U);
  EXPECT_EQ(to_text(memos()[0].amount), "4.50");
  EXPECT_EQ(memos()[0].issued, market.now());
  EXPECT_EQ(memos()[0].adjustable, Money{});
  EXPECT_EQ(to_text(invoice().adjustable), "5.50");
  auto of_memo = wish("1", "t2");
  of_memo.invoice_id = memos()[0].id;
  EXPECT_EQ(code(of_memo), "VALIDATION_EXCEPTION");
}

TEST_F(BillingAdjustmentsTest, NoMoreIsGivenBackThanWasInvoiced) {
  EXPECT_EQ(code(wish("10.00000001", "t1")), "VALIDATION_EXCEPTION");
  const auto both = send({wish("6", "t2"), wish("5", "t3")}).value();
  EXPECT_EQ(both[0].error_code, "");
  EXPECT_EQ(both[1].error_code, "VALIDATION_EXCEPTION");
  EXPECT_THAT(both[1].message, HasSubstr("4.00"));
  EXPECT_EQ(code(wish("4", "t3")), "") << "what failed has left nothing behind";
  EXPECT_EQ(invoice().adjustable, Money{});
}

TEST_F(BillingAdjustmentsTest, AnEntryFailsForItself) {
  auto unknown = wish("1", "t1");
  unknown.invoice_id = "0000000000";
  auto euros = wish("1", "t2");
  euros.currency = "EUR";

  EXPECT_EQ(code(unknown), "RESOURCE_NOT_FOUND_EXCEPTION");
  EXPECT_EQ(code(euros), "VALIDATION_EXCEPTION");
  for (const auto* amount : {"", "0", "0.0", "12345678901"}) {
    EXPECT_EQ(code(wish(amount, "t3")), "VALIDATION_EXCEPTION") << amount;
  }
  const auto mixed = send({unknown, wish("1", "t4"), euros}).value();
  EXPECT_EQ(mixed[0].error_code, "RESOURCE_NOT_FOUND_EXCEPTION");
  EXPECT_EQ(mixed[1].error_code, "");
  EXPECT_EQ(mixed[2].error_code, "VALIDATION_EXCEPTION");
}

TEST_F(BillingAdjustmentsTest, TheSameClientTokenIsTheSameAdjustment) {
  const auto id = sent("3", "once");

  EXPECT_EQ(sent("3", "once"), id);
  EXPECT_EQ(code(wish("2", "once")), "CONFLICT_EXCEPTION");
  EXPECT_EQ(to_text(invoice().adjustable), "7.00");
}

TEST_F(BillingAdjustmentsTest, ABatchIsOfOneAgreementAndOfFiveAtMost) {
  std::vector<AdjustmentWish> five;
  for (int i = 0; i < 5; ++i) five.push_back(wish("1", "t" + std::to_string(i)));
  auto six = five;
  six.push_back(wish("1", "t5"));
  auto of_two = five;
  of_two[4].agreement_id = subscribe("bob", kContract).agreement_id;
  auto twice = five;
  twice[4].client_token = "t0";

  EXPECT_EQ(reason(send({})), "MISSING_BILLING_ADJUSTMENTS");
  EXPECT_EQ(reason(send(six)), "BILLING_ADJUSTMENTS_LIMIT_EXCEEDED");
  EXPECT_EQ(reason(send(of_two)), "MULTIPLE_AGREEMENT_IDS");
  EXPECT_EQ(reason(send(twice)), "INVALID_CLIENT_TOKEN");
  EXPECT_EQ(to_text(invoice().adjustable), "10.00");
  EXPECT_TRUE(send(five));
  EXPECT_EQ(to_text(invoice().adjustable), "5.00");
}

TEST_F(BillingAdjustmentsTest, TheyAreTheSellersAlone) {
  const auto id = sent("1");
  const auto ann = buyer("ann").account;
  const auto bob = buyer("bob").account;

  EXPECT_THAT(adjust(market, ann, {wish("1", "t2")}), FailsWith("AccessDeniedException"));
  EXPECT_EQ(adjust(market, bob, {wish("1", "t2")}).value()[0].error_code,
            "RESOURCE_NOT_FOUND_EXCEPTION");
  EXPECT_THAT(find_adjustment(market, ann, {agreement_.agreement_id, id}),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(find_adjustment(market, bob, {agreement_.agreement_id, id}),
              FailsWith("ResourceNotFoundException"));
  EXPECT_THAT(find_adjustment(market, market.account, {agreement_.agreement_id, "ba-0"}),
              FailsWith("ResourceNotFoundException"));
  EXPECT_EQ(find_adjustment(market, market.account, {agreement_.agreement_id, id})->request_id, id);
}

TEST_F(BillingAdjustmentsTest, OneFailsAfterAllWhereAFaultSaysSo) {
  const Json effect{{"error", "ValidationException"}, {"message", "The invoice is disputed."}};
  ASSERT_TRUE(
      set_faults(market, Json::array({{{"operation", "settle-adjustment"}, {"effect", effect}}})));
  const auto id = sent("4");

  advance(kAdjustmentTaken);

  EXPECT_EQ(request(id).status, "VALIDATION_FAILED");
  EXPECT_EQ(request(id).status_message, "The invoice is disputed.");
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Billing Adjustment Failed"));
  EXPECT_EQ(to_text(invoice().adjustable), "10.00");
  EXPECT_THAT(memos(), IsEmpty());
}

TEST_F(BillingAdjustmentsTest, ASuspendedBuyerGetsNothingBack) {
  const auto id = sent("4");
  auto ann = buyer("ann");
  ann.suspended = true;
  market.catalogue.put(ann);

  advance(kAdjustmentTaken);

  EXPECT_EQ(request(id).status, "VALIDATION_FAILED");
}

TEST_F(BillingAdjustmentsTest, LegacyProductsHaveNoEvents) {
  agreement_ = subscribe("bob", kLegacyContract);
  const auto id = sent("4");

  advance(kAdjustmentTaken);

  EXPECT_EQ(request(id).status, "COMPLETED");
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(BillingAdjustmentsTest, WhatAFaultLosesLeavesNothingBehind) {
  const auto outcomes =
      adjust(market, market.account, {wish("1", "t1"), wish("2", "t2")}, 1).value();

  EXPECT_EQ(outcomes[0].error_code, "INTERNAL_FAILURE");
  EXPECT_EQ(outcomes[1].error_code, "");
  EXPECT_EQ(to_text(invoice().adjustable), "8.00");
}

}  // namespace
}  // namespace souk::marketplace
