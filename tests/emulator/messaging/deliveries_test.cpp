#include "emulator/messaging/deliveries.h"

#include <fmt/format.h>

#include "emulator/messaging/sns_message.h"
#include "tests/emulator/messaging/messaging_fixture.h"
#include "tests/emulator/messaging/sns_signature.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

std::vector<std::pair<std::string, std::string>> lines_of(const Headers& headers) {
  return {headers.begin(), headers.end()};
}

/// What the signature of a notification covers, from the message itself.
std::string signed_text(const Json& message) {
  std::string text;
  for (const auto* name :
       {"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"}) {
    if (message.contains(name)) {
      text += std::string(name) + "\n" + message[name].get<std::string>() + "\n";
    }
  }
  return text;
}

class DeliveriesTest : public MessagingTest {
 protected:
  /// A buyer's success, told to whoever hears the legacy product.
  void tell_success() { tell(News::SubscribeSuccess, agreement_); }

  std::vector<std::string> bodies_in(const std::string& queue) {
    std::vector<std::string> bodies;
    const auto row = queue_called(messaging_, queue).value();
    for (const auto& each : receive(messaging_, row, 10, std::nullopt)) {
      bodies.push_back(each.message.body);
    }
    return bodies;
  }

  storage::AgreementRow agreement_ = bought(kLegacy);
  storage::QueueRow queue_ = create_queue(messaging_, "news", Json::object()).value();
  std::string queue_arn_ = queue_arn(messaging_, queue_);
};

TEST_F(DeliveriesTest, AnSnsRequestHasSnssHeaders) {
  const auto heard = hear("https", kHook);
  clock_.move_to(clock_.now() + 1500ms);

  tell_success();

  const auto sent = last_sent();
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.url, kHook);
  EXPECT_EQ(sent.timeout, 15s);
  const auto id = Json::parse(sent.body)["MessageId"].get<std::string>();
  EXPECT_THAT(
      lines_of(sent.headers),
      ElementsAre(Pair("x-amz-sns-message-type", "Notification"), Pair("x-amz-sns-message-id", id),
                  Pair("x-amz-sns-topic-arn", kSubscriptionTopic),
                  Pair("x-amz-sns-subscription-arn", heard.arn),
                  Pair("Content-Type", "text/plain; charset=UTF-8"),
                  Pair("User-Agent", "Amazon Simple Notification Service Agent"),
                  Pair("Accept-Encoding", "gzip,deflate"),
                  Pair("X-Souk-Now", "2026-10-06T09:00:01.500Z")));
}

TEST_F(DeliveriesTest, AMessageIsSignedByItsTopicsVersion) {
  hear("https", kHook);
  for (const auto* version : {"1", "2"}) {
    auto topic = messaging_.channels.topic(kSubscriptionTopic).value();
    topic.signature_version = version;
    messaging_.channels.put(topic);

    tell_success();

    const auto message = Json::parse(last_sent().body);
    const auto* digest = std::string(version) == "1" ? EVP_sha1() : EVP_sha256();
    EXPECT_EQ(message["SignatureVersion"], version);
    EXPECT_TRUE(verifies(signed_text(message), message["Signature"], digest));
  }
}

TEST_F(DeliveriesTest, UrlsAreSouksOwn) {
  const auto heard = hear("https", kHook);

  tell_success();

  const auto message = Json::parse(last_sent().body);
  EXPECT_EQ(message["SigningCertURL"], "http://127.0.0.1:4747/" + certificate_name());
  EXPECT_EQ(message["UnsubscribeURL"],
            "http://127.0.0.1:4747/?Action=Unsubscribe&SubscriptionArn=" + heard.arn);
}

TEST_F(DeliveriesTest, UrlsAreAmazonsWhereTheSwitchSaysSo) {
  choose("sns_urls", "aws");
  const auto heard = hear("https", kHook);

  tell_success();

  const auto asked = Json::parse(outbound_.sent().front().body);
  EXPECT_EQ(asked["SubscribeURL"], fmt::format("https://sns.us-east-1.amazonaws.com/"
                                               "?Action=ConfirmSubscription&TopicArn={}&Token={}",
                                               kSubscriptionTopic, heard.token));
  const auto message = Json::parse(last_sent().body);
  EXPECT_EQ(message["SigningCertURL"], "https://sns.us-east-1.amazonaws.com/" + certificate_name());
  EXPECT_EQ(message["UnsubscribeURL"],
            "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=" + heard.arn);
}

TEST_F(DeliveriesTest, RawDeliveryIsTheTextAlone) {
  hear("https", kHook, "true");

  tell_success();

  const auto sent = last_sent();
  EXPECT_THAT(sent.body, StartsWith("{\n\"action\": \"subscribe-success\",\n"));
  EXPECT_EQ(sent.headers.get("x-amz-sns-rawdelivery"), "true");
  EXPECT_EQ(sent.headers.get("content-type"), "text/plain; charset=UTF-8");
}

TEST_F(DeliveriesTest, AQueueGetsTheWholeEnvelope) {
  hear("sqs", queue_arn_);

  tell_success();

  const auto bodies = bodies_in("news");
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_THAT(bodies[0], StartsWith("{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : "));
  const auto message = Json::parse(bodies[0]);
  EXPECT_TRUE(verifies(signed_text(message), message["Signature"], EVP_sha1()));
  EXPECT_EQ(Json::parse(message["Message"].get<std::string>())["action"], "subscribe-success");
  EXPECT_TRUE(outbound_.sent().empty());
  EXPECT_THAT(outcomes(), ElementsAre("delivered"));
}

TEST_F(DeliveriesTest, AQueueGetsTheTextAloneWhenRaw) {
  hear("sqs", queue_arn_, "true");

  tell_success();

  EXPECT_THAT(bodies_in("news"),
              ElementsAre(StartsWith("{\n\"action\": \"subscribe-success\",\n")));
}

TEST_F(DeliveriesTest, AQueueThatIsNotThereRefuses) {
  hear("sqs", "arn:aws:sqs:us-east-1:999900001111:gone");

  tell_success();

  EXPECT_THAT(outcomes(), ElementsAre("refused"));
}

TEST_F(DeliveriesTest, AnEventReachesAQueueAsItIs) {
  target("sqs", queue_arn_);

  tell(News::LicenseUpdated, bought(kConcurrent));

  const auto bodies = bodies_in("news");
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_THAT(bodies[0], StartsWith(R"({"version":"0","id":")"));
  EXPECT_EQ(Json::parse(bodies[0])["detail-type"], "License Updated - Manufacturer");
}

TEST_F(DeliveriesTest, AnEventReachesAUrlAsAnApiDestinationSendsIt) {
  target("https", kHook);

  tell(News::LicenseUpdated, bought(kConcurrent));

  const auto sent = last_sent();
  EXPECT_EQ(sent.method, "POST");
  EXPECT_THAT(sent.body, StartsWith(R"({"version":"0","id":")"));
  EXPECT_THAT(lines_of(sent.headers),
              ElementsAre(Pair("User-Agent", "Amazon/EventBridge/ApiDestinations"),
                          Pair("Content-Type", "application/json; charset=utf-8"),
                          Pair("Range", "bytes=0-1048575"), Pair("Accept-Encoding", "gzip,deflate"),
                          Pair("X-Souk-Now", "2026-10-06T09:00:00.000Z")));
  const auto row = rows("delivery").back()["data"];
  EXPECT_EQ(row["to"], "api-destination");
  EXPECT_EQ(row["rule"], "arn:aws:events:us-east-1:999900001111:rule/souk-subscription-concurrent");
}

TEST_F(DeliveriesTest, EveryFailureToAnswerIsTriedAgainExceptOnesThatCannotEnd) {
  using Failure = OutboundAnswer::Failure;
  hear("https", kHook);
  for (const auto failure : {Failure::Refused, Failure::Timeout, Failure::Broken, Failure::Tls,
                             Failure::BadUrl, Failure::Forbidden}) {
    outbound_.react = [failure](const auto&) { return unanswered(failure); };
    tell_success();
  }

  EXPECT_THAT(outcomes(),
              ElementsAre("failed", "failed", "failed", "failed", "refused", "refused"));
}

TEST_F(DeliveriesTest, ARetryThatIsAnsweredIsTheLast) {
  hear("https", kHook);
  outbound_.react = [](const auto&) { return answered(500); };
  tell_success();
  outbound_.react = [](const auto&) { return answered(200); };

  pass(24h);

  EXPECT_THAT(outcomes(), ElementsAre("failed", "delivered"));
}

TEST_F(DeliveriesTest, ARepeatIsTheSameBytes) {
  hear("https", kHook);
  outbound_.react = [](const auto&) { return answered(500); };
  tell_success();
  messaging_.base_url = "http://127.0.0.1:9999";

  pass(20s);

  const auto sent = outbound_.sent();
  ASSERT_GE(sent.size(), 2U);
  EXPECT_EQ(sent[sent.size() - 1].body, sent[sent.size() - 2].body);
}

TEST_F(DeliveriesTest, WhatWasOutWhenSoukEndedIsSentAgainWithTheSameBytes) {
  hear("https", kHook);
  market_.news.push_back({News::SubscribeSuccess, agreement_.id, ""});
  publish_news(messaging_);
  auto attempts = claim_attempts(messaging_);
  ASSERT_EQ(attempts.size(), 1U);
  make_attempt(attempts[0], outbound_);

  // The process ends here; the next one finds the row as it was when it was claimed.
  messaging_.outbox.requeue_in_flight();
  EXPECT_EQ(deliver(), 1U);

  const auto sent = outbound_.sent();
  EXPECT_EQ(sent[sent.size() - 1].body, sent[sent.size() - 2].body);
  EXPECT_THAT(outcomes(), ElementsAre("delivered"));
}

TEST_F(DeliveriesTest, TooManyRequestsIsTriedAgain) {
  hear("https", kHook);
  outbound_.react = [](const auto&) { return answered(429); };

  tell_success();

  EXPECT_THAT(outcomes(), ElementsAre("failed"));
}

TEST_F(DeliveriesTest, TooManyRequestsIsALossWhereTheSwitchSaysSo) {
  choose("sns_429", "lost");
  hear("https", kHook);
  outbound_.react = [](const auto&) { return answered(429); };

  tell_success();

  EXPECT_THAT(outcomes(), ElementsAre("refused"));
}

TEST_F(DeliveriesTest, OneAttemptIsOutPerEndpoint) {
  hear("https", kHook);
  hear("https", "https://seller.test/other");
  for (int i = 0; i < 2; ++i) market_.news.push_back({News::SubscribeSuccess, agreement_.id, ""});
  publish_news(messaging_);

  auto first = claim_attempts(messaging_);
  const auto meanwhile = claim_attempts(messaging_);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_NE(first[0].request.url, first[1].request.url);
  EXPECT_TRUE(meanwhile.empty());
  finish_attempt(messaging_, first[0], make_attempt(first[0], outbound_));
  const auto then = claim_attempts(messaging_);

  ASSERT_EQ(then.size(), 1U);
  EXPECT_EQ(then[0].request.url, first[0].request.url);
}

}  // namespace
}  // namespace souk::messaging
