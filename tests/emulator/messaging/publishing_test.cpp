#include "emulator/messaging/publishing.h"

#include <fmt/format.h>

#include "emulator/messaging/own_topics.h"
#include "emulator/messaging/subscription_settings.h"
#include "tests/emulator/messaging/messaging_fixture.h"
#include "tests/emulator/messaging/sns_signature.h"

// The seller's own messages, and what becomes of those that nobody takes.
namespace souk::messaging {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr auto kQueue = "arn:aws:sqs:us-east-1:999900001111:news";
constexpr auto kGrave = "arn:aws:sqs:us-east-1:999900001111:grave";

class PublishingTest : public MessagingTest {
 protected:
  PublishingTest() {
    create_queue(messaging_, "news", Json::object()).value();
    create_queue(messaging_, "grave", Json::object()).value();
  }

  storage::SubscriptionRow listen(const std::string& protocol, const std::string& endpoint,
                                  const Json& attributes = Json::object()) {
    const auto row = subscribe(messaging_, {topic_.arn, protocol, endpoint, attributes}).value();
    deliver();
    return confirm(messaging_, topic_.arn, row.token, false).value();
  }
  std::string say(const Publication& publication) {
    auto id = publish(messaging_, topic_.arn, publication);
    deliver();
    return id;
  }
  std::vector<Received> in(const std::string& queue) {
    return receive(messaging_, queue_called(messaging_, queue).value(), 10, 0s);
  }
  static Json grave() { return {{"RedrivePolicy", Json{{"deadLetterTargetArn", kGrave}}.dump()}}; }
  static std::string refusal(const Publication& publication) {
    const auto checked = check_publication(publication);
    return checked ? "" : checked.error().type + ": " + checked.error().message;
  }

  storage::TopicRow topic_ = create_topic(messaging_, {"mine"}).value();
};

TEST_F(PublishingTest, AMessageReachesWhoeverIsSubscribed) {
  listen("https", kHook);
  listen("sqs", kQueue);
  const auto sent_before = outbound_.sent().size();

  const auto id = say({"hello", "a subject", "", {{"n", text("1", "Number")}}});

  ASSERT_EQ(outbound_.sent().size(), sent_before + 1);
  const auto message = Json::parse(last_sent().body);
  EXPECT_EQ(message["Message"], "hello");
  EXPECT_EQ(message["Subject"], "a subject");
  EXPECT_EQ(message["MessageId"], id);
  EXPECT_EQ(message["TopicArn"], "arn:aws:sns:us-east-1:999900001111:mine");
  EXPECT_EQ(message["MessageAttributes"], (Json{{"n", {{"Type", "Number"}, {"Value", "1"}}}}));
  EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-5.*"));
  const auto queued = in("news");
  ASSERT_EQ(queued.size(), 1U);
  EXPECT_EQ(Json::parse(queued[0].message.body)["Message"], "hello");
  EXPECT_EQ(queued[0].message.attributes_json, "{}") << "they are in the envelope";
}

TEST_F(PublishingTest, ABodyIsSpelledAsSnsSpellsIt) {
  listen("https", kHook);

  say({"hello", "h\xc3\xa9llo", "", {{"a", text("x")}, {"b", text("[\"y\"]", "String.Array")}}});

  EXPECT_THAT(last_sent().body, HasSubstr("\",\n  \"TopicArn\" : \"" + topic_.arn +
                                          "\",\n  \"Subject\" : \"h\xc3\xa9llo\",\n  \"Message\" "
                                          ": \"hello\",\n  \"Timestamp\" : "));
  EXPECT_THAT(last_sent().body,
              HasSubstr("\",\n  \"MessageAttributes\" : {\n    \"a\" : "
                        "{\"Type\":\"String\",\"Value\":\"x\"},\n    \"b\" : "
                        "{\"Type\":\"String.Array\",\"Value\":\"[\\\"y\\\"]\"}\n  }\n}"));
}

TEST_F(PublishingTest, TheSubjectIsSigned) {
  listen("https", kHook);

  say({"hello", "news"});

  const auto message = Json::parse(last_sent().body);
  const auto covered = fmt::format(
      "Message\nhello\nMessageId\n{}\nSubject\nnews\nTimestamp\n{}\nTopicArn\n{}\nType\n"
      "Notification\n",
      message["MessageId"].get<std::string>(), message["Timestamp"].get<std::string>(), topic_.arn);
  EXPECT_TRUE(verifies(covered, message["Signature"], EVP_sha1()));
}

TEST_F(PublishingTest, AMessageMayHoldWhateverItLikes) {
  listen("https", kHook);

  say({"@signature@", "@signature@"});

  const auto message = Json::parse(last_sent().body);
  EXPECT_EQ(message["Message"], "@signature@");
  EXPECT_EQ(message["Subject"], "@signature@");
  EXPECT_GT(message["Signature"].get<std::string>().size(), 300U);
}

TEST_F(PublishingTest, ATopicSignsInTheVersionItWasTold) {
  listen("https", kHook);
  ASSERT_TRUE(set_topic_attribute(messaging_, topic_, "SignatureVersion", "2"));

  say({"hello"});

  const auto message = Json::parse(last_sent().body);
  EXPECT_EQ(message["SignatureVersion"], "2");
  const auto covered = fmt::format(
      "Message\nhello\nMessageId\n{}\nTimestamp\n{}\nTopicArn\n{}\nType\nNotification\n",
      message["MessageId"].get<std::string>(), message["Timestamp"].get<std::string>(), topic_.arn);
  EXPECT_TRUE(verifies(covered, message["Signature"], EVP_sha256()));
}

TEST_F(PublishingTest, EachProtocolMayHaveATextOfItsOwn) {
  listen("https", kHook);
  listen("sqs", kQueue);

  say({R"({"default":"all","sqs":"queues"})", std::nullopt, "json"});

  EXPECT_EQ(Json::parse(last_sent().body)["Message"], "all");
  EXPECT_EQ(Json::parse(in("news").at(0).message.body)["Message"], "queues");
}

TEST_F(PublishingTest, RawMessagesComeWithoutEnvelope) {
  listen("https", kHook, {{"RawMessageDelivery", "true"}});
  listen("sqs", kQueue, {{"RawMessageDelivery", "true"}});

  say({"hello", "lost", "", {{"n", text("1", "Number")}}});

  EXPECT_EQ(last_sent().body, "hello");
  EXPECT_EQ(last_sent().headers.get("x-amz-sns-rawdelivery"), "true");
  const auto message = in("news").at(0).message;
  EXPECT_EQ(message.body, "hello");
  EXPECT_EQ(Json::parse(message.attributes_json), (Json{{"n", text("1", "Number")}}));
}

TEST_F(PublishingTest, AQueueTakesTenAttributesRaw) {
  listen("sqs", kQueue,
         {{"RawMessageDelivery", "true"}, {"RedrivePolicy", grave()["RedrivePolicy"]}});
  Json attributes = Json::object();
  for (int i = 0; i < 10; ++i) attributes["a" + std::to_string(i)] = text("x");

  say({"ten", std::nullopt, "", attributes});
  attributes["more"] = text("x");
  say({"eleven", std::nullopt, "", attributes});

  ASSERT_EQ(in("news").size(), 1U);
  EXPECT_EQ(in("news")[0].message.body, "ten");
  ASSERT_EQ(in("grave").size(), 1U);
  EXPECT_EQ(in("grave")[0].message.body, "eleven");
}

TEST_F(PublishingTest, AFilterIsForAttributesUnlessItSaysBody) {
  listen("sqs", kQueue, {{"FilterPolicy", R"({"kind":["bill"]})"}});

  say({"{}", std::nullopt, "", {{"kind", text("bill")}}});
  say({"{}", std::nullopt, "", {{"kind", text("other")}}});
  say({R"({"kind":"bill"})"});
  EXPECT_EQ(in("news").size(), 1U);

  const auto arn = messaging_.channels.subscriptions(topic_.arn)[0].arn;
  ASSERT_TRUE(set_subscription_attribute(messaging_, arn, "FilterPolicyScope", "MessageBody"));
  say({R"({"kind":"bill"})"});
  say({R"({"kind":"other"})"});
  say({"no object"});
  EXPECT_EQ(in("news").size(), 2U);
}

TEST_F(PublishingTest, AFilterHoldsForTheMarketplacesMessagesToo) {
  const auto agreement = bought(kLegacy);
  subscribe(messaging_, {kSubscriptionTopic,
                         "sqs",
                         kQueue,
                         {{"FilterPolicyScope", "MessageBody"},
                          {"FilterPolicy", R"({"action":[{"prefix":"unsubscribe"}]})"}}})
      .value();

  tell(marketplace::News::SubscribeSuccess, agreement);
  tell(marketplace::News::UnsubscribePending, agreement);

  const auto heard = in("news");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_THAT(heard[0].message.body, HasSubstr("unsubscribe-pending"));
}

TEST_F(PublishingTest, WhatIsFilteredOutGoesToNoDeadLetterQueue) {
  auto attributes = grave();
  attributes["FilterPolicy"] = R"({"kind":["bill"]})";
  listen("https", kHook, attributes);
  const auto before = outbound_.sent().size();

  say({"hello"});

  EXPECT_EQ(outbound_.sent().size(), before);
  EXPECT_TRUE(in("grave").empty());
}

TEST_F(PublishingTest, ARefusedMessageGoesToTheDeadLetterQueueAsItWas) {
  listen("https", kHook, grave());
  outbound_.react = [](const auto&) { return answered(403); };

  say({"hello"});

  const auto buried = in("grave");
  ASSERT_EQ(buried.size(), 1U);
  EXPECT_EQ(buried[0].message.body, last_sent().body);
  EXPECT_EQ(rows("delivery").back()["data"]["dead_letter_queue"], kGrave);
}

TEST_F(PublishingTest, AMessageGivenUpGoesThereAfterItsLastAttempt) {
  listen("https", kHook, grave());
  outbound_.react = [](const auto&) { return answered(500); };
  say({"hello"});

  pass(60s - 1ms);
  EXPECT_TRUE(in("grave").empty());
  pass(1ms);
  EXPECT_EQ(in("grave").size(), 1U);
}

TEST_F(PublishingTest, ARawMessageIsBuriedRaw) {
  auto attributes = grave();
  attributes["RawMessageDelivery"] = "true";
  listen("https", kHook, attributes);
  outbound_.react = [](const auto&) { return answered(404); };

  say({"hello", std::nullopt, "", {{"n", text("1", "Number")}}});

  const auto buried = in("grave");
  ASSERT_EQ(buried.size(), 1U);
  EXPECT_EQ(buried[0].message.body, "hello");
  EXPECT_EQ(Json::parse(buried[0].message.attributes_json), (Json{{"n", text("1", "Number")}}));
}

TEST_F(PublishingTest, AMessageToAQueueThatIsGoneIsBuried) {
  listen("sqs", kQueue, grave());
  delete_queue(messaging_, queue_called(messaging_, "news").value());

  say({"hello"});

  EXPECT_EQ(in("grave").size(), 1U);
}

TEST_F(PublishingTest, AConfirmationIsNeverBuried) {
  outbound_.react = [](const auto&) { return answered(404); };

  subscribe(messaging_, {topic_.arn, "https", kHook, grave()}).value();
  deliver();

  EXPECT_TRUE(in("grave").empty());
}

TEST_F(PublishingTest, ADeliveryPolicySaysWhenToTryAgain) {
  const Json policy{{"healthyRetryPolicy",
                     {{"minDelayTarget", 1},
                      {"maxDelayTarget", 5},
                      {"numRetries", 3},
                      {"numNoDelayRetries", 1},
                      {"numMaxDelayRetries", 1}}}};
  listen("https", kHook, {{"DeliveryPolicy", policy.dump()}});
  outbound_.react = [](const auto&) { return answered(500); };
  const auto before = outbound_.sent().size();
  const auto made = [&] { return outbound_.sent().size() - before; };

  say({"hello"});
  EXPECT_EQ(made(), 2U) << "the first and one at once";
  pass(1s - 1ms);
  EXPECT_EQ(made(), 2U);
  pass(1ms);
  EXPECT_EQ(made(), 3U);
  pass(5s - 1ms);
  EXPECT_EQ(made(), 3U);
  pass(1ms);
  EXPECT_EQ(made(), 4U);
  pass(1h);
  EXPECT_EQ(made(), 4U);
}

TEST_F(PublishingTest, APolicyMaySayTheContentType) {
  const Json policy{{"requestPolicy", {{"headerContentType", "application/json"}}}};
  listen("https", kHook, {{"DeliveryPolicy", policy.dump()}});

  EXPECT_EQ(outbound_.sent()[0].headers.get("Content-Type"), "text/plain; charset=UTF-8")
      << "confirmations stay as they are";
  say({"hello"});
  EXPECT_EQ(last_sent().headers.get("Content-Type"), "application/json");
}

TEST_F(PublishingTest, ADeletedTopicIsSilentAndANewOneOfItsNameToo) {
  listen("sqs", kQueue);
  delete_topic(messaging_, topic_.arn);
  EXPECT_FALSE(find_topic(messaging_, topic_.arn));

  create_topic(messaging_, {"mine"}).value();
  say({"hello"});

  EXPECT_TRUE(in("news").empty());
}

TEST_F(PublishingTest, ACopyGoesOnUnderItsOwnAccount) {
  listen("sqs", kQueue, grave());
  const auto source = queue_called(messaging_, "news").value();
  ASSERT_TRUE(change_queue(
      messaging_, source,
      {{"RedrivePolicy", Json{{"deadLetterTargetArn", kGrave}, {"maxReceiveCount", 1}}.dump()}}));
  market_.account = "444455556666";

  change_account(messaging_, "999900001111");

  const auto topic = find_topic(messaging_, "arn:aws:sns:us-east-1:444455556666:mine");
  ASSERT_TRUE(topic);
  EXPECT_FALSE(find_topic(messaging_, topic_.arn));
  const auto row = messaging_.channels.subscriptions(topic->arn).at(0);
  EXPECT_THAT(row.arn, testing::StartsWith(topic->arn + ":"));
  EXPECT_EQ(row.endpoint, "arn:aws:sqs:us-east-1:444455556666:news");
  EXPECT_EQ(dead_letter_queue_of(row), "arn:aws:sqs:us-east-1:444455556666:grave");
  EXPECT_EQ(redrive_of(queue_called(messaging_, "news").value())->target_arn,
            "arn:aws:sqs:us-east-1:444455556666:grave");
}

TEST_F(PublishingTest, AWrongMessageIsRefusedInSnssWords) {
  const std::string start = "InvalidParameter: Invalid parameter: ";
  const auto with = [&](const Json& attribute) {
    return refusal({"m", std::nullopt, "", {{"n", attribute}}});
  };

  EXPECT_EQ(refusal({""}), start + "Empty message");
  EXPECT_EQ(refusal({std::string(262'144, 'x')}), "");
  EXPECT_EQ(refusal({std::string(262'145, 'x')}), start + "Message too long");
  EXPECT_EQ(refusal({"m", std::string(99, 's')}), "");
  for (const auto& subject : {std::string(100, 's'), std::string(), std::string("a\nb")}) {
    EXPECT_EQ(refusal({"m", subject}), start + "Subject");
  }
  EXPECT_EQ(refusal({"{", std::nullopt, "json"}),
            start + "Message Structure - JSON message body failed to parse");
  EXPECT_EQ(refusal({"{}", std::nullopt, "json"}),
            start + "Message Structure - No default entry in JSON message body");
  EXPECT_EQ(refusal({"{}", std::nullopt, "xml"}), start + "MessageStructure");
  EXPECT_EQ(with(text("")),
            "ParameterValueInvalid: The message attribute 'n' must contain non-empty message "
            "attribute value for message attribute type 'String'.");
  EXPECT_EQ(with(text("x", "Text")),
            "ParameterValueInvalid: The message attribute 'n' has an invalid message attribute "
            "type, the set of supported type prefixes is Binary, Number, and String.");
  EXPECT_EQ(with({{"DataType", "String"}, {"BinaryValue", "aGk="}}),
            "ParameterValueInvalid: The message attribute 'n' with type 'String' must use field "
            "'String'.");
  EXPECT_EQ(with(text("aGk=", "Binary")),
            "ParameterValueInvalid: The message attribute 'n' with type 'Binary' must use field "
            "'Binary'.");
  EXPECT_EQ(with(text("ten", "Number")),
            "ParameterValueInvalid: Could not cast message attribute 'n' value to number.");
  EXPECT_EQ(refusal({"m", std::nullopt, "", {{std::string(255, 'n'), text("x")}}}), "");
  EXPECT_EQ(refusal({"m", std::nullopt, "", {{std::string(256, 'n'), text("x")}}}),
            "ParameterValueInvalid: Length of message attribute name must be less than 256 bytes.");
  EXPECT_THAT(refusal({"m", std::nullopt, "", {{"a..b", text("x")}}}),
              testing::StartsWith("ParameterValueInvalid: Invalid message attribute name"));
}

}  // namespace
}  // namespace souk::messaging
