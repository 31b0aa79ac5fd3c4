#include "tests/emulator/services/agreement_fixture.h"

namespace souk::services {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

class AgreementCancellationTest : public AgreementServiceTest {
 protected:
  Said sent(const storage::AgreementRow& agreement) {
    return ask("SendAgreementCancellationRequest",
               about(agreement, {{"reasonCode", "TEST_AGREEMENT"}, {"description", "A trial."}}));
  }
  static Json place(const Said& request, Json members = Json::object()) {
    members["agreementId"] = request.body["agreementId"];
    members["agreementCancellationRequestId"] = request.body["agreementCancellationRequestId"];
    return members;
  }
  std::vector<std::string> events() {
    std::vector<std::string> names;
    for (const auto& row : rows("notification")) {
      if (row["data"]["name"].get<std::string>().starts_with("Agreement Cancellation")) {
        names.push_back(row["data"]["detail_type"]);
      }
    }
    return names;
  }
};

TEST_F(AgreementCancellationTest, ARequestIsAnsweredWithAllThatWasSaid) {
  const auto agreement = bought(kContract, "ann", {{"users", 5}});

  const auto said = sent(agreement);

  ASSERT_EQ(said.status(), 200) << said.error();
  EXPECT_EQ(said.body["agreementId"], agreement.agreement_id);
  EXPECT_THAT(said.body["agreementCancellationRequestId"].get<std::string>(), StartsWith("acr-"));
  EXPECT_EQ(said.body["status"], "PENDING_APPROVAL");
  EXPECT_EQ(said.body["reasonCode"], "TEST_AGREEMENT");
  EXPECT_EQ(said.body["description"], "A trial.");
  EXPECT_EQ(said.body["createdAt"], said.body["updatedAt"]);
  EXPECT_EQ(ask_as(agreement, "GetAgreementCancellationRequest", place(said)).body, said.body);
}

TEST_F(AgreementCancellationTest, TheSellerHearsOfEachStepAndOfTheEnd) {
  const auto agreement = bought(kContract, "ann", {{"users", 5}});
  const auto request = sent(agreement);

  const auto accepted = ask_as(agreement, "AcceptAgreementCancellationRequest", place(request));

  EXPECT_EQ(accepted.body["status"], "APPROVED");
  EXPECT_THAT(events(), ElementsAre("Agreement Cancellation Request Pending Approval - Proposer",
                                    "Agreement Cancellation Request Approved - Proposer"));
  const auto message = rows("notification").back()["data"]["message"];
  EXPECT_EQ(message["resources"], Json::array());
  EXPECT_EQ(message["detail"]["agreement"]["acceptorId"], buyer_of(agreement).account);
  const auto& about_it = message["detail"]["agreementCancellationRequest"];
  EXPECT_EQ(about_it["statusCode"], "APPROVED");
  EXPECT_EQ(about_it["reasonMessage"], "A trial.");
  pass(1h);
  EXPECT_EQ(ask("DescribeAgreement", about(agreement)).body["status"], "CANCELLED");
}

TEST_F(AgreementCancellationTest, AWeekOfSilenceIsConsent) {
  const auto agreement = bought(kConcurrent);
  const auto request = sent(agreement);
  const auto status = [&] {
    return ask("GetAgreementCancellationRequest", place(request)).body["status"];
  };

  pass(std::chrono::days(7) - 1ms);
  EXPECT_EQ(status(), "PENDING_APPROVAL");
  pass(1ms);
  EXPECT_EQ(status(), "APPROVED");
  pass(1ms);
  EXPECT_EQ(status(), "APPROVED");
}

TEST_F(AgreementCancellationTest, ARefusalSaysWhy) {
  const auto agreement = bought(kConcurrent);
  const auto request = sent(agreement);

  const auto rejected = ask_as(agreement, "RejectAgreementCancellationRequest",
                               place(request, {{"rejectionReason", "We need it."}}));

  EXPECT_EQ(rejected.body["status"], "REJECTED");
  EXPECT_EQ(rejected.body["statusMessage"], "We need it.");
  const auto again = ask_as(agreement, "AcceptAgreementCancellationRequest", place(request));
  EXPECT_THAT(again.error(), StartsWith("400 ConflictException: "));
  EXPECT_EQ(again.body["resourceType"], "AgreementCancellationRequest");
}

TEST_F(AgreementCancellationTest, TheSellerMayTakeItBackAndSendAnother) {
  const auto agreement = bought(kConcurrent);
  const auto request = sent(agreement);
  EXPECT_THAT(sent(agreement).error(), StartsWith("400 ConflictException: "));

  const auto taken = ask("CancelAgreementCancellationRequest",
                         place(request, {{"cancellationReason", "A mistake."}}));

  EXPECT_EQ(taken.body["status"], "CANCELLED");
  EXPECT_EQ(taken.body["statusMessage"], "A mistake.");
  EXPECT_EQ(sent(agreement).status(), 200);
}

TEST_F(AgreementCancellationTest, ListsAreOfAPartyAndMayBeNarrowed) {
  const auto ann = bought(kConcurrent, "ann");
  const auto bob = bought(kConcurrent, "bob");
  sent(ann);
  const auto of_bob = sent(bob);
  const auto count = [](const Said& said) { return said.body["items"].size(); };
  const auto* list = "ListAgreementCancellationRequests";

  EXPECT_EQ(count(ask(list, {{"partyType", "Proposer"}})), 2U);
  EXPECT_EQ(count(ask(list, {{"partyType", "Acceptor"}})), 0U);
  EXPECT_EQ(count(ask(list, {{"partyType", "Proposer"}, {"status", "APPROVED"}})), 0U);
  EXPECT_EQ(count(ask(list, about(ann, {{"partyType", "Proposer"}}))), 1U);
  const auto his = ask_as(bob, list, {{"partyType", "Acceptor"}});
  ASSERT_EQ(count(his), 1U);
  EXPECT_EQ(his.body["items"][0]["agreementCancellationRequestId"],
            of_bob.body["agreementCancellationRequestId"]);
  EXPECT_EQ(his.body["items"][0]["catalog"], "AWSMarketplace");
  EXPECT_FALSE(his.body["items"][0].contains("description"));
  EXPECT_EQ(ask(list, {{"partyType", "Broker"}}).body["reason"], "INVALID_PARTY_TYPE");
  EXPECT_EQ(ask(list, Json::object()).body["reason"], "MISSING_PARTY_TYPE");
}

TEST_F(AgreementCancellationTest, ABuyerLeavesPayAsYouGoAlone) {
  const auto usage = bought(kConcurrent, "ann");
  const auto contract = bought(kContract, "ann", {{"users", 5}});

  const auto left = ask_as(usage, "CancelAgreement", about(usage));

  EXPECT_EQ(left.answer.response.body, "{}");
  EXPECT_THAT(ask_as(usage, "CancelAgreement", about(usage)).error(),
              StartsWith("400 ConflictException: "));
  EXPECT_EQ(ask_as(contract, "CancelAgreement", about(contract)).body["reason"],
            "UNSUPPORTED_ACTION");
  const auto denied = ask("CancelAgreement", about(usage));
  EXPECT_EQ(denied.body["reason"], "INVALID_ACCESS");
  EXPECT_TRUE(denied.body.contains("message"));
  pass(1h);
  EXPECT_EQ(ask("DescribeAgreement", about(usage)).body["status"], "CANCELLED");
  EXPECT_EQ(ask_as(usage, "CancelAgreement", about(usage)).body["reason"], "INACTIVE_AGREEMENT");
}

}  // namespace
}  // namespace souk::services
