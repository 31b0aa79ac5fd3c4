#include "emulator/marketplace/cancellation_requests.h"

#include "emulator/marketplace/agreement_status.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CancellationRequestsTest : public MarketTest {
 protected:
  Result<storage::RequestRow> ask(const storage::AgreementRow& agreement,
                                  const std::string& client_token = "") {
    return send_cancellation_request(market, market.account,
                                     {agreement.agreement_id, "TEST_AGREEMENT", "", client_token});
  }

  std::string account_of(const storage::AgreementRow& agreement) {
    return market.catalogue.buyer(agreement.buyer).value().account;
  }

  static RequestPlace place(const storage::AgreementRow& agreement,
                            const storage::RequestRow& request) {
    return {agreement.agreement_id, request.request_id};
  }

  std::string status(const storage::RequestRow& request) {
    return market.requests.find(request.id).value().status;
  }
};

TEST_F(CancellationRequestsTest, ASilentBuyerAgreesAfterSevenDays) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto request = ask(agreement).value();

  advance(std::chrono::days(7) - 1ms);
  EXPECT_EQ(status(request), "PENDING_APPROVAL");
  EXPECT_EQ(now(agreement).state, "ACTIVE");
  advance(1ms);
  EXPECT_EQ(status(request), "APPROVED");
  EXPECT_EQ(now(agreement).state, "CANCELLING");
  advance(1ms);
  EXPECT_EQ(status(request), "APPROVED");
  EXPECT_EQ(market.requests.find(request.id)->updated, market.now() - 1ms);
}

TEST_F(CancellationRequestsTest, AnAcceptedRequestEndsTheAgreementInSteps) {
  const auto agreement = subscribe("ann", kContract);
  const auto request = ask(agreement).value();
  EXPECT_THAT(news(), ElementsAre("Agreement Cancellation Request Pending Approval"));

  accept_cancellation_request(market, account_of(agreement), place(agreement, request)).value();

  EXPECT_THAT(news(), ElementsAre("Agreement Cancellation Request Approved"));
  advance(kEndAnnounced - 1ms);
  EXPECT_EQ(status_of(now(agreement)), "ACTIVE");
  EXPECT_FALSE(market.agreements.entitlements(agreement.id).empty());
  advance(1ms);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended"));
  EXPECT_EQ(status_of(now(agreement)), "CANCELLED");
  EXPECT_TRUE(market.agreements.entitlements(agreement.id).empty());
  advance(kLicenceDeprovisionedAfterEnd);
  EXPECT_THAT(news(), ElementsAre("License Deprovisioned"));
}

TEST_F(CancellationRequestsTest, ACancelledContractDoesNotReachItsTerm) {
  const auto agreement = subscribe("ann", kContract);
  const auto request = ask(agreement).value();
  accept_cancellation_request(market, account_of(agreement), place(agreement, request)).value();
  advance(1h);
  news();

  advance_to(*agreement.ends + 1h);

  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(status_of(now(agreement)), "CANCELLED");
}

TEST_F(CancellationRequestsTest, LegacyProductsHearOfTheEndAlone) {
  const auto contract = subscribe("ann", kLegacyContract);
  const auto subscription = subscribe("bob", kLegacy);
  const auto of_contract = ask(contract).value();
  const auto of_subscription = ask(subscription).value();
  EXPECT_THAT(news(), IsEmpty());

  accept_cancellation_request(market, account_of(contract), place(contract, of_contract)).value();
  EXPECT_THAT(news(), ElementsAre("entitlement-updated"));
  EXPECT_TRUE(market.agreements.entitlements(contract.id).empty());
  accept_cancellation_request(market, account_of(subscription),
                              place(subscription, of_subscription))
      .value();
  EXPECT_THAT(news(), ElementsAre("unsubscribe-pending"));
  EXPECT_EQ(status_of(now(subscription)), "CANCELLED");
}

TEST_F(CancellationRequestsTest, ARejectedRequestChangesNothing) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto request = ask(agreement).value();
  news();

  const auto rejected = reject_cancellation_request(market, account_of(agreement),
                                                    place(agreement, request), "We need it.");

  EXPECT_EQ(rejected->status, "REJECTED");
  EXPECT_EQ(rejected->status_message, "We need it.");
  EXPECT_THAT(news(), ElementsAre("Agreement Cancellation Request Rejected"));
  advance(std::chrono::days(8));
  EXPECT_EQ(now(agreement).state, "ACTIVE");
  EXPECT_EQ(status(request), "REJECTED");
}

TEST_F(CancellationRequestsTest, ASellerMayTakeItBack) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto request = ask(agreement).value();
  news();

  const auto taken = take_back_cancellation_request(market, market.account,
                                                    place(agreement, request), "A mistake.");

  EXPECT_EQ(taken->status, "CANCELLED");
  EXPECT_THAT(news(), ElementsAre("Agreement Cancellation Request Cancelled"));
  advance(std::chrono::days(8));
  EXPECT_EQ(now(agreement).state, "ACTIVE");
}

TEST_F(CancellationRequestsTest, OneThatWasAnsweredIsAnsweredForGood) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto request = ask(agreement).value();
  const auto buyer = account_of(agreement);
  const auto at = place(agreement, request);
  reject_cancellation_request(market, buyer, at, "No.").value();

  EXPECT_THAT(accept_cancellation_request(market, buyer, at), FailsWith("ConflictException"));
  EXPECT_THAT(reject_cancellation_request(market, buyer, at, "No."),
              FailsWith("ConflictException"));
  EXPECT_THAT(take_back_cancellation_request(market, market.account, at, "Well."),
              FailsWith("ConflictException"));
}

TEST_F(CancellationRequestsTest, OneWaitsPerAgreement) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto other = subscribe("ann", kConcurrent);
  const auto first = ask(agreement).value();

  EXPECT_THAT(ask(agreement), FailsWith("ConflictException"));
  EXPECT_TRUE(ask(other));

  reject_cancellation_request(market, account_of(agreement), place(agreement, first), "No.")
      .value();
  EXPECT_TRUE(ask(agreement));
}

TEST_F(CancellationRequestsTest, TheSameClientTokenIsTheSameRequest) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto other = subscribe("bob", kConcurrent);
  const auto first = ask(agreement, "token-1").value();
  news();

  EXPECT_EQ(ask(agreement, "token-1")->request_id, first.request_id);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_THAT(ask(other, "token-1"), FailsWith("ConflictException"));
  EXPECT_TRUE(ask(other, "token-2"));
}

TEST_F(CancellationRequestsTest, AnAgreementThatIsOverOrLeavesHasNothingToCancel) {
  const auto over = subscribe("ann", kConcurrent);
  cancel(over);
  EXPECT_THAT(ask(over), FailsWith("ConflictException"));

  advance(kEndAnnounced);

  EXPECT_THAT(ask(over), FailsWith("ValidationException"));
}

TEST_F(CancellationRequestsTest, AWaitingRequestFailsWhenTheBuyerLeavesFirst) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto request = ask(agreement).value();
  news();

  cancel(agreement);

  EXPECT_EQ(status(request), "VALIDATION_FAILED");
  EXPECT_THAT(news(), ElementsAre("Agreement Cancellation Request Validation Failed"));
  advance(std::chrono::days(8));
  EXPECT_EQ(status(request), "VALIDATION_FAILED");
}

TEST_F(CancellationRequestsTest, AWaitingRequestFailsWhenTheTermIsReachedFirst) {
  const auto agreement = subscribe("ann", kContract);
  advance_to(*agreement.ends - std::chrono::days(1));
  const auto request = ask(agreement).value();
  advance(std::chrono::days(1) - 1ms);
  EXPECT_EQ(status(request), "PENDING_APPROVAL");

  advance(1ms);

  EXPECT_EQ(status(request), "VALIDATION_FAILED");
  EXPECT_EQ(status_of(now(agreement)), "EXPIRED");
}

TEST_F(CancellationRequestsTest, APurchaseThatIsNotPaidYetCanBeCancelledToo) {
  const auto agreement = buy("ann", kConcurrent);
  const auto request = ask(agreement).value();

  accept_cancellation_request(market, account_of(agreement), place(agreement, request)).value();
  advance(1h);

  EXPECT_EQ(now(agreement).state, "ENDED");
  EXPECT_EQ(status_of(now(agreement)), "CANCELLED");
}

TEST_F(CancellationRequestsTest, EachPartyHasItsOwnActs) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto request = ask(agreement).value();
  const auto at = place(agreement, request);
  const auto buyer = account_of(agreement);

  EXPECT_THAT(accept_cancellation_request(market, market.account, at),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(reject_cancellation_request(market, market.account, at, "No."),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(take_back_cancellation_request(market, buyer, at, "No."),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(send_cancellation_request(market, buyer, {agreement.agreement_id, "OTHER", "", ""}),
              FailsWith("AccessDeniedException"));
}

TEST_F(CancellationRequestsTest, StrangersFindNothing) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto other = subscribe("bob", kConcurrent);
  const auto request = ask(agreement).value();
  const auto find = [&](const std::string& account, const RequestPlace& at) {
    return find_cancellation_request(market, account, at);
  };

  EXPECT_TRUE(find(account_of(agreement), place(agreement, request)));
  EXPECT_TRUE(find(market.account, place(agreement, request)));
  EXPECT_THAT(find(account_of(other), place(agreement, request)),
              FailsWith("ResourceNotFoundException"));
  EXPECT_THAT(find(market.account, place(other, request)), FailsWith("ResourceNotFoundException"));
  EXPECT_THAT(find(market.account, {agreement.agreement_id, "acr-none"}),
              FailsWith("ResourceNotFoundException"));
  EXPECT_THAT(find("999999999999", place(agreement, request)),
              FailsWith("ResourceNotFoundException"));
}

TEST_F(CancellationRequestsTest, EachStepIsInTheJournal) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto request = ask(agreement).value();
  advance(std::chrono::days(7));

  const auto rows = journal_of("request");

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["subject"], request.request_id);
  EXPECT_EQ(rows[0]["actor"], "seller");
  EXPECT_EQ(rows[0]["data"]["status"], "PENDING_APPROVAL");
  EXPECT_EQ(rows[0]["data"]["agreement"], agreement.agreement_id);
  EXPECT_EQ(rows[1]["actor"], "market");
  EXPECT_EQ(rows[1]["data"]["status"], "APPROVED");
}

}  // namespace
}  // namespace souk::marketplace
