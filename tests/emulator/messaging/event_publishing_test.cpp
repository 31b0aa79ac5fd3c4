#include "emulator/messaging/event_publishing.h"

#include "emulator/messaging/functions.h"
#include "tests/emulator/messaging/events_fixture.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class EventPublishingTest : public EventsTest {};

TEST_F(EventPublishingTest, ARuleOnTheMarketsSourceHearsTheMarketsEvents) {
  rule("market",
       {{"source", {"aws.agreement-marketplace"}}, {"detail-type", {{{"prefix", "Lic"}}}}},
       {{"Arn", queue("news")}});

  tell(News::AgreementCreated, bought(kConcurrent));
  tell(News::LicenseUpdated, bought(kConcurrent));

  const auto bodies = bodies_in("news");
  ASSERT_THAT(bodies, SizeIs(1));
  EXPECT_THAT(bodies[0], StartsWith(R"({"version":"0","id":")"));
  EXPECT_EQ(Json::parse(bodies[0])["detail-type"], "License Updated - Manufacturer");
}

TEST_F(EventPublishingTest, WhatAControlCallSaidAndARuleAreHeardSideBySide) {
  target("https", kHook);
  rule("market", {{"source", {"aws.agreement-marketplace"}}}, {{"Arn", queue("news")}});

  tell(News::LicenseUpdated, bought(kConcurrent));

  EXPECT_THAT(bodies_in("news"), SizeIs(1));
  EXPECT_THAT(outbound_.sent(), SizeIs(1));
}

TEST_F(EventPublishingTest, AProductsOwnRuleHearsNoOtherProduct) {
  target("https", kHook);

  tell(News::LicenseUpdated, bought("contract-concurrent", {{"users", 1}}));

  EXPECT_THAT(outbound_.sent(), IsEmpty());
}

TEST_F(EventPublishingTest, AnEventOfTheSellersIsToldInAwssOrder) {
  rule("all", any(), {{"Arn", queue("news")}});

  const auto id = put({{"Detail", "{ \"b\": 1.50, \"a\": [ 1e3 ] }"},
                       {"Resources", {"arn:x"}},
                       {"Time", 1791277200}});

  EXPECT_THAT(
      bodies_in("news"),
      ElementsAre(R"({"version":"0","id":")" + id +
                  R"(","detail-type":"Order","source":"shop","account":"999900001111",)"
                  R"("time":"2026-10-06T09:00:00Z","region":"us-east-1","resources":["arn:x"],)"
                  R"("detail":{"b":1.50,"a":[1e3]}})"));
}

TEST_F(EventPublishingTest, TheTimeIsTheMarketsUnlessItIsSaid) {
  rule("all", any(), {{"Arn", queue("news")}});
  clock_.move_to(*parse_iso("2026-10-06T10:00:00.5Z"));

  put();

  EXPECT_EQ(Json::parse(bodies_in("news").at(0))["time"], "2026-10-06T10:00:00Z");
}

TEST_F(EventPublishingTest, ATimeOutOfAllCalendarsIsTheirLastOne) {
  rule("all", any(), {{"Arn", queue("news")}});

  put({{"Time", 1e300}});

  EXPECT_EQ(Json::parse(bodies_in("news").at(0))["time"], "9999-12-31T23:59:59Z");
}

TEST_F(EventPublishingTest, ADisabledRuleHearsNothing) {
  rule("all", any(), {{"Arn", queue("news")}});
  auto row = find_rule(messaging_, "", "all").value();
  row.state = "DISABLED";
  events_of(messaging_).put(row);

  put();

  EXPECT_THAT(bodies_in("news"), IsEmpty());
}

TEST_F(EventPublishingTest, ABusHearsItsOwnEvents) {
  create_bus(messaging_, "orders", Json::object(), Json::object()).value();
  rule("all", any(), {{"Arn", queue("news")}});
  rule("all", any(), {{"Arn", queue("orders")}}, "orders");

  put({{"EventBusName", "orders"}});
  put({{"EventBusName", bus_arn(messaging_, "orders")}});
  put({{"EventBusName", "nobodys"}});

  EXPECT_THAT(bodies_in("news"), IsEmpty());
  EXPECT_THAT(bodies_in("orders"), SizeIs(2));
}

TEST_F(EventPublishingTest, AnEventGoesToAnotherBusAsItIsAndNoFurther) {
  create_bus(messaging_, "orders", Json::object(), Json::object()).value();
  rule("forward", any(), {{"Arn", bus_arn(messaging_, "orders")}});
  rule("back", any(), {{"Arn", bus_arn(messaging_, "default")}}, "orders");
  rule("keep", any(), {{"Arn", queue("orders")}}, "orders");

  const auto id = put();

  const auto bodies = bodies_in("orders");
  ASSERT_THAT(bodies, SizeIs(1));
  EXPECT_EQ(Json::parse(bodies[0])["id"], id);
}

TEST_F(EventPublishingTest, ATopicPublishesTheEventToItsSubscribers) {
  const auto topic = create_topic(messaging_, {"news"}).value();
  subscribe(messaging_, {topic.arn, "sqs", queue("heard"), {{"RawMessageDelivery", "true"}}})
      .value();
  rule("all", any(), {{"Arn", topic.arn}});

  put();

  EXPECT_THAT(bodies_in("heard"), ElementsAre(StartsWith(R"({"version":"0")")));
  EXPECT_THAT(outcomes(), ElementsAre("delivered", "delivered"));
}

TEST_F(EventPublishingTest, AFunctionIsCalledWhereSomebodySaidItRuns) {
  events_of(messaging_).put_function("billing", "http://127.0.0.1:9000/run");
  rule("all", any(), {{"Arn", function_arn(messaging_, "billing") + ":live"}});

  put();

  EXPECT_EQ(last_sent().url, "http://127.0.0.1:9000/run");
  EXPECT_EQ(Json::parse(last_sent().body)["source"], "shop");
}

TEST_F(EventPublishingTest, AFunctionThatRunsNowhereGetsNothing) {
  rule("all", any(),
       {{"Arn", function_arn(messaging_, "billing")},
        {"DeadLetterConfig", {{"Arn", queue("graves")}}}});

  put();

  EXPECT_THAT(outbound_.sent(), IsEmpty());
  EXPECT_THAT(outcomes(), ElementsAre("refused"));
  EXPECT_THAT(bodies_in("graves"), SizeIs(1));
}

TEST_F(EventPublishingTest, WhatATargetGetsIsMadeByItsRule) {
  rule("all", any(),
       {{"Arn", queue("news")},
        {"InputTransformer",
         {{"InputPathsMap", {{"a", "$.detail.a"}}},
          {"InputTemplate", R"({"a": <a>, "by": <aws.events.rule-arn>})"}}}});

  put();

  EXPECT_THAT(bodies_in("news"),
              ElementsAre(R"({"a":1,"by":"arn:aws:events:us-east-1:999900001111:rule/all"})"));
}

std::string code_of(Messaging& messaging, const Json& entry) {
  const auto put = put_event(messaging, entry);
  return put ? "" : put.error().type + ": " + put.error().message;
}

TEST_F(EventPublishingTest, AnEntryThatLacksSomethingIsRefused) {
  const Json whole{{"Source", "shop"}, {"DetailType", "Order"}, {"Detail", "{}"}};
  for (const auto* member : {"Source", "DetailType", "Detail"}) {
    auto entry = whole;
    entry.erase(member);
    const std::string name = member;

    EXPECT_EQ(code_of(messaging_, entry), "InvalidArgument: Parameter " + name +
                                              " is not valid. Reason: " + name +
                                              " is a required argument.");
  }
}

TEST_F(EventPublishingTest, ADetailIsAnObject) {
  for (const auto* detail : {"text", "\"text\"", "[]", "5", "{"}) {
    EXPECT_EQ(code_of(messaging_, {{"Source", "s"}, {"DetailType", "d"}, {"Detail", detail}}),
              "MalformedDetail: Detail is malformed.")
        << detail;
  }
}

TEST_F(EventPublishingTest, SourcesOfAwsAreAwssOwn) {
  const auto from = [&](const char* source) {
    return code_of(messaging_, {{"Source", source}, {"DetailType", "d"}, {"Detail", "{}"}});
  };

  EXPECT_EQ(from("aws.agreement-marketplace"),
            "NotAuthorizedForSourceException: Not authorized for the source.");
  EXPECT_EQ(from("awsome"), "");
}

TEST_F(EventPublishingTest, AnEntrysSizeIsThatOfItsTextsAndItsTime) {
  const Json entry{{"Source", "abc"}, {"DetailType", "de"}, {"Detail", "{}"}};
  auto more = entry;
  more["Time"] = 1;
  more["Resources"] = {"x", "yz"};
  more["EventBusName"] = "orders";

  EXPECT_EQ(entry_size(entry), 7U);
  EXPECT_EQ(entry_size(more), 7U + 14U + 3U);
}

TEST_F(EventPublishingTest, FaultsOfTheChannelHoldForTheSellersEventsToo) {
  rule("all", any(), {{"Arn", queue("news")}});
  const auto rules = Json::parse(R"([{"channel":"eventbridge","effect":{"duplicate":1}}])");
  ASSERT_TRUE(marketplace::set_faults(market_, rules));

  put();

  EXPECT_THAT(bodies_in("news"), SizeIs(2));
}

}  // namespace
}  // namespace souk::messaging
