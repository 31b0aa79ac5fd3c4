#include "emulator/messaging/event_input.h"

#include <gtest/gtest.h>

namespace souk::messaging {
namespace {

constexpr auto kEvent =
    R"({"version":"0","id":"e-1","detail-type":"Order","source":"shop","account":"999900001111",)"
    R"("time":"2026-10-06T09:00:00Z","region":"us-east-1","resources":["arn:a","arn:b"],)"
    R"("detail":{"state":"RUNNING","count":1.50,"tags":["x","y"],)"
    R"("who":{"z":"Ann","a":1},"lines":[{"id":1},{"id":2}]}})";

const Occasion kOccasion{kEvent, "arn:rule", "orders", "2026-10-06T09:00:01Z"};

Json transformer(const char* text, Json paths = Json::object()) {
  return {{"Id", "t"},
          {"InputTransformer", {{"InputPathsMap", std::move(paths)}, {"InputTemplate", text}}}};
}

std::optional<std::string> made_by(const char* text, Json paths = Json::object()) {
  return input_of(transformer(text, std::move(paths)), kOccasion);
}

TEST(EventInputTest, ATargetGetsTheWholeEventUnlessItSaysOtherwise) {
  EXPECT_EQ(input_of({{"Id", "t"}}, kOccasion), kEvent);
  EXPECT_EQ(input_of({{"Id", "t"}, {"Input", "{\"a\": 1}"}}, kOccasion), "{\"a\": 1}");
}

TEST(EventInputTest, APathPicksAPartOfIt) {
  const auto part = [](const char* path) {
    return input_of({{"Id", "t"}, {"InputPath", path}}, kOccasion);
  };

  EXPECT_EQ(part("$"), input_of({{"Id", "t"}, {"InputPath", "$"}}, kOccasion));
  EXPECT_EQ(part("$.detail.who"), R"({"z":"Ann","a":1})");
  EXPECT_EQ(part("$.detail.state"), R"("RUNNING")");
  EXPECT_EQ(part("$.resources[1]"), R"("arn:b")");
  EXPECT_EQ(part("$.detail-type"), R"("Order")");
  EXPECT_EQ(part("$['detail'][\"state\"]"), R"("RUNNING")");
  EXPECT_EQ(part("$.detail.lines[*].id"), "[1,2]");
  EXPECT_EQ(part("$.detail.nothing"), "null");
  EXPECT_EQ(part("$.resources[2]"), "null");
}

TEST(EventInputTest, APlaceholderInQuotesIsText) {
  EXPECT_EQ(made_by(R"("<who> is <state>")", {{"state", "$.detail.state"}, {"who", "$.source"}}),
            R"("shop is RUNNING")");
  EXPECT_EQ(
      made_by(R"("of <type> info <none>")", {{"type", "$.detail-type"}, {"none", "$.detail.none"}}),
      R"("of Order info ")");
  EXPECT_EQ(made_by(R"({"says":"\"<state>\" <who>"})",
                    {{"state", "$.detail.state"}, {"who", "$.detail.who"}}),
            R"({"says":"\"RUNNING\" {z:Ann,a:1}"})");
}

TEST(EventInputTest, APlaceholderOutsideOfQuotesIsJson) {
  EXPECT_EQ(
      made_by(
          "{\n  \"state\": <state>,\n  \"all\": [9, <count>, <tags>]\n}",
          {{"state", "$.detail.state"}, {"count", "$.detail.count"}, {"tags", "$.detail.tags"}}),
      R"({"state":"RUNNING","all":[9,1.5,["x","y"]]})");
}

TEST(EventInputTest, SomeNamesAreTheServicesOwn) {
  EXPECT_EQ(made_by(R"("<aws.events.rule-name> at <aws.events.event.ingestion-time>")"),
            R"("orders at 2026-10-06T09:00:01Z")");
  EXPECT_EQ(made_by(R"({"arn":<aws.events.rule-arn>})"), R"({"arn":"arn:rule"})");
  const auto both =
      made_by(R"({"whole":<aws.events.event.json>,"head":<aws.events.event>})").value();
  EXPECT_EQ(Json::parse(both)["whole"], Json::parse(kEvent));
  EXPECT_EQ(Json::parse(both)["head"]["detailType"], "Order");
  EXPECT_FALSE(Json::parse(both)["head"].contains("detail"));
}

TEST(EventInputTest, ATemplateOfAnObjectHasToMakeOne) {
  EXPECT_FALSE(made_by(R"({"says":"<quoted>)", {{"quoted", "$.detail.state"}}));
  EXPECT_FALSE(made_by(R"({<state>:1})", {{"state", "$.detail.count"}}));
}

std::string refusal(const Json& target) {
  const auto checked = check_input(target);
  return checked ? "" : checked.error().type + ": " + checked.error().message;
}

TEST(EventInputTest, OnlyOneWayIsTaken) {
  EXPECT_EQ(refusal({{"Id", "t"}, {"Input", "1"}, {"InputPath", "$"}}),
            "ValidationException: Only one of Input, InputPath, or InputTransformer must be "
            "provided for target t.");
  EXPECT_EQ(refusal({{"Id", "t"}, {"Input", "1"}}), "");
}

TEST(EventInputTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(refusal({{"Id", "t"}, {"Input", "{"}}),
            "ValidationException: JSON syntax error in input for target t.");
  EXPECT_EQ(refusal({{"Id", "t"}, {"InputPath", "detail"}}),
            "ValidationException: Invalid InputPath for target t.");
  EXPECT_EQ(refusal(transformer("<a>", {{"a", "$.."}})),
            "ValidationException: Invalid InputPathsMap for target t: $.. is no JSON path.");
  EXPECT_EQ(refusal(transformer("\"<a> <b>\"", {{"a", "$.a"}})),
            "ValidationException: InputTemplate for target t contains invalid placeholder b.");
  EXPECT_EQ(refusal(transformer("\"<aws.events.event.json>\"")), "");
}

TEST(JsonPathTest, ReadsMembersElementsAndAllOfThem) {
  for (const auto* path : {"$", "$.a", "$.a-b_c", "$.a[0]", "$.a[*].b", "$['a b']", "$.a.*"}) {
    EXPECT_TRUE(is_json_path(path)) << path;
  }
  for (const auto* path : {"", "a", "$a", "$.", "$..a", "$.a[", "$.a[x]", "$.a b", "$.a[]"}) {
    EXPECT_FALSE(is_json_path(path)) << path;
  }
}

}  // namespace
}  // namespace souk::messaging
