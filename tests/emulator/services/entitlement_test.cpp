#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class GetEntitlementsTest : public ServicesTest {
 protected:
  using ServicesTest::ServicesTest;

  Said get(Json input, const char* code = kContractCode) {
    input.emplace("ProductCode", code);
    return call("entitlement", "GetEntitlements", input);
  }
};

TEST_F(GetEntitlementsTest, ANewProductsEntitlementNamesLicenceAndAccount) {
  const auto agreement = bought(kContract, "ann", {{"users", 5}});

  const auto said = get(Json::object());

  EXPECT_EQ(said.status(), 200);
  EXPECT_EQ(said.body, (Json{{"Entitlements",
                              {{{"ProductCode", kContractCode},
                                {"Dimension", "users"},
                                {"CustomerAWSAccountId", buyer_of(agreement).account},
                                {"Value", {{"IntegerValue", 5}}},
                                {"ExpirationDate", epoch_ms(*agreement.ends) / 1000},
                                {"LicenseArn", agreement.license_arn}}}}}));
}

TEST_F(GetEntitlementsTest, ALegacyProductsEntitlementNamesIdentifierAndAccount) {
  const auto agreement = bought("contract-legacy", "ann", {{"users", 5}});
  const auto buyer = buyer_of(agreement);

  const auto said = get(Json::object(), "soukcontractlegacy0000001");

  ASSERT_EQ(said.body["Entitlements"].size(), 1U);
  const auto& entitlement = said.body["Entitlements"][0];
  EXPECT_EQ(entitlement["CustomerIdentifier"], buyer.customer_identifier);
  EXPECT_EQ(entitlement["CustomerAWSAccountId"], buyer.account);
  EXPECT_FALSE(entitlement.contains("LicenseArn"));
}

TEST_F(GetEntitlementsTest, AnswersOverCborToo) {
  bought(kContract, "ann", {{"users", 5}});

  const auto said = cbor("entitlement", "GetEntitlements", {{"ProductCode", kContractCode}});

  EXPECT_EQ(said.status(), 200);
  EXPECT_EQ(said.body, get(Json::object()).body);
}

TEST_F(GetEntitlementsTest, ALicenceIsAFilter) {
  const auto ann = bought(kContract, "ann", {{"users", 1}});
  const auto bob = bought(kContract, "bob", {{"users", 2}});
  const auto of = [&](const char* key, const std::string& value) {
    return get({{"Filter", {{key, {value}}}}}).body["Entitlements"];
  };

  ASSERT_EQ(of("LICENSE_ARN", bob.license_arn).size(), 1U);
  EXPECT_EQ(of("LICENSE_ARN", bob.license_arn)[0]["LicenseArn"], bob.license_arn);
  ASSERT_EQ(of("CUSTOMER_AWS_ACCOUNT_ID", buyer_of(ann).account).size(), 1U);
  EXPECT_EQ(of("CUSTOMER_AWS_ACCOUNT_ID", buyer_of(ann).account)[0]["LicenseArn"], ann.license_arn);
}

TEST_F(GetEntitlementsTest, LimitsAndWrongFiltersAnswerInvalidParameter) {
  for (const auto& wrong :
       {Json{{"MaxResults", 0}}, Json{{"MaxResults", 26}}, Json{{"NextToken", ""}},
        Json{{"NextToken", "nobodys"}}, Json{{"ProductCode", ""}},
        Json{{"ProductCode", std::string(256, 'p')}}, Json{{"Filter", {{"NAME", {"ann"}}}}},
        Json{{"Filter", {{"DIMENSION", Json::array()}}}}}) {
    EXPECT_THAT(get(wrong).error(), StartsWith("400 InvalidParameterException: ")) << wrong;
  }
  EXPECT_THAT(call("entitlement", "GetEntitlements", Json::object()).error(),
              StartsWith("400 InvalidParameterException: "));
  for (const auto& right : {Json{{"MaxResults", 1}}, Json{{"MaxResults", 25}},
                            Json{{"ProductCode", std::string(255, 'p')}}}) {
    EXPECT_EQ(get(right).status(), 200) << right;
  }
}

TEST_F(GetEntitlementsTest, NoneAreAnAbsentMemberOrAnEmptyList) {
  EXPECT_EQ(get(Json::object()).answer.response.body, "{}");
  choose("empty_entitlements", "list");
  EXPECT_EQ(get(Json::object()).answer.response.body, R"({"Entitlements":[]})");
}

TEST_F(GetEntitlementsTest, AStrangersProductCodeHasNoneOrIsDenied) {
  EXPECT_EQ(get({{"ProductCode", "nobodys"}}).answer.response.body, "{}");
  choose("foreign_product_code", "denied");
  EXPECT_THAT(get({{"ProductCode", "nobodys"}}).error(), HasSubstr("AccessDeniedException"));
}

TEST_F(GetEntitlementsTest, AnEmptyPageMayComeFirstBySwitchOrByFault) {
  bought(kContract, "ann", {{"users", 5}});
  const auto pages_after = [&](const Said& first) {
    EXPECT_EQ(first.body["Entitlements"], Json::array());
    return get({{"NextToken", first.body["NextToken"]}});
  };

  choose("empty_page", "on");
  const auto by_switch = pages_after(get(Json::object()));
  choose("empty_page", "off");
  fault({{"operation", "GetEntitlements"}, {"count", 1}, {"effect", {{"empty_page", true}}}});
  const auto by_fault = pages_after(get(Json::object()));

  for (const auto& page : {by_switch, by_fault}) {
    EXPECT_EQ(page.body["Entitlements"].size(), 1U);
    EXPECT_FALSE(page.body.contains("NextToken"));
  }
}

class OldGetEntitlementsTest : public GetEntitlementsTest,
                               public testing::WithParamInterface<const char*> {
 protected:
  OldGetEntitlementsTest() : GetEntitlementsTest(GetParam()) {}
};

TEST_P(OldGetEntitlementsTest, KnowNeitherAccountsNorLicences) {
  const auto agreement = bought("contract-legacy", "ann", {{"users", 5}});
  const auto get_with = [&](const char* key, const std::string& value) {
    return get({{"Filter", {{key, {value}}}}}, "soukcontractlegacy0000001");
  };

  const auto found = get_with("CUSTOMER_IDENTIFIER", buyer_of(agreement).customer_identifier);

  ASSERT_EQ(found.body["Entitlements"].size(), 1U);
  EXPECT_FALSE(found.body["Entitlements"][0].contains("CustomerAWSAccountId"));
  EXPECT_FALSE(found.body["Entitlements"][0].contains("LicenseArn"));
  EXPECT_EQ(get_with("CUSTOMER_AWS_ACCOUNT_ID", buyer_of(agreement).account).error(),
            "400 InvalidParameterException: There is no filter CUSTOMER_AWS_ACCOUNT_ID.");
  EXPECT_EQ(get_with("LICENSE_ARN", "arn").error(),
            "400 InvalidParameterException: There is no filter LICENSE_ARN.");
}

INSTANTIATE_TEST_SUITE_P(Profiles, OldGetEntitlementsTest,
                         testing::Values("guide-2020", "guide-2023"), [](const auto& each) {
                           std::string name = each.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace souk::services
