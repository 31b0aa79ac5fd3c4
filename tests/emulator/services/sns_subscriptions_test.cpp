#include "tests/emulator/services/sns_support.h"

namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SnsSubscriptionsTest : public SnsServiceTest {
 protected:
  SnsSubscriptionsTest() : topic_(create("news")) {}

  Said subscribe(Json attributes = Json::object(), const std::string& protocol = "https",
                 const std::string& endpoint = kHook) {
    Json parameters{{"TopicArn", topic_},
                    {"Protocol", protocol},
                    {"Endpoint", endpoint},
                    {"ReturnSubscriptionArn", "true"}};
    int number = 0;
    for (const auto& [name, value] : attributes.items()) {
      const auto entry = "Attributes.entry." + std::to_string(++number);
      parameters[entry + ".key"] = name;
      parameters[entry + ".value"] = value;
    }
    return query("sns", "Subscribe", parameters);
  }
  std::string subscribed(const Json& attributes = Json::object()) {
    return between(text(subscribe(attributes)), "<SubscriptionArn>", "</SubscriptionArn>");
  }
  Said set(const std::string& arn, const std::string& name, const std::string& value) {
    return query("sns", "SetSubscriptionAttributes",
                 {{"SubscriptionArn", arn}, {"AttributeName", name}, {"AttributeValue", value}});
  }
  Json attributes_of(const std::string& arn) {
    return attributes_in(query("sns", "GetSubscriptionAttributes", {{"SubscriptionArn", arn}}));
  }

  std::string topic_;
};

TEST_F(SnsSubscriptionsTest, APendingOneIsListedWithoutItsArn) {
  const auto arn = subscribed();
  subscribe(Json::object(), "sqs", queue_arn("inbox"));

  const auto by_topic = text(query("sns", "ListSubscriptionsByTopic", {{"TopicArn", topic_}}));
  const auto all = text(query("sns", "ListSubscriptions", Json::object()));

  EXPECT_THAT(by_topic, HasSubstr("<member><SubscriptionArn>PendingConfirmation</SubscriptionArn>"
                                  "<Owner>" +
                                  sandbox_->account() +
                                  "</Owner><Protocol>https</Protocol>"
                                  "<Endpoint>https://seller.test/hook</Endpoint><TopicArn>" +
                                  topic_ + "</TopicArn></member>"));
  EXPECT_THAT(by_topic, AllOf(HasSubstr("<SubscriptionArn>" + topic_ + ":"), Not(HasSubstr(arn))));
  EXPECT_THAT(all, HasSubstr("<Endpoint>" + queue_arn("inbox")));
  EXPECT_EQ(error(query("sns", "ListSubscriptionsByTopic", {{"TopicArn", own("none")}})),
            "404 NotFound: Topic does not exist");
}

TEST_F(SnsSubscriptionsTest, ASubscriptionTellsOfItself) {
  const auto arn = subscribed({{"RawMessageDelivery", "true"}});

  const auto attributes = attributes_of(arn);

  EXPECT_EQ(attributes["SubscriptionArn"], arn);
  EXPECT_EQ(attributes["TopicArn"], topic_);
  EXPECT_EQ(attributes["Protocol"], "https");
  EXPECT_EQ(attributes["Endpoint"], kHook);
  EXPECT_EQ(attributes["Owner"], sandbox_->account());
  EXPECT_EQ(attributes["PendingConfirmation"], "true");
  EXPECT_EQ(attributes["ConfirmationWasAuthenticated"], "false");
  EXPECT_EQ(attributes["RawMessageDelivery"], "true");
  EXPECT_EQ(attributes["SubscriptionPrincipal"],
            "arn:aws:iam::" + sandbox_->account() + ":user/seller");
  EXPECT_EQ(Json::parse(attributes["EffectiveDeliveryPolicy"].get<std::string>())["guaranteed"],
            false);
  EXPECT_FALSE(attributes.contains("FilterPolicy"));
}

TEST_F(SnsSubscriptionsTest, AttributesAreSetOneByOne) {
  const auto arn = subscribed();

  EXPECT_EQ(set(arn, "FilterPolicy", R"({"kind":["bill"]})").status(), 200);
  EXPECT_EQ(set(arn, "RawMessageDelivery", "true").status(), 200);
  EXPECT_EQ(
      set(arn, "RedrivePolicy", Json{{"deadLetterTargetArn", queue_arn("dead")}}.dump()).status(),
      200);
  auto attributes = attributes_of(arn);
  EXPECT_EQ(attributes["FilterPolicy"], R"({"kind":["bill"]})");
  EXPECT_EQ(attributes["FilterPolicyScope"], "MessageAttributes");
  EXPECT_EQ(attributes["RawMessageDelivery"], "true");
  EXPECT_TRUE(attributes.contains("RedrivePolicy"));

  set(arn, "RedrivePolicy", "");
  set(arn, "FilterPolicyScope", "MessageBody");
  attributes = attributes_of(arn);
  EXPECT_FALSE(attributes.contains("RedrivePolicy"));
  EXPECT_EQ(attributes["FilterPolicyScope"], "MessageBody");
}

struct Wrong {
  const char* name;
  const char* attribute;
  const char* value;
  const char* text;
};

class WrongAttributeTest : public SnsSubscriptionsTest,
                           public testing::WithParamInterface<Wrong> {};

TEST_P(WrongAttributeTest, IsRefusedInBothCallsWithTheirOwnWords) {
  const auto arn = subscribed();
  const std::string start = "400 InvalidParameter: Invalid parameter: ";

  EXPECT_EQ(error(set(arn, GetParam().attribute, GetParam().value)), start + GetParam().text);
  EXPECT_EQ(error(subscribe({{GetParam().attribute, GetParam().value}})),
            start + "Attributes Reason: " + GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, WrongAttributeTest,
    testing::Values(
        Wrong{"Raw", "RawMessageDelivery", "yes",
              "RawMessageDelivery: Invalid value [yes]. Must be true or false."},
        Wrong{"Scope", "FilterPolicyScope", "Body",
              "FilterPolicyScope: Invalid value [Body]. Please use either MessageBody or "
              "MessageAttributes"},
        Wrong{"Filter", "FilterPolicy", R"({"key":"x"})",
              R"(FilterPolicy: "key" must be an object or an array)"},
        Wrong{"Nested", "FilterPolicy", R"({"a":{"b":["x"]}})",
              "Filter policy scope MessageAttributes does not support nested filter policy"},
        Wrong{"DeadLetters", "RedrivePolicy", R"({"deadLetterTargetArn":"dead"})",
              "RedrivePolicy: deadLetterTargetArn is an invalid arn"},
        Wrong{"OthersDeadLetters", "RedrivePolicy",
              R"({"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:dead"})",
              "RedrivePolicy: deadLetterTargetArn is an invalid arn"},
        Wrong{"NoRedrive", "RedrivePolicy", "soon", "RedrivePolicy: failed to parse JSON."},
        Wrong{"NoDelivery", "DeliveryPolicy", "soon", "DeliveryPolicy: failed to parse JSON."}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(SnsSubscriptionsTest, WhatIsNoAttributeOrNoSubscriptionIsRefused) {
  const auto arn = subscribed();
  const auto get = [&](const std::string& of) {
    return error(query("sns", "GetSubscriptionAttributes", {{"SubscriptionArn", of}}));
  };

  EXPECT_EQ(error(set(arn, "Colour", "red")),
            "400 InvalidParameter: Invalid parameter: AttributeName");
  EXPECT_EQ(error(set(topic_ + ":none", "RawMessageDelivery", "true")),
            "404 NotFound: Subscription does not exist");
  EXPECT_EQ(get(topic_ + ":none"), "404 NotFound: Subscription does not exist");
  EXPECT_EQ(get(topic_), "400 InvalidParameter: Invalid parameter: SubscriptionId");
  EXPECT_EQ(get("PendingConfirmation"),
            "400 InvalidParameter: Invalid parameter: SubscriptionArn Reason: An ARN must have at "
            "least 6 elements, not 1");
  EXPECT_EQ(get(""),
            "400 InvalidParameter: Invalid parameter: SubscriptionArn Reason: no value for "
            "required parameter");
}

TEST_F(SnsSubscriptionsTest, AScopeThatDoesNotFitTheFilterIsRefused) {
  const auto arn =
      subscribed({{"FilterPolicyScope", "MessageBody"}, {"FilterPolicy", R"({"a":{"b":["x"]}})"}});

  EXPECT_THAT(error(set(arn, "FilterPolicyScope", "MessageAttributes")),
              HasSubstr("does not support nested filter policy"));
  EXPECT_EQ(attributes_of(arn)["FilterPolicyScope"], "MessageBody");
}

TEST_F(SnsSubscriptionsTest, TheSameWishWithOtherAttributesIsRefused) {
  const auto arn = subscribed({{"FilterPolicy", R"({"a":["x"]})"}});

  EXPECT_EQ(subscribed({{"FilterPolicy", R"({"a":["x"]})"}}), arn);
  EXPECT_EQ(error(subscribe({{"FilterPolicy", R"({"a":["y"]})"}})),
            "400 InvalidParameter: Invalid parameter: Attributes Reason: Subscription already "
            "exists with different attributes");
  EXPECT_THAT(error(subscribe({{"Colour", "red"}})), HasSubstr("Unknown attribute: Colour"));
}

}  // namespace
}  // namespace souk::services
