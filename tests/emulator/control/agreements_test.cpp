#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using testing::HasSubstr;

class AgreementCallsTest : public ControlTest {
 protected:
  std::string contract(Json more = Json::object()) {
    more["quantities"] = {{"users", 5}};
    more["duration"] = "1mo";
    const auto id = bought("contract-concurrent", "ann", more);
    advance("2m");
    return id;
  }
  Told act(const std::string& agreement, const std::string& name,
           const Json& body = Json::object()) {
    return post(in("/agreements/" + agreement + "/" + name), body);
  }
  Json view(const std::string& agreement) { return get(in("/agreements/" + agreement)).body(); }
};

TEST_F(AgreementCallsTest, ARenewedAgreementAndItsRenewalNameEachOther) {
  const auto old = contract({{"auto_renew", true}});
  EXPECT_EQ(view(old)["auto_renew"], true);
  EXPECT_EQ(view(old)["intent"], "NEW");

  advance("31d");

  EXPECT_EQ(view(old)["state"], "SUPERSEDED");
  EXPECT_EQ(view(old)["end_status"], "RENEWED");
  const auto next = view(view(old)["next"]);
  EXPECT_EQ(next["state"], "ACTIVE");
  EXPECT_EQ(next["intent"], "RENEW");
  EXPECT_EQ(next["previous"], old);
  EXPECT_EQ(next["begins"], view(old)["ends"]);
}

TEST_F(AgreementCallsTest, AnUpgradeIsAnswered) {
  const auto told = act(contract(), "amend", {{"quantities", {{"users", 8}}}});

  EXPECT_EQ(told.status(), 200);
  EXPECT_EQ(told.body()["quantities"]["users"], 8);
}

TEST_F(AgreementCallsTest, AReplacementIsAnsweredAndFollowsTheOldOne) {
  put(in("/offers/better"), {{"product", "contract-concurrent"}});
  const auto old = contract();

  const auto told = act(old, "replace", {{"offer", "better"}});

  EXPECT_EQ(told.body()["previous"], old);
  EXPECT_EQ(told.body()["intent"], "REPLACE");
  EXPECT_EQ(view(old)["end_status"], "REPLACED");
}

TEST_F(AgreementCallsTest, RenewalIsSwitchedByBothSides) {
  const auto id = contract();

  EXPECT_EQ(act(id, "auto-renew").body()["auto_renew"], true);
  EXPECT_EQ(act(id, "auto-renew", {{"enabled", false}}).body()["auto_renew"], false);
  EXPECT_EQ(act(id, "renew", {{"quantities", {{"users", 2}}}}).body()["auto_renew"], true);
  EXPECT_EQ(act(id, "auto-renew", {{"enabled", false}, {"by", "seller"}}).status(), 200);
  EXPECT_EQ(act(id, "auto-renew").refusal(), "409 RenewalRefused");
}

TEST_F(AgreementCallsTest, AwsStepsIn) {
  const auto id = bought("subscription-concurrent");
  advance("2m");

  EXPECT_EQ(act(id, "spend-threshold", {{"outcome", "vet-failed"}}).status(), 200);
  EXPECT_EQ(act(id, "suspend").body()["state"], "ACTIVE");
  EXPECT_EQ(act(id, "reinstate").body()["state"], "ACTIVE");
  EXPECT_EQ(act(id, "fail-payment").body()["end_status"], "TERMINATED");
}

TEST_F(AgreementCallsTest, WhatTheStateDoesNotAllowIsRefusedWithWhatItDoes) {
  const auto id = bought("contract-concurrent");

  const auto refused = act(id, "amend", {{"quantities", {{"users", 8}}}});

  EXPECT_EQ(refused.refusal(), "409 WrongState");
  EXPECT_THAT(refused.message(), HasSubstr("is PENDING, which does not allow \"amend\""));
  advance("2m");
  const auto cancel = act(id, "cancel");
  EXPECT_EQ(cancel.refusal(), "409 WrongState");
  EXPECT_THAT(cancel.hint(), HasSubstr("amend"));
  EXPECT_THAT(cancel.hint(), HasSubstr("request-refund"));
}

TEST_F(AgreementCallsTest, WrongBodiesAreRefused) {
  const auto id = contract();
  const auto refusal = [&](const char* name, const Json& body) {
    return act(id, name, body).refusal();
  };

  EXPECT_EQ(refusal("renew", {{"quantity", 1}}), "400 BadRequest at quantity");
  EXPECT_EQ(refusal("renew", {{"quantities", 1}}), "400 BadRequest at quantities");
  EXPECT_EQ(refusal("auto-renew", {{"enabled", "yes"}}), "400 BadRequest at enabled");
  EXPECT_EQ(refusal("auto-renew", {{"by", "aws"}}), "400 BadRequest at by");
  EXPECT_EQ(refusal("amend", {{"users", 8}}), "400 BadRequest at users");
  EXPECT_EQ(refusal("replace", {{"offer", "none"}}), "404 OfferNotFound at offer");
  EXPECT_EQ(refusal("replace", {{"product", "x"}}), "400 BadRequest at product");
  EXPECT_EQ(refusal("fail-payment", {{"when", "later"}}), "400 BadRequest at when");
  EXPECT_EQ(refusal("suspend", {{"blocks", 1}}), "400 BadRequest at blocks");
  EXPECT_EQ(refusal("reinstate", {{"by", "aws"}}), "400 BadRequest at by");
  EXPECT_EQ(refusal("spend-threshold", {{"outcome", "lost"}}), "400 BadRequest at outcome");
  EXPECT_EQ(refusal("cancel", {{"now", true}}), "400 BadRequest at now");
  EXPECT_EQ(act("agmt-none", "amend").refusal(), "404 AgreementNotFound at agreement");
}

TEST_F(AgreementCallsTest, ABuyersSoftwareSaysWhatCanBeDoneAboutIt) {
  const auto id = contract({{"auto_renew", true}});

  const auto software = get(in("/buyers/ann/software")).body()["software"];

  ASSERT_EQ(software.size(), 1U);
  EXPECT_EQ(software[0]["id"], id);
  EXPECT_EQ(software[0]["title"], "Souk sample contract");
  EXPECT_EQ(software[0]["can_set_up"], true);
  EXPECT_EQ(software[0]["renewal"], (Json{{"renews", true}, {"locked", false}}));
  EXPECT_THAT(software[0]["acts"].get<std::vector<std::string>>(), testing::Contains("amend"));
  EXPECT_EQ(get(in("/buyers/nobody/software")).refusal(), "404 BuyerNotFound at buyer");
}

TEST_F(AgreementCallsTest, ATrialsFormSaysSo) {
  put(in("/offers/try"), {{"product", "subscription-concurrent"},
                          {"terms", {{{"freeTrialPricingTerm", {{"duration", "P14D"}}}}}}});
  const auto fields = [&](const std::string& id) {
    return post(in("/agreements/" + id + "/set-up")).body()["fields"];
  };

  const auto trial = fields(bought("subscription-concurrent", "ann", {{"offer", "try"}}));
  const auto paid = fields(bought("subscription-concurrent", "bob"));

  EXPECT_EQ(trial["x-amzn-marketplace-offer-type"], "free-trial");
  EXPECT_FALSE(paid.contains("x-amzn-marketplace-offer-type"));
}

TEST_F(AgreementCallsTest, ABrowserPostsAllFieldsThatWereSeenWhereTheSwitchSaysSo) {
  post("/sandboxes", {{"name", "seen"}, {"switches", {{"landing_page_fields", "observed"}}}});
  const auto id =
      post("/sandboxes/seen/buyers/ann/subscribe", {{"product", "subscription-concurrent"}})
          .body()["agreement"]["id"]
          .get<std::string>();

  const auto fields = post("/sandboxes/seen/agreements/" + id + "/set-up").body()["fields"];

  EXPECT_EQ(fields["x-amzn-marketplace-agreement-id"], id);
  EXPECT_TRUE(fields.contains("x-amzn-marketplace-product-id"));
  EXPECT_TRUE(fields.contains("x-amzn-marketplace-fulfillment-url"));
}

}  // namespace
}  // namespace souk::control
