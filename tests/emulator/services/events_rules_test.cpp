#include "emulator/messaging/market_rules.h"
#include "tests/emulator/services/events_support.h"

// Rules and targets over the wire.
namespace souk::services {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class EventsRulesTest : public EventsServiceTest {};

TEST_F(EventsRulesTest, ASellersRuleBringsTheMarketsEventsToItsQueue) {
  call("sqs", "CreateQueue", {{"QueueName", "news"}});
  rule("market", {{"EventPattern", R"({"source":["aws.agreement-marketplace"],)"
                                   R"("detail-type":[{"prefix":"License"}]})"}});
  EXPECT_EQ(target("market", "one").body,
            (Json{{"FailedEntryCount", 0}, {"FailedEntries", Json::array()}}));

  bought(kConcurrent);

  const auto found = bodies("news");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(Json::parse(found[0])["detail-type"], "License Updated - Manufacturer");
}

TEST_F(EventsRulesTest, ARuleIsToldAsItWasPut) {
  const auto made = rule("r", {{"Description", "text"}, {"RoleArn", "arn:aws:iam::1:role/x"}});

  EXPECT_EQ(made.body, (Json{{"RuleArn", arn("rule/r")}}));
  EXPECT_EQ(ask("DescribeRule", {{"Name", "r"}}).body,
            (Json{{"Name", "r"},
                  {"Arn", arn("rule/r")},
                  {"EventPattern", R"({"source":["shop"]})"},
                  {"State", "ENABLED"},
                  {"Description", "text"},
                  {"RoleArn", "arn:aws:iam::1:role/x"},
                  {"EventBusName", "default"},
                  {"CreatedBy", sandbox_->account()}}));
  EXPECT_FALSE(ask("ListRules").body["Rules"][0].contains("CreatedBy"));
}

TEST_F(EventsRulesTest, PuttingARuleAgainReplacesItAndKeepsItsTargets) {
  rule("r", {{"Description", "text"}});
  target("r", "one");

  rule("r", {{"State", "DISABLED"}});

  const auto told = ask("DescribeRule", {{"Name", "r"}}).body;
  EXPECT_EQ(told["State"], "DISABLED");
  EXPECT_FALSE(told.contains("Description"));
  EXPECT_THAT(ask("ListTargetsByRule", {{"Rule", "r"}}).body["Targets"], SizeIs(1));
}

TEST_F(EventsRulesTest, ARuleIsSwitchedOffAndOn) {
  rule("r");

  EXPECT_EQ(ask("DisableRule", {{"Name", "r"}}).status(), 200);
  EXPECT_EQ(ask("DescribeRule", {{"Name", "r"}}).body["State"], "DISABLED");
  EXPECT_EQ(ask("EnableRule", {{"Name", "r"}}).status(), 200);
  EXPECT_EQ(ask("DescribeRule", {{"Name", "r"}}).body["State"], "ENABLED");
}

TEST_F(EventsRulesTest, WhatIsNotThereIsNamed) {
  for (const auto* operation : {"DescribeRule", "EnableRule", "DisableRule"}) {
    EXPECT_EQ(error(operation, {{"Name", "r"}}),
              "400 ResourceNotFoundException: Rule r does not exist on EventBus default.");
    EXPECT_EQ(error(operation, {{"Name", "r"}, {"EventBusName", "b"}}),
              "400 ResourceNotFoundException: Event bus b does not exist.");
  }
  EXPECT_EQ(error("PutTargets", {{"Rule", "r"}, {"Targets", {{{"Id", "i"}, {"Arn", "arn"}}}}}),
            "400 ResourceNotFoundException: Rule r does not exist on EventBus default.");
  for (const auto* operation : {"ListRules", "ListRuleNamesByTarget"}) {
    EXPECT_EQ(error(operation, {{"TargetArn", "arn"}, {"EventBusName", "b"}}),
              "400 ResourceNotFoundException: Event bus b does not exist.");
  }
  EXPECT_EQ(error("DeleteRule", {{"Name", "r"}, {"EventBusName", "b"}}),
            "400 ResourceNotFoundException: Event bus b does not exist.");
  EXPECT_EQ(ask("DeleteRule", {{"Name", "r"}}).status(), 200) << "deleting twice is fine";
}

TEST_F(EventsRulesTest, ARuleNeedsAPatternOrASchedule) {
  EXPECT_EQ(error("PutRule", {{"Name", "r"}}),
            "400 ValidationException: Parameter(s) EventPattern or ScheduleExpression must be "
            "specified.");
  EXPECT_EQ(error("PutRule", {{"Name", "r"}, {"EventPattern", "{}"}}),
            "400 InvalidEventPatternException: Event pattern is not valid. Reason: Empty objects "
            "are not allowed");
  EXPECT_THAT(error("PutRule", {{"Name", "a b"}, {"EventPattern", "{}"}}),
              HasSubstr("Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"));
  const std::string longest(4096, ' ');
  EXPECT_THAT(error("PutRule", {{"Name", "r"}, {"EventPattern", longest + " "}}),
              HasSubstr("Member must have length less than or equal to 4096"));
  EXPECT_THAT(error("PutRule", {{"Name", "r"}, {"EventPattern", longest}}),
              HasSubstr("InvalidEventPatternException"));
}

TEST_F(EventsRulesTest, SchedulesAreKeptWhenTheyAreSome) {
  const auto scheduled = [&](const char* text) {
    return error("PutRule", {{"Name", "r"}, {"ScheduleExpression", text}});
  };

  for (const auto* fine : {"rate(1 hour)", "rate(5 minutes)", "cron(0 12 * * ? *)"}) {
    EXPECT_EQ(scheduled(fine), "200 : ") << fine;
  }
  for (const auto* wrong : {"rate(1 hours)", "rate(2 hour)", "rate(0 minutes)", "cron(* *)", "x"}) {
    EXPECT_EQ(scheduled(wrong),
              "400 ValidationException: Parameter ScheduleExpression is not valid.")
        << wrong;
  }
  ask("CreateEventBus", {{"Name", "b"}});
  EXPECT_EQ(error("PutRule",
                  {{"Name", "r"}, {"EventBusName", "b"}, {"ScheduleExpression", "rate(1 day)"}}),
            "400 ValidationException: ScheduleExpression is supported only on the default event "
            "bus.");
}

TEST_F(EventsRulesTest, ABusHasThreeHundredRules) {
  for (int i = 0; i < 300; ++i) ASSERT_EQ(rule("r" + std::to_string(i)).status(), 200);

  EXPECT_EQ(rule("more").error(),
            "400 LimitExceededException: The requested resource exceeds the maximum number "
            "allowed.");
  EXPECT_EQ(rule("r7").status(), 200) << "one there is can be put again";
}

TEST_F(EventsRulesTest, RulesAreListedByNameAndInPages) {
  for (const auto* name : {"b", "a2", "a1", "a3"}) rule(name);

  const auto first = ask("ListRules", {{"NamePrefix", "a"}, {"Limit", 2}}).body;
  const auto second =
      ask("ListRules", {{"NamePrefix", "a"}, {"Limit", 2}, {"NextToken", first["NextToken"]}}).body;

  ASSERT_THAT(first["Rules"], SizeIs(2));
  EXPECT_EQ(first["Rules"][0]["Name"], "a1");
  ASSERT_THAT(second["Rules"], SizeIs(1));
  EXPECT_EQ(second["Rules"][0]["Name"], "a3");
  EXPECT_FALSE(second.contains("NextToken"));
  EXPECT_THAT(error("ListRules", {{"NextToken", "x"}}), HasSubstr("400 ValidationException"));
}

TEST_F(EventsRulesTest, ARuleHasFiveTargets) {
  rule("r");
  for (int i = 0; i < 5; ++i) ASSERT_EQ(target("r", std::to_string(i)).status(), 200);

  EXPECT_EQ(target("r", "more").error(),
            "400 LimitExceededException: The requested resource exceeds the maximum number "
            "allowed.");
  EXPECT_EQ(target("r", "3").status(), 200) << "one there is can be put again";
}

TEST_F(EventsRulesTest, TargetsAreToldAsTheyWerePut) {
  rule("r");
  const Json more{{"Arn", queue_arn("news")},
                  {"InputPath", "$.detail"},
                  {"RetryPolicy", {{"MaximumRetryAttempts", 185}}},
                  {"DeadLetterConfig", {{"Arn", queue_arn("graves")}}}};
  target("r", "one", more);
  target("r", "two");

  const auto told = ask("ListTargetsByRule", {{"Rule", "r"}, {"Limit", 1}}).body;

  auto expected = more;
  expected["Id"] = "one";
  EXPECT_EQ(told["Targets"], Json::array({expected}));
  EXPECT_TRUE(told.contains("NextToken"));
  EXPECT_EQ(ask("ListRuleNamesByTarget", {{"TargetArn", queue_arn("news")}}).body,
            (Json{{"RuleNames", {"r"}}}));
}

TEST_F(EventsRulesTest, WrongTargetsAreRefused) {
  rule("r");
  const auto refused = [&](const Json& more) { return target("r", "one", more).error(); };

  EXPECT_EQ(refused({{"Arn", "queue"}}),
            "400 ValidationException: Parameter queue is not valid. Reason: Provided Arn is not in "
            "correct format.");
  EXPECT_THAT(refused({{"Arn", "arn:aws:ecs:us-east-1:1:cluster/x"}}),
              HasSubstr("Target is not supported by souk."));
  EXPECT_THAT(refused({{"DeadLetterConfig", {{"Arn", "arn:aws:sns:us-east-1:1:t"}}}}),
              HasSubstr("400 ValidationException"));
  EXPECT_THAT(refused({{"Input", "1"}, {"InputPath", "$"}}), HasSubstr("Only one of Input"));
  for (const auto& [member, wrong, fine] :
       {std::tuple{"MaximumRetryAttempts", 186, 185}, std::tuple{"MaximumRetryAttempts", -1, 0},
        std::tuple{"MaximumEventAgeInSeconds", 59, 60},
        std::tuple{"MaximumEventAgeInSeconds", 86401, 86400}}) {
    EXPECT_THAT(refused({{"RetryPolicy", {{member, wrong}}}}), HasSubstr("Member must have value"))
        << wrong;
    EXPECT_EQ(refused({{"RetryPolicy", {{member, fine}}}}), "200 : ") << fine;
  }
}

TEST_F(EventsRulesTest, RemovingNamesWhatWasNotThere) {
  rule("r");
  target("r", "one");

  const auto said = ask("RemoveTargets", {{"Rule", "r"}, {"Ids", {"one", "two"}}}).body;

  EXPECT_EQ(said["FailedEntryCount"], 1);
  EXPECT_EQ(said["FailedEntries"][0]["TargetId"], "two");
  EXPECT_EQ(said["FailedEntries"][0]["ErrorCode"], "ResourceNotFoundException");
  EXPECT_EQ(ask("ListTargetsByRule", {{"Rule", "r"}}).body["Targets"], Json::array());
}

TEST_F(EventsRulesTest, ARuleWithTargetsStays) {
  rule("r");
  target("r", "one");

  EXPECT_EQ(error("DeleteRule", {{"Name", "r"}}),
            "400 ValidationException: Rule can't be deleted since it has targets.");
  ask("RemoveTargets", {{"Rule", "r"}, {"Ids", {"one"}}});
  EXPECT_EQ(ask("DeleteRule", {{"Name", "r"}}).status(), 200);
  EXPECT_THAT(error("DescribeRule", {{"Name", "r"}}), HasSubstr("ResourceNotFoundException"));
}

TEST_F(EventsRulesTest, SouksOwnRulesAreChangedByForceAlone) {
  {
    sandbox::Session session(*sandbox_);
    const auto product = sandbox_->market.catalogue.product_named(kConcurrent).value();
    messaging::hear_product(sandbox_->messaging, product, "https", kHook);
    session.commit();
  }
  const std::string name = "souk-subscription-concurrent";
  const auto managed = testing::StartsWith("400 ManagedRuleException: This rule was created by");

  EXPECT_EQ(ask("DescribeRule", {{"Name", name}}).body["ManagedBy"], "souk");
  EXPECT_THAT(rule(name).error(), managed);
  EXPECT_THAT(target(name, "more").error(), managed);
  for (const auto* operation : {"EnableRule", "DisableRule", "DeleteRule"}) {
    EXPECT_THAT(error(operation, {{"Name", name}}), managed) << operation;
  }
  EXPECT_THAT(error("TagResource", {{"ResourceARN", arn("rule/" + name)}, {"Tags", Json::array()}}),
              managed);
  const auto id = ask("ListTargetsByRule", {{"Rule", name}}).body["Targets"][0]["Id"];
  const Json one{{"Rule", name}, {"Ids", {id}}};
  EXPECT_THAT(error("RemoveTargets", one), managed);
  EXPECT_EQ(ask("RemoveTargets", {{"Rule", name}, {"Ids", {id}}, {"Force", true}}).status(), 200);
  EXPECT_EQ(ask("DeleteRule", {{"Name", name}, {"Force", true}}).status(), 200);
}

TEST_F(EventsRulesTest, ABuyerReachesNoRuleOfTheSeller) {
  sign_as(buyer_of(bought(kConcurrent)));

  EXPECT_THAT(error("ListRules"), HasSubstr("AccessDeniedException: User: "));
  EXPECT_THAT(error("PutEvents", {{"Entries", {Json::object()}}}),
              HasSubstr("is not authorized to perform: events:PutEvents"));
}

TEST_F(EventsRulesTest, TagsAreOfRulesAndBuses) {
  rule("r", {{"Tags", {{{"Key", "a"}, {"Value", "1"}}}}});
  ask("CreateEventBus", {{"Name", "b"}});
  for (const auto& resource : {arn("rule/r"), arn("event-bus/b")}) {
    ask("TagResource", {{"ResourceARN", resource}, {"Tags", {{{"Key", "z"}, {"Value", "2"}}}}});
    ask("UntagResource", {{"ResourceARN", resource}, {"TagKeys", {"a"}}});

    EXPECT_EQ(ask("ListTagsForResource", {{"ResourceARN", resource}}).body,
              Json::parse(R"({"Tags":[{"Key":"z","Value":"2"}]})"));
  }
  for (const auto& nothing : {arn("rule/x"), arn("rule/b/x"), arn("event-bus/x"), arn("x/y")}) {
    EXPECT_THAT(error("ListTagsForResource", {{"ResourceARN", nothing}}),
                HasSubstr("ResourceNotFoundException"));
  }
}

TEST_F(EventsRulesTest, AResourceHasFiftyTags) {
  rule("r");
  const auto tag = [&](int count) {
    Json tags = Json::array();
    for (int i = 0; i < count; ++i) tags.push_back({{"Key", std::to_string(i)}, {"Value", ""}});
    return ask("TagResource", {{"ResourceARN", arn("rule/r")}, {"Tags", tags}}).status();
  };

  EXPECT_EQ(tag(50), 200);
  EXPECT_EQ(tag(51), 400);
}

}  // namespace
}  // namespace souk::services
