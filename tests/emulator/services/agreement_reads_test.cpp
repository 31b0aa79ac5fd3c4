#include "tests/emulator/services/agreement_fixture.h"

namespace souk::services {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class AgreementReadsTest : public AgreementServiceTest {
 protected:
  using AgreementServiceTest::AgreementServiceTest;

  Json entitlement(const Said& said) { return said.body["agreementEntitlements"][0]; }
};

TEST_F(AgreementReadsTest, BothPartiesSeeAnAgreementAlike) {
  const auto agreement = bought(kContract, "ann", {{"users", 5}});

  const auto said = ask("DescribeAgreement", about(agreement));

  ASSERT_EQ(said.status(), 200) << said.error();
  EXPECT_EQ(said.answer.response.content_type, "application/x-amz-json-1.0");
  EXPECT_EQ(said.body["agreementId"], agreement.agreement_id);
  EXPECT_EQ(said.body["acceptor"]["accountId"], buyer_of(agreement).account);
  EXPECT_EQ(said.body["proposer"]["accountId"], sandbox_->account());
  EXPECT_EQ(said.body["status"], "ACTIVE");
  EXPECT_EQ(said.body["agreementType"], "PurchaseAgreement");
  EXPECT_EQ(said.body["acceptanceTime"], epoch_ms(agreement.accepted) / 1000);
  EXPECT_EQ(said.body["endTime"], epoch_ms(*agreement.ends) / 1000);
  EXPECT_EQ(said.body["estimatedCharges"],
            (Json{{"currencyCode", "USD"}, {"agreementValue", "50.00"}}));
  EXPECT_EQ(said.body["proposalSummary"]["offerId"], agreement.offer_id);
  EXPECT_EQ(said.body["proposalSummary"]["resources"][0]["type"], "SaaSProduct");
  EXPECT_EQ(said.body["initialAgreementId"], agreement.agreement_id);
  EXPECT_EQ(said.body["endTimeBehavior"]["reasonCode"], "ACCEPTOR_RENEW_OPTED_OUT");
  EXPECT_EQ(ask_as(agreement, "DescribeAgreement", about(agreement)).body, said.body);
}

TEST_F(AgreementReadsTest, PayAsYouGoHasNoEnd) {
  const auto agreement = bought(kConcurrent);

  const auto said = ask("DescribeAgreement", about(agreement));

  EXPECT_FALSE(said.body.contains("endTime"));
  EXPECT_FALSE(said.body.contains("endTimeBehavior"));
}

TEST_F(AgreementReadsTest, StrangersFindNothing) {
  const auto agreement = bought(kConcurrent, "ann");
  const auto other = bought(kConcurrent, "bob");

  for (const auto* operation :
       {"DescribeAgreement", "GetAgreementTerms", "GetAgreementEntitlements"}) {
    const auto said = ask_as(other, operation, about(agreement));

    EXPECT_THAT(said.error(), StartsWith("400 ResourceNotFoundException: ")) << operation;
    EXPECT_EQ(said.body["resourceType"], "Agreement");
    EXPECT_EQ(said.body["resourceId"], agreement.agreement_id);
    EXPECT_FALSE(said.body["requestId"].get<std::string>().empty());
  }
}

TEST_F(AgreementReadsTest, AMemberOutsideItsLimitsHasAReason) {
  const auto missing = ask("DescribeAgreement", Json::object());
  const auto wrong = ask("GetAgreementTerms", {{"agreementId", "?"}});
  const auto many = ask("GetAgreementTerms", {{"agreementId", "agmt-1"}, {"maxResults", 51}});

  EXPECT_THAT(missing.error(), StartsWith("400 ValidationException: "));
  EXPECT_EQ(missing.body["reason"], "MISSING_AGREEMENT_ID");
  EXPECT_EQ(missing.body["fields"][0]["name"], "agreementId");
  EXPECT_EQ(wrong.body["reason"], "INVALID_AGREEMENT_ID");
  EXPECT_EQ(many.body["reason"], "INVALID_MAX_RESULTS");
}

TEST_F(AgreementReadsTest, AFaultComesWithARequestIdAndItsStatus) {
  const auto agreement = bought(kConcurrent);
  fault({{"operation", "DescribeAgreement"},
         {"count", 1},
         {"effect", {{"error", "InternalServerException"}}}});

  const auto said = ask("DescribeAgreement", about(agreement));

  EXPECT_THAT(said.error(), StartsWith("500 InternalServerException: "));
  EXPECT_TRUE(said.body.contains("requestId"));
}

TEST_F(AgreementReadsTest, TermsComeInPagesThatBelongToTheirQuery) {
  const auto agreement = bought(kContract, "ann", {{"users", 5}});
  const auto other = bought(kContract, "bob", {{"users", 5}});
  const auto all = ask("GetAgreementTerms", about(agreement)).body["acceptedTerms"];
  ASSERT_EQ(all.size(), 5U);

  const auto first = ask("GetAgreementTerms", about(agreement, {{"maxResults", 3}}));
  ASSERT_TRUE(first.body.contains("nextToken"));
  const Json next{{"maxResults", 2}, {"nextToken", first.body["nextToken"]}};
  const auto second = ask("GetAgreementTerms", about(agreement, next));

  auto both = first.body["acceptedTerms"];
  for (const auto& term : second.body["acceptedTerms"]) both.push_back(term);
  EXPECT_EQ(both, all);
  EXPECT_FALSE(second.body.contains("nextToken"));
  EXPECT_EQ(ask("GetAgreementTerms", about(other, next)).body["reason"], "INVALID_NEXT_TOKEN");
  EXPECT_EQ(ask_as(agreement, "GetAgreementTerms", about(agreement, next)).body["reason"],
            "INVALID_NEXT_TOKEN");
  EXPECT_EQ(ask("GetAgreementTerms", about(agreement, {{"nextToken", "nobodys"}})).body["reason"],
            "INVALID_NEXT_TOKEN");
}

TEST_F(AgreementReadsTest, ABuyersEntitlementBringsATokenOfHalfAnHour) {
  const auto agreement = bought(kConcurrent);

  const auto told = entitlement(ask_as(agreement, "GetAgreementEntitlements", about(agreement)));
  const auto resolve = [&] {
    return call("metering", "ResolveCustomer", {{"RegistrationToken", told["registrationToken"]}});
  };

  EXPECT_EQ(told["status"], "PROVISIONED");
  EXPECT_EQ(told["licenseArn"], agreement.license_arn);
  EXPECT_EQ(told["type"], "AWS::Marketplace::Usage");
  move(30min - 1ms);
  EXPECT_EQ(resolve().body["LicenseArn"], agreement.license_arn);
  for (const auto step : {1ms, 1ms}) {
    move(step);
    EXPECT_THAT(resolve().error(), HasSubstr("ExpiredTokenException"));
  }
}

TEST_F(AgreementReadsTest, ASellersEntitlementBringsNone) {
  const auto agreement = bought(kConcurrent);

  const auto told = entitlement(ask("GetAgreementEntitlements", about(agreement)));

  EXPECT_EQ(told["status"], "PROVISIONED");
  EXPECT_FALSE(told.contains("statusReasonCode"));
  EXPECT_FALSE(told.contains("registrationToken"));
}

TEST_F(AgreementReadsTest, ABuyersCallIsNoneOfTheSellers) {
  const auto agreement = bought(kConcurrent);

  ask_as(agreement, "DescribeAgreement", about(agreement));
  EXPECT_EQ(last_call()["actor"], "buyer");
  ask("DescribeAgreement", about(agreement));
  EXPECT_EQ(last_call()["actor"], "seller");
}

class OldAgreementReadsTest : public AgreementReadsTest {
 protected:
  OldAgreementReadsTest() : AgreementReadsTest("guide-2023") {}
};

TEST_F(OldAgreementReadsTest, KnowNoChainsAndNoEndBehavior) {
  const auto agreement = bought("contract-legacy", "ann", {{"users", 5}});

  const auto said = ask("DescribeAgreement", about(agreement));

  ASSERT_EQ(said.status(), 200);
  EXPECT_FALSE(said.body.contains("initialAgreementId"));
  EXPECT_FALSE(said.body.contains("endTimeBehavior"));
}

}  // namespace
}  // namespace souk::services
