#include "emulator/messaging/topics.h"

#include <fmt/format.h>

#include "tests/emulator/messaging/messaging_fixture.h"
#include "tests/emulator/messaging/sns_signature.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::MatchesRegex;

class TopicsTest : public MessagingTest {
 protected:
  Result<storage::SubscriptionRow> wish(const std::string& protocol, const std::string& endpoint,
                                        const Json& attributes = Json::object(),
                                        const std::string& topic = kSubscriptionTopic) {
    return subscribe(messaging_, {topic, protocol, endpoint, attributes});
  }
  static std::string refusal(const Result<storage::SubscriptionRow>& result) {
    return result ? "" : result.error().type + ": " + result.error().message;
  }

  storage::AgreementRow agreement_ = bought(kLegacy);
};

TEST_F(TopicsTest, AnEndpointIsAskedToConfirmAndHearsNothingBefore) {
  const auto row = wish("https", kHook).value();
  ASSERT_EQ(deliver(), 1U);
  tell(News::SubscribeSuccess, agreement_);
  ASSERT_EQ(outbound_.sent().size(), 1U);

  const auto sent = last_sent();
  const auto message = Json::parse(sent.body);
  EXPECT_FALSE(row.confirmed);
  EXPECT_EQ(sent.headers.get("x-amz-sns-message-type"), "SubscriptionConfirmation");
  EXPECT_FALSE(sent.headers.find("x-amz-sns-subscription-arn"));
  EXPECT_EQ(message["Type"], "SubscriptionConfirmation");
  EXPECT_THAT(message["MessageId"].get<std::string>(), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4.*"));
  EXPECT_THAT(message["Token"].get<std::string>(),
              MatchesRegex("2336412f37fb687f5d51e6e2[0-9a-f]{232}"));
  EXPECT_EQ(message["SubscribeURL"],
            fmt::format("http://127.0.0.1:4747/?Action=ConfirmSubscription&TopicArn={}&Token={}",
                        kSubscriptionTopic, message["Token"].get<std::string>()));
  const auto text = fmt::format(
      "Message\n{}\nMessageId\n{}\nSubscribeURL\n{}\nTimestamp\n{}\nToken"
      "\n{}\nTopicArn\n{}\nType\nSubscriptionConfirmation\n",
      message["Message"].get<std::string>(), message["MessageId"].get<std::string>(),
      message["SubscribeURL"].get<std::string>(), message["Timestamp"].get<std::string>(),
      message["Token"].get<std::string>(), kSubscriptionTopic);
  EXPECT_TRUE(verifies(text, message["Signature"], EVP_sha1()));
}

TEST_F(TopicsTest, QueuesAndFunctionsNeedNoConfirmation) {
  EXPECT_TRUE(wish("sqs", "arn:aws:sqs:us-east-1:999900001111:news")->confirmed);
  EXPECT_TRUE(wish("lambda", "http://127.0.0.1:9000/invoke")->confirmed);
  EXPECT_EQ(deliver(), 0U);
}

TEST_F(TopicsTest, AConfirmationIsNeverRaw) {
  wish("https", kHook, {{"RawMessageDelivery", "true"}}).value();
  deliver();

  EXPECT_EQ(Json::parse(last_sent().body)["Type"], "SubscriptionConfirmation");
  EXPECT_FALSE(last_sent().headers.find("x-amz-sns-rawdelivery"));
}

TEST_F(TopicsTest, AConfirmationNobodyTakesIsTriedAgain) {
  outbound_.react = [](const auto&) { return answered(500); };
  wish("https", kHook).value();
  deliver();

  pass(20s);

  EXPECT_EQ(outbound_.sent().size(), 2U);
}

TEST_F(TopicsTest, ATokenConfirmsUntilItIsTwoDaysOldAndTwiceIsOnce) {
  const auto row = wish("https", kHook).value();
  const auto late = wish("https", "https://seller.test/late").value();

  clock_.move_to(clock_.now() + 48h - 1ms);
  const auto first = confirm(messaging_, kSubscriptionTopic, row.token, false);
  const auto second = confirm(messaging_, kSubscriptionTopic, row.token, false);
  clock_.move_to(clock_.now() + 1ms);

  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->arn, second->arn);
  const auto expired = "InvalidParameter: Invalid parameter: Token";
  EXPECT_EQ(refusal(confirm(messaging_, kSubscriptionTopic, late.token, false)), expired);
  clock_.move_to(clock_.now() + 1ms);
  EXPECT_EQ(refusal(confirm(messaging_, kSubscriptionTopic, late.token, false)), expired);
  std::size_t confirmed = 0;
  for (const auto& each : rows("subscription")) confirmed += each["data"]["event"] == "confirmed";
  EXPECT_EQ(confirmed, 1U);
}

TEST_F(TopicsTest, TheTokenDecidesAndNotTheTopicsName) {
  const auto row = wish("https", kHook).value();

  EXPECT_EQ(refusal(confirm(messaging_, "topic", row.token, false)),
            "InvalidParameter: Invalid parameter: Topic");
  EXPECT_EQ(refusal(confirm(messaging_, kSubscriptionTopic, "randomtoken", false)),
            "InvalidParameter: Invalid token");
  EXPECT_EQ(refusal(confirm(messaging_, kSubscriptionTopic, "abc123", false)),
            "InvalidParameter: Invalid parameter: Token");
  EXPECT_TRUE(confirm(messaging_, std::string(kSubscriptionTopic) + "x", row.token, false));
}

TEST_F(TopicsTest, TheSameWishIsTheSameSubscription) {
  const auto first = wish("https", kHook, {{"RawMessageDelivery", "true"}}).value();

  EXPECT_EQ(wish("https", kHook, {{"RawMessageDelivery", "true"}})->arn, first.arn);
  EXPECT_EQ(refusal(wish("https", kHook)),
            "InvalidParameter: Invalid parameter: Attributes Reason: Subscription already exists "
            "with different attributes");
  EXPECT_NE(wish("https", "https://seller.test/other")->arn, first.arn);
  EXPECT_THAT(first.arn, MatchesRegex(std::string(kSubscriptionTopic) + ":[0-9a-f-]{36}"));
}

TEST_F(TopicsTest, AnAuthenticatedSubscriptionNeedsASignedCallToEnd) {
  const auto open = hear("https", kHook);
  const auto row = wish("https", "https://seller.test/other").value();
  ASSERT_TRUE(confirm(messaging_, kSubscriptionTopic, row.token, true));

  const auto refused = unsubscribe(messaging_, row.arn, false);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, "AuthorizationError");
  EXPECT_EQ(refused.error().status, 403);
  EXPECT_TRUE(unsubscribe(messaging_, row.arn, true));
  EXPECT_TRUE(unsubscribe(messaging_, open.arn, false));
  EXPECT_TRUE(messaging_.channels.subscriptions(kSubscriptionTopic).empty());
}

TEST_F(TopicsTest, UnsubscribingWhatIsNotThereIsFineAndWhatIsNoArnIsNot) {
  EXPECT_TRUE(unsubscribe(messaging_, std::string(kSubscriptionTopic) + ":nobody", false));

  const auto refused = unsubscribe(messaging_, "PendingConfirmation", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      refused.error().message,
      "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1");
}

TEST_F(TopicsTest, AWrongWishIsRefused) {
  EXPECT_EQ(refusal(wish("https", kHook, Json::object(), "topic")),
            "InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 "
            "elements, not 1");
  EXPECT_EQ(refusal(wish("https", kHook, Json::object(), "a:b:c:d:e:f")),
            "InvalidParameter: Invalid parameter: TopicArn");
  EXPECT_EQ(refusal(wish("https", kHook, Json::object(), "arn:aws:sns:us-east-1:1:none")),
            "NotFound: Topic does not exist");
  EXPECT_EQ(refusal(wish("pigeon", kHook)),
            "InvalidParameter: Invalid parameter: Amazon SNS does not support this protocol "
            "string: pigeon");
  EXPECT_EQ(refusal(wish("sqs", "news")), "InvalidParameter: Invalid parameter: SQS endpoint ARN");
  EXPECT_EQ(refusal(wish("https", "http://seller.test/hook")),
            "InvalidParameter: Invalid parameter: Endpoint must match the specified protocol: "
            "https");
  EXPECT_EQ(refusal(wish("https", kHook, {{"RawMessageDelivery", "yes"}})),
            "InvalidParameter: Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid "
            "value [yes]. Must be true or false.");
}

TEST_F(TopicsTest, OnlyLegacyProductsHaveThem) {
  std::vector<std::string> names;
  for (const auto& topic : messaging_.channels.topics()) {
    names.push_back(topic.arn.substr(topic.arn.rfind(':') + 1));
  }

  EXPECT_THAT(names, testing::UnorderedElementsAre(
                         "aws-mp-subscription-notification-souksubscriptionlegacy001",
                         "aws-mp-subscription-notification-soukcontractlegacy0000001",
                         "aws-mp-entitlement-notification-soukcontractlegacy0000001"));
}

}  // namespace
}  // namespace souk::messaging
