#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DeliveryCallsTest : public ControlTest {
 protected:
  DeliveryCallsTest() {
    put(in("/products/subscription-legacy/notifications"), {{"lambda", "http://127.0.0.1:9000/f"}});
    put(in("/products/subscription-concurrent/notifications"),
        {{"https", "http://127.0.0.1:9000/events"}});
    agreement_ = bought("subscription-legacy");
    bought("subscription-concurrent", "bob");
    advance("2m");
  }
  Json deliveries(const std::string& query = "") {
    return get(in("/deliveries") + query).body()["deliveries"];
  }
  std::vector<std::string> names(const std::string& query) {
    std::vector<std::string> found;
    for (const auto& each : deliveries(query)) found.push_back(each["name"]);
    return found;
  }
  Told resend(const Json& id) { return post(in("/deliveries/") + id.dump() + "/resend"); }

  std::string agreement_;
};

TEST_F(DeliveryCallsTest, EachTellsAllOfItself) {
  const auto list = deliveries("?buyer=ann");

  ASSERT_EQ(list.size(), 1U);
  const auto& one = list[0];
  EXPECT_EQ(one["channel"], "sns");
  EXPECT_EQ(one["name"], "subscribe-success");
  EXPECT_EQ(one["agreement"], agreement_);
  EXPECT_EQ(one["buyer"], "ann");
  EXPECT_EQ(one["state"], "delivered");
  EXPECT_EQ(one["attempts"], 1);
  EXPECT_EQ(one["status"], 200);
  const auto told = rows("delivery");
  EXPECT_TRUE(std::any_of(told.begin(), told.end(), [&](const auto& row) {
    return row["data"]["id"] == one["id"] && row["data"]["name"] == one["name"];
  }));
  EXPECT_FALSE(one.contains("next_attempt"));
}

TEST_F(DeliveryCallsTest, TheNextAttemptIsToldWhileThereIsOne) {
  outbound_.react = [](const auto&) { return answered(500); };
  bought("subscription-concurrent", "eve");

  advance("11s");

  const auto one = deliveries("?state=waiting")[0];
  EXPECT_EQ(one["next_attempt"], "2026-10-06T09:02:12.000Z");
  EXPECT_EQ(one["status"], 500);
}

TEST_F(DeliveryCallsTest, AreFoundByWhatTheyAre) {
  EXPECT_THAT(names(""),
              ElementsAre("License Updated", "subscribe-success", "Purchase Agreement Created"));
  EXPECT_THAT(names("?channel=sns"), ElementsAre("subscribe-success"));
  EXPECT_THAT(names("?buyer=bob"), ElementsAre("License Updated", "Purchase Agreement Created"));
  EXPECT_THAT(names("?buyer=bob&name=License%20Updated"), ElementsAre("License Updated"));
  EXPECT_THAT(names("?agreement=" + agreement_), ElementsAre("subscribe-success"));
  EXPECT_THAT(names("?state=delivered").size(), 3U);
  EXPECT_THAT(names("?state=refused").size(), 0U);
  EXPECT_THAT(names("?channel=sns&buyer=bob").size(), 0U);
  EXPECT_THAT(names("?buyer=nobody").size(), 0U);
}

TEST_F(DeliveryCallsTest, WrongQuestionsAreRefused) {
  EXPECT_EQ(get(in("/deliveries?state=lost")).refusal(), "400 BadRequest at state");
  EXPECT_THAT(get(in("/deliveries?state=lost")).hint(), HasSubstr("given-up"));
  EXPECT_EQ(get(in("/deliveries?channel=mail")).refusal(), "400 BadRequest at channel");
}

TEST_F(DeliveryCallsTest, AResendAnswersOnceItWasMade) {
  const auto before = outbound_.sent().size();
  outbound_.react = [](const auto&) { return answered(403); };
  const auto original = deliveries("?buyer=ann")[0];

  const auto told = resend(original["id"]);

  EXPECT_EQ(told.status(), 201);
  EXPECT_EQ(told.body()["state"], "refused");
  EXPECT_EQ(told.body()["status"], 403);
  EXPECT_EQ(told.body()["resend_of"], original["id"]);
  EXPECT_EQ(told.body()["notification"], original["notification"]);
  EXPECT_EQ(outbound_.sent().size(), before + 1);
  EXPECT_EQ(deliveries("?buyer=ann"), Json::array({told.body(), original}));
}

TEST_F(DeliveryCallsTest, WhatCannotBeResentIsRefused) {
  outbound_.react = [](const auto&) { return answered(500); };
  const auto waiting = resend(deliveries("?buyer=bob")[0]["id"]).body();
  ASSERT_EQ(waiting["state"], "waiting");

  const auto told = resend(waiting["id"]);

  EXPECT_EQ(told.refusal(), "409 WrongState");
  EXPECT_EQ(told.body()["state"], "waiting");
  EXPECT_EQ(resend(9999).refusal(), "404 DeliveryNotFound at d");
  EXPECT_EQ(post(in("/deliveries/1/resend"), {{"to", "ann"}}).refusal(), "400 BadRequest at to");
}

TEST_F(DeliveryCallsTest, WhatAFaultHeldGoesWhenFaultsAreCleared) {
  put(in("/faults"), {{"faults", {{{"channel", "sns"}, {"effect", {{"hold", "registration"}}}}}}});
  post(in("/agreements/") + agreement_ + "/cancel");
  ASSERT_EQ(deliveries("?state=held").size(), 1U);
  EXPECT_EQ(deliveries("?state=held")[0]["held"], "registration/" + agreement_);

  EXPECT_EQ(drop(in("/faults")).status(), 204);

  EXPECT_EQ(deliveries("?state=held").size(), 0U);
  EXPECT_THAT(outbound_.sent().back().body, HasSubstr("unsubscribe-pending"));
}

class QueueConsumerCallsTest : public ControlTest {
 protected:
  QueueConsumerCallsTest() {
    put(in("/functions/worker"), {{"url", "http://127.0.0.1:9000/f"}});
    put(in("/products/subscription-legacy/notifications"), {{"sqs", "news"}});
    bought("subscription-legacy");
    advance("2m");
  }
  Told consume(const Json& body) { return put(in("/queues/news/consumer"), body); }
};

TEST_F(QueueConsumerCallsTest, AFunctionHasWhatIsInTheQueueOnceTheCallAnswers) {
  const auto told = consume({{"function", "worker"}, {"batch_size", 3}});

  EXPECT_EQ(told.body(), (Json{{"queue", "news"},
                               {"function", "worker"},
                               {"batch_size", 3},
                               {"report_batch_item_failures", false}}));
  EXPECT_THAT(outbound_.sent().back().body, HasSubstr("subscribe-success"));
  const auto view = get(in("/queues")).body()["queues"][0];
  EXPECT_EQ(view["consumer"]["function"], "worker");
  EXPECT_EQ(view["attributes"]["ApproximateNumberOfMessages"], "0");
  EXPECT_EQ(get(in("/deliveries")).body()["deliveries"][0]["channel"], "queue");
}

TEST_F(QueueConsumerCallsTest, ItEnds) {
  consume({{"function", "worker"}});

  EXPECT_EQ(drop(in("/queues/news/consumer")).status(), 204);
  EXPECT_FALSE(get(in("/queues")).body()["queues"][0].contains("consumer"));
  EXPECT_EQ(drop(in("/queues/news/consumer")).refusal(), "404 ConsumerNotFound at q");
  EXPECT_EQ(drop(in("/queues/none/consumer")).refusal(), "404 QueueNotFound at q");
}

TEST_F(QueueConsumerCallsTest, AWrongOneIsRefused) {
  const auto with = [&](const char* member, const Json& value) {
    return consume({{"function", "worker"}, {member, value}}).refusal();
  };

  for (const auto& size : {Json(0), Json(11), Json(-1), Json("2"), Json(1.5)}) {
    EXPECT_EQ(with("batch_size", size), "400 BadRequest at batch_size") << size;
  }
  EXPECT_EQ(with("batch_size", 1), "200");
  EXPECT_EQ(with("batch_size", 10), "200");
  EXPECT_EQ(with("report_batch_item_failures", "yes"),
            "400 BadRequest at report_batch_item_failures");
  EXPECT_EQ(with("batchsize", 1), "400 BadRequest at batchsize");
  EXPECT_EQ(consume(Json::object()).refusal(), "404 FunctionNotFound at function");
  EXPECT_EQ(consume({{"function", 1}}).refusal(), "400 BadRequest at function");
  EXPECT_EQ(put(in("/queues/none/consumer"), {{"function", "worker"}}).refusal(),
            "404 QueueNotFound at q");
}

TEST_F(QueueConsumerCallsTest, AProductsNewsReachesAFunctionThroughAQueueOfItsOwn) {
  const auto news = [&](const Json& body) {
    return put(in("/products/subscription-concurrent/notifications"), body);
  };
  const auto told = news({{"lambda", "http://127.0.0.1:9000/f"}, {"via", "sqs"}});
  EXPECT_EQ(told.body()["channels"][0]["to"], "sqs");

  bought("subscription-concurrent", "bob");
  advance("11s");

  const auto event = Json::parse(outbound_.sent().back().body)["Records"][0];
  EXPECT_EQ(event["eventSource"], "aws:sqs");
  EXPECT_THAT(event["body"].get<std::string>(), HasSubstr("Purchase Agreement Created"));
  EXPECT_EQ(news({{"sqs", "q"}, {"via", "sqs"}}).refusal(), "400 BadRequest at via");
  EXPECT_EQ(news({{"lambda", "http://127.0.0.1:9000/f"}, {"via", "sns"}}).refusal(),
            "400 BadRequest at via");
}

TEST_F(DeliveryCallsTest, ProductsAreListed) {
  const auto list = get(in("/products")).body()["products"];

  std::vector<std::string> found;
  for (const auto& each : list) found.push_back(each["name"]);
  EXPECT_THAT(found, testing::UnorderedElementsAre("subscription-concurrent", "contract-concurrent",
                                                   "subscription-legacy", "contract-legacy"));
  EXPECT_EQ(put(in("/products/contract-legacy"), Json::object()).body(),
            *std::find_if(list.begin(), list.end(),
                          [](const auto& each) { return each["name"] == "contract-legacy"; }));
}

}  // namespace
}  // namespace souk::control
