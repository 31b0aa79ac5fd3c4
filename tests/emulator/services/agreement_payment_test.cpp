#include "emulator/marketplace/terms.h"
#include "tests/emulator/services/agreement_fixture.h"

namespace souk::services {
namespace {

using testing::StartsWith;
using testing::UnorderedElementsAre;

class AgreementPaymentTest : public AgreementServiceTest {
 protected:
  storage::AgreementRow variable(const std::string& buyer = "ann") {
    const Json term{{"maxTotalChargeAmount", "100.00"},
                    {"configuration",
                     {{"paymentRequestApprovalStrategy", "AUTO_APPROVE_ON_EXPIRATION"},
                      {"expirationDuration", "P1D"}}}};
    put_offer("variable",
              {{"product", kContract}, {"terms", Json::array({{{"variablePaymentTerm", term}}})}});
    return bought_offer("variable", kContract, buyer);
  }
  Json wish(const storage::AgreementRow& agreement) {
    return about(agreement, {{"termId", marketplace::term_id(sandbox_->market, agreement.offer_id,
                                                             "variablePaymentTerm")},
                             {"name", "Phase 1"},
                             {"chargeAmount", "40.5"},
                             {"description", "Set up."}});
  }
  Said sent(const storage::AgreementRow& agreement) {
    return ask("SendAgreementPaymentRequest", wish(agreement));
  }
  static Json place(const Said& request, Json members = Json::object()) {
    members["agreementId"] = request.body["agreementId"];
    members["paymentRequestId"] = request.body["paymentRequestId"];
    return members;
  }
};

TEST_F(AgreementPaymentTest, ARequestIsAnsweredWithWhatWasAsked) {
  const auto agreement = variable();

  const auto said = sent(agreement);

  ASSERT_EQ(said.status(), 200) << said.error();
  EXPECT_THAT(members(said.body),
              UnorderedElementsAre("paymentRequestId", "agreementId", "status", "name",
                                   "description", "chargeAmount", "currencyCode", "createdAt"));
  EXPECT_THAT(said.body["paymentRequestId"].get<std::string>(), StartsWith("pr-"));
  EXPECT_EQ(said.body["status"], "PENDING_APPROVAL");
  EXPECT_EQ(said.body["chargeAmount"], "40.5");
  EXPECT_EQ(said.body["currencyCode"], "USD");
}

TEST_F(AgreementPaymentTest, BothPartiesSeeTheChargeThatCameOfIt) {
  const auto agreement = variable();
  const auto request = sent(agreement);

  const auto accepted = ask_as(agreement, "AcceptAgreementPaymentRequest",
                               place(request, {{"purchaseOrderReference", "PO-1"}}));

  EXPECT_EQ(accepted.body["status"], "APPROVED");
  EXPECT_FALSE(accepted.body.contains("chargeId"));
  const auto seen = ask("GetAgreementPaymentRequest", place(request));
  EXPECT_THAT(seen.body["chargeId"].get<std::string>(), StartsWith("ch-"));
  EXPECT_EQ(ask_as(agreement, "GetAgreementPaymentRequest", place(request)).body, seen.body);
}

TEST_F(AgreementPaymentTest, ADayOfSilenceIsConsentWhereTheTermSaysSo) {
  const auto agreement = variable();
  const auto request = sent(agreement);
  const auto status = [&] {
    return ask("GetAgreementPaymentRequest", place(request)).body["status"];
  };

  pass(24h - 1ms);
  EXPECT_EQ(status(), "PENDING_APPROVAL");
  pass(1ms);
  EXPECT_EQ(status(), "APPROVED");
  pass(1ms);
  EXPECT_EQ(status(), "APPROVED");
}

TEST_F(AgreementPaymentTest, ARefusalSaysWhy) {
  const auto agreement = variable();
  const auto request = sent(agreement);

  const auto rejected = ask_as(agreement, "RejectAgreementPaymentRequest",
                               place(request, {{"rejectionReason", "Not delivered."}}));

  EXPECT_EQ(rejected.body["status"], "REJECTED");
  EXPECT_EQ(rejected.body["statusMessage"], "Not delivered.");
  const auto late = ask("CancelAgreementPaymentRequest", place(request));
  EXPECT_THAT(late.error(), StartsWith("400 ConflictException: "));
  EXPECT_EQ(late.body["resourceType"], "PaymentRequest");
  EXPECT_EQ(late.body["resourceId"], request.body["paymentRequestId"]);
}

TEST_F(AgreementPaymentTest, TheSellerMayTakeItBack) {
  const auto agreement = variable();
  const auto request = sent(agreement);

  const auto taken = ask("CancelAgreementPaymentRequest", place(request));

  EXPECT_EQ(taken.body["status"], "CANCELLED");
  EXPECT_TRUE(taken.body.contains("updatedAt"));
}

TEST_F(AgreementPaymentTest, ListsAreOfAPartyAndMayBeNarrowed) {
  const auto ann = variable("ann");
  const auto bob = variable("bob");
  sent(ann);
  const auto of_bob = sent(bob);
  const auto count = [](const Said& said) { return said.body["items"].size(); };
  const auto* list = "ListAgreementPaymentRequests";

  EXPECT_EQ(count(ask(list, {{"partyType", "Proposer"}})), 2U);
  EXPECT_EQ(count(ask(list, {{"partyType", "Acceptor"}})), 0U);
  EXPECT_EQ(count(ask(list, {{"partyType", "Proposer"}, {"status", "APPROVED"}})), 0U);
  EXPECT_EQ(count(ask(list, about(ann, {{"partyType", "Proposer"}}))), 1U);
  const auto his = ask_as(bob, list, {{"partyType", "Acceptor"}});
  ASSERT_EQ(count(his), 1U);
  EXPECT_EQ(his.body["items"][0]["paymentRequestId"], of_bob.body["paymentRequestId"]);
  EXPECT_THAT(members(his.body["items"][0]),
              UnorderedElementsAre("paymentRequestId", "agreementId", "status", "name",
                                   "chargeAmount", "currencyCode", "createdAt", "updatedAt"));
  EXPECT_EQ(ask(list, {{"partyType", "Broker"}}).body["reason"], "INVALID_PARTY_TYPE");
}

TEST_F(AgreementPaymentTest, AMemberOutsideItsLimitsHasAReason) {
  const auto agreement = variable();
  const auto with = [&](const char* member, const char* value) {
    auto request = wish(agreement);
    request[member] = value;
    return ask("SendAgreementPaymentRequest", request).body["reason"];
  };

  EXPECT_EQ(with("name", "four"), "INVALID_NAME");
  EXPECT_EQ(with("chargeAmount", "-1"), "INVALID_CHARGE_AMOUNT");
  EXPECT_EQ(with("chargeAmount", "1.123456789"), "INVALID_CHARGE_AMOUNT");
  EXPECT_EQ(with("description", ""), "INVALID_DESCRIPTION");
  EXPECT_EQ(with("termId", "a b"), "INVALID_TERM_ID");
  EXPECT_EQ(with("clientToken", "no spaces"), "INVALID_CLIENT_TOKEN");
  EXPECT_EQ(ask("GetAgreementPaymentRequest", about(agreement, {{"paymentRequestId", "acr-1"}}))
                .body["reason"],
            "INVALID_PAYMENT_REQUEST_ID");
}

TEST_F(AgreementPaymentTest, TheServiceSpeaksJsonAlone) {
  const auto agreement = variable();

  const auto binary = cbor("agreement", "DescribeAgreement", about(agreement));

  EXPECT_THAT(binary.error(), StartsWith("400 UnknownOperationException"));
  EXPECT_EQ(last_call()["data"]["explanation"], "this service does not speak cbor");
}

}  // namespace
}  // namespace souk::services
