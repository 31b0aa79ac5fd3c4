#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class CatalogueCallsTest : public ControlTest {};

TEST_F(CatalogueCallsTest, AProductIsPutAndChanged) {
  const auto made = put(in("/products/api"), {{"model", "subscription"},
                                              {"generation", "legacy"},
                                              {"code", "apicode"},
                                              {"dimensions", {"calls"}},
                                              {"landing_page", "http://127.0.0.1:8000/register"}});
  const auto changed = put(in("/products/api"), {{"title", "The API"}});

  EXPECT_EQ(made.status(), 200);
  EXPECT_EQ(made.body()["title"], "api");
  auto expected = made.body();
  expected["title"] = "The API";
  EXPECT_EQ(changed.body(), expected);
  EXPECT_THAT(changed.body()["topics"]["subscription"].get<std::string>(),
              HasSubstr("aws-mp-subscription-notification-apicode"));
  EXPECT_EQ(get(in("/topics")).body()["topics"].size(), 4U) << "its topic is there at once";
}

TEST_F(CatalogueCallsTest, AWrongProductIsRefused) {
  const auto refusal = [&](const Json& body) { return put(in("/products/p"), body).refusal(); };

  EXPECT_EQ(refusal({{"model", "rental"}}), "400 InvalidProduct at model");
  EXPECT_EQ(refusal({{"generation", "newest"}}), "400 InvalidProduct at generation");
  EXPECT_EQ(refusal({{"title", 1}}), "400 InvalidProduct at title");
  EXPECT_EQ(refusal({{"dimensions", Json::array()}}), "400 InvalidProduct at dimensions");
  EXPECT_EQ(refusal({{"code", "souksubscriptionlegacy001"}}), "400 InvalidProduct at code");
  EXPECT_EQ(refusal({{"colour", "red"}}), "400 InvalidProduct at colour");
  EXPECT_EQ(put(in("/products/p"), {{"titel", "x"}}).hint(), "Did you mean \"title\"?");
}

TEST_F(CatalogueCallsTest, AnOfferIsPutAndBought) {
  const auto made = put(in("/offers/gold"), {{"product", "contract-concurrent"},
                                             {"kind", "private"},
                                             {"quantities", {{"users", 5}}},
                                             {"duration", "1mo"}});

  EXPECT_EQ(made.status(), 200);
  EXPECT_THAT(made.body()["id"].get<std::string>(), StartsWith("offer-"));
  EXPECT_EQ(made.body()["quantities"], (Json{{"users", 5}}));
  const auto bought =
      post(in("/buyers/ann/subscribe"), {{"product", "contract-concurrent"}, {"offer", "gold"}});
  EXPECT_EQ(bought.body()["agreement"]["offer"], made.body()["id"]);
}

TEST_F(CatalogueCallsTest, AWrongOfferIsRefused) {
  const auto refusal = [&](const Json& body) { return put(in("/offers/o"), body).refusal(); };

  EXPECT_EQ(refusal({{"product", "contract-concurent"}}), "404 ProductNotFound at product");
  EXPECT_EQ(put(in("/offers/o"), {{"product", "contract-concurent"}}).hint(),
            "Did you mean \"contract-concurrent\"?");
  EXPECT_EQ(refusal(Json::object()), "404 ProductNotFound at product");
  EXPECT_EQ(refusal({{"product", "contract-concurrent"}, {"kind", "secret"}}),
            "400 InvalidOffer at kind");
  EXPECT_EQ(refusal({{"product", "contract-concurrent"}, {"quantities", 5}}),
            "400 InvalidOffer at quantities");
  EXPECT_EQ(refusal({{"price", 5}}), "400 InvalidOffer at price");
}

TEST_F(CatalogueCallsTest, APublicKeyIsShownWithItsVersion) {
  const auto keys = [&] {
    return get(in("/products/contract-concurrent/public-keys")).body()["keys"];
  };
  EXPECT_EQ(keys().size(), 1U);

  put(in("/products/contract-concurrent"), {{"public_key_version", 2}});
  const auto both = keys();

  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0]["version"], 1);
  EXPECT_TRUE(both[0].contains("rotated"));
  EXPECT_EQ(both[1]["version"], 2);
  EXPECT_FALSE(both[1].contains("rotated"));
  EXPECT_THAT(both[1]["pem"].get<std::string>(), StartsWith("-----BEGIN PUBLIC KEY-----"));
  EXPECT_EQ(get(in("/products/nothing/public-keys")).refusal(), "404 ProductNotFound at product");
}

TEST_F(CatalogueCallsTest, ABuyerIsPutWithItsWorkplace) {
  const auto made = put(in("/buyers/ann"), {{"runs_in", "eu-west-1"}, {"runs_on", "ecs"}});

  EXPECT_EQ(made.body()["runs_in"], "eu-west-1");
  EXPECT_EQ(made.body()["runs_on"], "ecs");
  EXPECT_EQ(put(in("/buyers/bob"), {{"runs_on", "lambda"}}).refusal(),
            "400 InvalidBuyer at runs_on");
}

TEST_F(CatalogueCallsTest, ABuyerIsPutWithTheAccountAskedFor) {
  const auto made = put(in("/buyers/ann"), {{"account", "111122223333"}});

  EXPECT_EQ(made.body()["account"], "111122223333");
  EXPECT_FALSE(made.body()["customer_identifier"].get<std::string>().empty());
  EXPECT_EQ(put(in("/buyers/ann"), Json::object()).body(), made.body());
  EXPECT_EQ(put(in("/buyers/bob"), {{"account", "111122223333"}}).refusal(),
            "400 InvalidBuyer at account");
  EXPECT_EQ(put(in("/buyers/bob"), {{"account", "11112222333"}}).refusal(),
            "400 InvalidBuyer at account");
  EXPECT_EQ(put(in("/buyers/bob"), {{"account", 111122223333}}).refusal(),
            "400 InvalidBuyer at account");
  EXPECT_EQ(put(in("/buyers/bob"), {{"name", "b"}, {"age", 5}}).refusal(),
            "400 InvalidBuyer at age");
}

class NotificationCallsTest : public ControlTest {
 protected:
  Told hear(const std::string& product, const Json& body) {
    return put(in("/products/" + product + "/notifications"), body);
  }
};

TEST_F(NotificationCallsTest, ALegacyProductAsksTheSellerToConfirm) {
  const auto told = hear("subscription-legacy", {{"https", "https://seller.test/hook"}});

  const auto channel = told.body()["channels"][0];
  EXPECT_EQ(told.body()["channels"].size(), 1U);
  EXPECT_EQ(channel["via"], "sns");
  EXPECT_EQ(channel["to"], "https");
  EXPECT_EQ(channel["status"], "pending");
  ASSERT_EQ(outbound_.sent().size(), 1U) << "delivered before the answer";
  EXPECT_EQ(outbound_.sent()[0].headers.get("x-amz-sns-message-type"), "SubscriptionConfirmation");
}

TEST_F(NotificationCallsTest, ATopicOfAnEarlierCodeIsNotHeard) {
  put(in("/products/subscription-legacy"),
      {{"model", "subscription"}, {"generation", "legacy"}, {"code", "othercode0123456789"}});

  const auto told = hear("subscription-legacy", {{"https", "https://seller.test/hook"}});

  ASSERT_EQ(told.body()["channels"].size(), 1U);
  EXPECT_THAT(told.body()["channels"][0]["arn"].get<std::string>(),
              testing::HasSubstr("othercode0123456789"));
}

TEST_F(NotificationCallsTest, AConcurrentProductSendsEvents) {
  const auto told = hear("subscription-concurrent", {{"http", "http://127.0.0.1:8000/events"}});

  EXPECT_EQ(
      told.body()["channels"],
      (Json::array(
          {{{"via", "eventbridge"},
            {"to", "http"},
            {"arn", "arn:aws:events:us-east-1:" + get(in("")).body()["account"].get<std::string>() +
                        ":rule/souk-subscription-concurrent"},
            {"status", "confirmed"}}})));
}

TEST_F(NotificationCallsTest, AQueueIsMadeAndNeedsNoConfirming) {
  const auto told = hear("contract-legacy", {{"sqs", "news"}, {"raw", true}});

  EXPECT_EQ(told.body()["channels"].size(), 2U) << "one per topic";
  for (const auto& channel : told.body()["channels"]) EXPECT_EQ(channel["status"], "confirmed");
  const auto queues = get(in("/queues")).body()["queues"];
  ASSERT_EQ(queues.size(), 1U);
  EXPECT_EQ(queues[0]["name"], "news");
  EXPECT_EQ(queues[0]["arn"], queues[0]["attributes"]["QueueArn"]);
}

TEST_F(NotificationCallsTest, ReplacesWhatWasSaidBefore) {
  hear("subscription-legacy", {{"https", "https://seller.test/hook"}});
  hear("subscription-legacy", {{"lambda", "http://127.0.0.1:9000/f"}, {"signature_version", "2"}});

  const auto topics = get(in("/topics")).body()["topics"];
  for (const auto& topic : topics) {
    if (topic["subscriptions"].empty()) continue;
    EXPECT_EQ(topic["signature_version"], "2");
    ASSERT_EQ(topic["subscriptions"].size(), 1U);
    EXPECT_EQ(topic["subscriptions"][0]["protocol"], "lambda");
    EXPECT_EQ(topic["subscriptions"][0]["endpoint"], "http://127.0.0.1:9000/f");
    EXPECT_EQ(topic["subscriptions"][0]["confirmed"], true);
  }
}

TEST_F(NotificationCallsTest, AWrongWishIsRefused) {
  const auto refusal = [&](const Json& body) {
    return hear("subscription-legacy", body).refusal();
  };

  EXPECT_EQ(refusal(Json::object()), "400 BadRequest");
  EXPECT_EQ(refusal({{"https", "https://a.test"}, {"sqs", "q"}}), "400 BadRequest at sqs");
  EXPECT_EQ(refusal({{"https", 1}}), "400 BadRequest at https");
  EXPECT_EQ(refusal({{"https", "seller.test"}}), "400 BadRequest at https");
  EXPECT_EQ(refusal({{"lambda", "arn:aws:lambda"}}), "400 BadRequest at lambda");
  EXPECT_EQ(refusal({{"sqs", "q"}, {"raw", "true"}}), "400 BadRequest at raw");
  EXPECT_EQ(refusal({{"sqs", "q"}, {"signature_version", "3"}}),
            "400 BadRequest at signature_version");
  EXPECT_EQ(refusal({{"sqs", "q"}, {"signature_version", 1}}),
            "400 BadRequest at signature_version");
  EXPECT_EQ(refusal({{"email", "ann@example.test"}}), "400 BadRequest at email");
  EXPECT_EQ(refusal({{"sqs", "a b"}}), "400 InvalidParameterValueException");
  EXPECT_EQ(hear("nothing", {{"sqs", "q"}}).refusal(), "404 ProductNotFound at product");
  EXPECT_EQ(get(in("/queues")).body()["queues"], Json::array());
}

TEST_F(CatalogueCallsTest, AFunctionIsSaidToRunSomewhere) {
  const auto made = put(in("/functions/billing"), {{"url", "http://127.0.0.1:9000/run"}});

  EXPECT_THAT(made.body()["arn"].get<std::string>(), testing::EndsWith(":function:billing"));
  EXPECT_EQ(get(in("/functions")).body(), (Json{{"functions", {made.body()}}}));
}

TEST_F(CatalogueCallsTest, AWrongFunctionIsRefused) {
  const auto refusal = [&](const char* name, const Json& body) {
    return put(in(std::string("/functions/") + name), body).refusal();
  };

  EXPECT_EQ(refusal("a.b", {{"url", "http://a"}}), "400 BadRequest at f");
  EXPECT_EQ(refusal("a", {{"url", "ftp://a"}}), "400 BadRequest at url");
  EXPECT_EQ(refusal("a", Json::object()), "400 BadRequest at url");
  EXPECT_EQ(refusal("a", {{"url", "http://a"}, {"more", 1}}), "400 BadRequest at more");
}

}  // namespace
}  // namespace souk::control
