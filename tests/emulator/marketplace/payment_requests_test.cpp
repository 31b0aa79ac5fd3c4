#include "emulator/marketplace/payment_requests.h"

#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/terms.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::HasSubstr;

/// Agreements whose seller may ask for 100.00 in all.
class PaymentRequestsTest : public MarketTest {
 protected:
  storage::AgreementRow variable(const std::string& buyer, const Json& configuration) {
    const Json term{{"currencyCode", "EUR"},
                    {"maxTotalChargeAmount", "100.00"},
                    {"configuration", configuration}};
    put_offer(market, "variable",
              {{"product", kContract}, {"terms", Json::array({{{"variablePaymentTerm", term}}})}})
        .value();
    Purchase purchase;
    purchase.buyer = buyer;
    purchase.product = kContract;
    purchase.offer = "variable";
    const auto bought = marketplace::subscribe(market, purchase).value();
    advance(kLicenceProvisioned);
    market.news.clear();
    return now(bought);
  }
  storage::AgreementRow patient(const std::string& buyer = "ann") {
    return variable(buyer, {{"paymentRequestApprovalStrategy", "WAIT_FOR_APPROVAL"}});
  }
  storage::AgreementRow impatient() {
    return variable("ann", {{"paymentRequestApprovalStrategy", "AUTO_APPROVE_ON_EXPIRATION"},
                            {"expirationDuration", "P2DT3H"}});
  }

  PaymentWish wish(const storage::AgreementRow& agreement, const std::string& amount) {
    const auto terms = terms_of(market, agreement);
    const auto* term = term_in(terms, "variablePaymentTerm");
    return {agreement.agreement_id,
            term == nullptr ? "term-0" : (*term)["id"],
            "Phase 1",
            amount,
            "",
            ""};
  }
  Result<storage::RequestRow> ask(const storage::AgreementRow& agreement,
                                  const std::string& amount) {
    return send_payment_request(market, market.account, wish(agreement, amount));
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
  /// The reason of the ValidationException that answered.
  static std::string reason(const Result<storage::RequestRow>& refused) {
    return Json::parse(refused.error().members_json)["reason"];
  }
  /// What the buyer was asked to pay and agreed to.
  std::vector<storage::ChargeRow> charged(const storage::AgreementRow& agreement) {
    auto charges = charges_of(market, now(agreement));
    std::erase_if(charges, [](const auto& each) { return each.request == 0; });
    return charges;
  }
};

TEST_F(PaymentRequestsTest, SilenceIsConsentOnceTheTermsDurationIsOver) {
  const auto agreement = impatient();
  const auto request = ask(agreement, "40").value();

  advance(std::chrono::days(2) + 3h - 1ms);
  EXPECT_EQ(status(request), "PENDING_APPROVAL");
  EXPECT_TRUE(charged(agreement).empty());
  advance(1ms);
  EXPECT_EQ(status(request), "APPROVED");
  advance(1ms);
  EXPECT_EQ(status(request), "APPROVED");
  ASSERT_EQ(charged(agreement).size(), 1U);
  EXPECT_EQ(charged(agreement)[0].time, market.now() - 1ms);
}

TEST_F(PaymentRequestsTest, WhereTheTermSaysSoARequestWaitsForEver) {
  const auto agreement = patient();
  const auto request = ask(agreement, "40").value();

  advance(std::chrono::days(300));

  EXPECT_EQ(status(request), "PENDING_APPROVAL");
}

TEST_F(PaymentRequestsTest, AnAcceptedRequestIsCharged) {
  const auto agreement = patient();
  const auto request = ask(agreement, "40.5").value();
  EXPECT_FALSE(charge_of(market, request));

  const auto accepted =
      accept_payment_request(market, account_of(agreement), place(agreement, request), "PO-7");

  EXPECT_EQ(accepted->status, "APPROVED");
  ASSERT_EQ(charged(agreement).size(), 1U);
  const auto charge = charged(agreement)[0];
  EXPECT_EQ(charge.charge_id, charge_of(market, request));
  EXPECT_EQ(charge.currency, "EUR");
  EXPECT_EQ(to_text(Money{charge.amount}), "40.50");
  EXPECT_EQ(charge.purchase_order, "PO-7");
  EXPECT_EQ(charge.time, market.now());
}

TEST_F(PaymentRequestsTest, TheMaximumHoldsForWhatWasApprovedAndWhatWaits) {
  const auto agreement = patient();
  const auto first = ask(agreement, "60").value();
  accept_payment_request(market, account_of(agreement), place(agreement, first), "").value();

  EXPECT_EQ(reason(ask(agreement, "40.00000001")), "INVALID_CHARGE_AMOUNT");
  const auto rest = ask(agreement, "40").value();
  EXPECT_EQ(reason(ask(agreement, "0.00000001")), "INVALID_CHARGE_AMOUNT");
  take_back_payment_request(market, market.account, place(agreement, rest)).value();
  EXPECT_TRUE(ask(agreement, "40")) << "what was taken back does not count";
}

TEST_F(PaymentRequestsTest, AnAmountIsPositive) {
  const auto agreement = patient();

  for (const auto* amount : {"", ".", "0", "0.00000000", "12345678901"}) {
    EXPECT_EQ(reason(ask(agreement, amount)), "INVALID_CHARGE_AMOUNT") << amount;
  }
  EXPECT_TRUE(ask(agreement, ".00000001"));
}

TEST_F(PaymentRequestsTest, OnlyTheVariablePaymentTermAllowsThem) {
  const auto agreement = patient();
  const auto plain = subscribe("bob", kContract);
  auto other_term = wish(agreement, "1");
  other_term.term_id = term_id(market, agreement.offer_id, "legalTerm");

  EXPECT_EQ(reason(send_payment_request(market, market.account, other_term)), "INVALID_TERM_ID");
  EXPECT_EQ(reason(ask(plain, "1")), "INVALID_TERM_ID");
}

TEST_F(PaymentRequestsTest, ARejectedRequestSaysWhyAndCostsNothing) {
  const auto agreement = impatient();
  const auto request = ask(agreement, "100").value();

  const auto rejected = reject_payment_request(market, account_of(agreement),
                                               place(agreement, request), "Not delivered.");

  EXPECT_EQ(rejected->status, "REJECTED");
  EXPECT_EQ(rejected->status_message, "Not delivered.");
  advance(std::chrono::days(3));
  EXPECT_EQ(status(request), "REJECTED");
  EXPECT_TRUE(charged(agreement).empty());
}

TEST_F(PaymentRequestsTest, OneThatWasAnsweredIsAnsweredForGood) {
  const auto agreement = patient();
  const auto buyer = account_of(agreement);
  const auto request = ask(agreement, "10").value();
  const auto at = place(agreement, request);
  take_back_payment_request(market, market.account, at).value();

  EXPECT_THAT(take_back_payment_request(market, market.account, at),
              FailsWith("ConflictException"));
  EXPECT_THAT(accept_payment_request(market, buyer, at, ""), FailsWith("ConflictException"));
  EXPECT_THAT(reject_payment_request(market, buyer, at, ""), FailsWith("ConflictException"));
  EXPECT_EQ(status(request), "CANCELLED");
}

TEST_F(PaymentRequestsTest, EachPartyHasItsOwnActs) {
  const auto agreement = patient();
  const auto buyer = account_of(agreement);
  const auto request = ask(agreement, "10").value();
  const auto at = place(agreement, request);

  EXPECT_THAT(send_payment_request(market, buyer, wish(agreement, "1")),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(take_back_payment_request(market, buyer, at), FailsWith("AccessDeniedException"));
  EXPECT_THAT(accept_payment_request(market, market.account, at, ""),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(reject_payment_request(market, market.account, at, ""),
              FailsWith("AccessDeniedException"));
  EXPECT_EQ(find_payment_request(market, buyer, at)->request_id, request.request_id);
}

TEST_F(PaymentRequestsTest, StrangersFindNothing) {
  const auto agreement = patient();
  const auto request = ask(agreement, "10").value();
  const auto stranger = buyer("bob").account;
  const auto others = patient("carl");

  EXPECT_THAT(find_payment_request(market, stranger, place(agreement, request)),
              FailsWith("ResourceNotFoundException"));
  EXPECT_THAT(find_payment_request(market, market.account, place(others, request)),
              FailsWith("ResourceNotFoundException"));
  EXPECT_THAT(send_payment_request(market, stranger, wish(agreement, "1")),
              FailsWith("ResourceNotFoundException"));
}

TEST_F(PaymentRequestsTest, TheSameClientTokenIsTheSameRequest) {
  const auto agreement = patient();
  auto asked = wish(agreement, "10");
  asked.client_token = "once";
  const auto first = send_payment_request(market, market.account, asked).value();
  accept_payment_request(market, account_of(agreement), place(agreement, first), "").value();

  const auto again = send_payment_request(market, market.account, asked).value();
  asked.amount = "11";

  EXPECT_EQ(again.request_id, first.request_id);
  EXPECT_EQ(again.status, "APPROVED");
  EXPECT_THAT(send_payment_request(market, market.account, asked), FailsWith("ConflictException"));
  EXPECT_EQ(charged(agreement).size(), 1U);
}

TEST_F(PaymentRequestsTest, NothingIsAskedForWhenTheAgreementIsOver) {
  const auto agreement = impatient();
  advance_to(*agreement.ends - 1h);
  const auto waiting = ask(agreement, "10").value();

  advance_to(*agreement.ends - 1ms);
  EXPECT_EQ(status(waiting), "PENDING_APPROVAL");
  advance(1ms);
  EXPECT_EQ(status(waiting), "VALIDATION_FAILED");
  advance(std::chrono::days(3));

  EXPECT_THAT(market.requests.find(waiting.id)->status_message, HasSubstr("ended"));
  EXPECT_EQ(reason(ask(agreement, "10")), "INACTIVE_AGREEMENT");
  EXPECT_TRUE(charged(agreement).empty());
}

}  // namespace
}  // namespace souk::marketplace
