#include "tests/client/support/seller_test.h"
#include "tests/support/precompiled.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;

Json users(int count, client::Timestamp expires = kNine + 1000h) {
  return {{"Entitlements",
           {{{"Dimension", "users"},
             {"Value", {{"IntegerValue", count}}},
             {"ExpirationDate", expires.time_since_epoch().count() / 1000}}}}};
}

class ContractTest : public SellerTest {
 protected:
  ContractTest() { start(); }

  void register_ann(const char* product = kConcurrentContract) {
    know_ann("token-1", product);
    land();
    sign_up();
  }
  void contract_updated() {
    event("License Updated", {{"product", {{"code", kConcurrentContract}}}});
  }
};

TEST_F(ContractTest, AsksForEntitlementsOfTheLicenceAtRegistrationAndAfterNews) {
  souk_.set_entitlements({users(5)});
  register_ann();
  EXPECT_EQ(souk_.calls("GetEntitlements").size(), 1U);
  EXPECT_EQ(app(), 403);

  contract_updated();

  const auto calls = souk_.calls("GetEntitlements");
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[1].input, Json({{"ProductCode", kConcurrentContract},
                                  {"Filter", {{"LICENSE_ARN", {kLicense}}}}}));
  EXPECT_THAT(calls[1].authorization, testing::HasSubstr("/us-east-1/aws-marketplace/"));
  EXPECT_EQ(app(), 200);
}

TEST_F(ContractTest, LegacyCustomersAreAskedForByIdentifier) {
  souk_.set_entitlements({users(5)});
  register_ann(kLegacyContract);

  EXPECT_EQ(tell("entitlement-updated", kLegacyContract), 200);

  EXPECT_EQ(souk_.calls("GetEntitlements").back().input["Filter"],
            Json({{"CUSTOMER_IDENTIFIER", {"LAnn"}}}));
  EXPECT_EQ(app(), 200);
}

TEST_F(ContractTest, FollowsPagesOverEmptyOnes) {
  register_ann();
  souk_.set_entitlements({{{"NextToken", "2"}}, users(5)});

  contract_updated();

  EXPECT_EQ(app(), 200);
}

TEST_F(ContractTest, AnEmptyAnswerAfterThePurchaseIsAskedAgain) {
  register_ann();
  contract_updated();
  EXPECT_EQ(app(), 403);

  souk_.set_entitlements({users(5)});
  after(1min);
  get("/");

  EXPECT_EQ(app(), 200);
}

TEST_F(ContractTest, NewsBeforeRegistrationAreKept) {
  souk_.set_entitlements({users(5)});
  tell("entitlement-updated", kLegacyContract);
  register_ann(kLegacyContract);

  EXPECT_EQ(app(), 200);
}

TEST_F(ContractTest, NothingLeftMeansTheEnd) {
  souk_.set_entitlements({users(5)});
  register_ann(kLegacyContract);
  tell("entitlement-updated", kLegacyContract);
  ASSERT_EQ(app(), 200);
  after(24h);
  souk_.set_entitlements({Json::object()});

  tell("entitlement-updated", kLegacyContract);

  EXPECT_EQ(app(), 403);
  EXPECT_FALSE(use(1, "users"));
}

TEST_F(ContractTest, TheSameMessageCanMeanMore) {
  souk_.set_entitlements({users(5)});
  register_ann();
  contract_updated();
  EXPECT_TRUE(use(5, "users"));
  EXPECT_FALSE(use(1, "users"));

  souk_.set_entitlements({users(8)});
  contract_updated();

  EXPECT_TRUE(use(3, "users"));
}

TEST_F(ContractTest, ARenewedContractIsNotCutOffAtItsExpirationDate) {
  souk_.set_entitlements({users(5, kNine + 24h)});
  register_ann();
  contract_updated();
  souk_.set_entitlements({users(5, kNine + 48h)});
  at(kNine + 25h);
  get("/");

  EXPECT_EQ(app(), 200);
}

TEST_F(ContractTest, AnExpiredContractEndsWithoutAnyNews) {
  souk_.set_entitlements({users(5, kNine + 24h)});
  register_ann();
  contract_updated();
  souk_.set_entitlements({Json::object()});
  at(kNine + 25h);
  get("/");

  EXPECT_EQ(app(), 403);
}

TEST_F(ContractTest, TheLicencesEndEndsTheContract) {
  souk_.set_entitlements({users(5)});
  register_ann();
  contract_updated();
  after(24h);

  event("License Deprovisioned", {{"product", {{"code", kConcurrentContract}}}});

  EXPECT_EQ(app(), 403);
}

TEST_F(ContractTest, SurvivesAnAwsThatDoesNotAnswer) {
  register_ann();
  for (int i = 0; i < 3; ++i) souk_.next("GetEntitlements", {500, Json::object()});
  souk_.set_entitlements({users(5)});

  contract_updated();

  EXPECT_EQ(app(), 200);
}

TEST_F(ContractTest, NeverMeters) {
  souk_.set_entitlements({users(5)});
  register_ann();
  contract_updated();
  use(3, "users");
  after(3h);
  tick();

  EXPECT_THAT(souk_.calls("BatchMeterUsage"), testing::IsEmpty());
}

}  // namespace
}  // namespace souk::test
