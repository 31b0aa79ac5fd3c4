#include "emulator/messaging/sns_message.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "emulator/messaging/queues.h"
#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {
namespace {

constexpr auto kTopic =
    "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-prodcode1";
constexpr auto kText =
    "{\n\"action\": \"subscribe-success\",\n\"customer-identifier\": \"cust1\",\n"
    "\"product-code\": \"prodcode1\"\n}";

Envelope notification() {
  Envelope envelope;
  envelope.type = "Notification";
  envelope.message_id = "11111111-2222-5333-8444-555555555555";
  envelope.topic_arn = kTopic;
  envelope.message = kText;
  envelope.timestamp = "2026-11-22T10:15:00.123Z";
  envelope.unsubscribe_url = "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe";
  envelope.signature_version = "1";
  envelope.signing_cert_url = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem";
  return envelope;
}

Envelope confirmation() {
  auto envelope = notification();
  envelope.type = "SubscriptionConfirmation";
  envelope.message_id = "11111111-2222-4333-8444-555555555555";
  envelope.message = confirmation_text(kTopic);
  envelope.token = "2336412f37";
  envelope.subscribe_url =
      "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" +
      std::string(kTopic) + "&Token=2336412f37";
  envelope.unsubscribe_url.clear();
  return envelope;
}

std::string sha256_of(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

TEST(SnsMessageTest, ABodyIsWrittenAsSnsWritesIt) {
  EXPECT_EQ(render(notification(), "c2ln"),
            "{\n"
            "  \"Type\" : \"Notification\",\n"
            "  \"MessageId\" : \"11111111-2222-5333-8444-555555555555\",\n"
            "  \"TopicArn\" : "
            "\"arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-prodcode1\",\n"
            "  \"Message\" : \"{\\n\\\"action\\\": "
            "\\\"subscribe-success\\\",\\n\\\"customer-identifier\\\": "
            "\\\"cust1\\\",\\n\\\"product-code\\\": \\\"prodcode1\\\"\\n}\",\n"
            "  \"Timestamp\" : \"2026-11-22T10:15:00.123Z\",\n"
            "  \"SignatureVersion\" : \"1\",\n"
            "  \"Signature\" : \"c2ln\",\n"
            "  \"SigningCertURL\" : "
            "\"https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem\",\n"
            "  \"UnsubscribeURL\" : \"https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe\"\n"
            "}");
}

TEST(SnsMessageTest, AConfirmationHasTokenAndLinkAndNoUnsubscribeUrl) {
  EXPECT_EQ(
      render(confirmation(), "c2ln"),
      "{\n"
      "  \"Type\" : \"SubscriptionConfirmation\",\n"
      "  \"MessageId\" : \"11111111-2222-4333-8444-555555555555\",\n"
      "  \"Token\" : \"2336412f37\",\n"
      "  \"TopicArn\" : "
      "\"arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-prodcode1\",\n"
      "  \"Message\" : \"You have chosen to subscribe to the topic "
      "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-prodcode1.\\nTo confirm "
      "the subscription, visit the SubscribeURL included in this message.\",\n"
      "  \"SubscribeURL\" : "
      "\"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn="
      "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-prodcode1"
      "&Token=2336412f37\",\n"
      "  \"Timestamp\" : \"2026-11-22T10:15:00.123Z\",\n"
      "  \"SignatureVersion\" : \"1\",\n"
      "  \"Signature\" : \"c2ln\",\n"
      "  \"SigningCertURL\" : "
      "\"https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem\"\n"
      "}");
}

TEST(SnsMessageTest, ATextHasAMemberOnEachLineAndNoIndentation) {
  EXPECT_EQ(message_text({{"action", "subscribe-success"},
                          {"customer-identifier", "cust1"},
                          {"product-code", "prodcode1"}},
                         false),
            kText);
}

TEST(SnsMessageTest, ACompactTextIsOneLine) {
  EXPECT_EQ(message_text({{"action", "subscribe-success"}, {"product-code", "a\"b"}}, true),
            R"({"action":"subscribe-success","product-code":"a\"b"})");
}

// Lengths and digests are those of strings that Amazon's own signatures verify against.
TEST(SnsMessageTest, TheStringToSignOfANotification) {
  const auto text = string_to_sign(notification());

  EXPECT_EQ(text, "Message\n" + std::string(kText) +
                      "\nMessageId\n11111111-2222-5333-8444-555555555555\n"
                      "Timestamp\n2026-11-22T10:15:00.123Z\n"
                      "TopicArn\n" +
                      kTopic + "\nType\nNotification\n");
  EXPECT_EQ(text.size(), 290U);
  EXPECT_EQ(sha256_of(text), "83426d904c68608610252153303db72152c0405492242db3ad16d59402a1395e");
}

TEST(SnsMessageTest, ASubjectIsSignedWhereThereIsOne) {
  auto with_subject = notification();
  with_subject.subject = "h\xc3\xa9llo";

  const auto text = string_to_sign(with_subject);

  EXPECT_EQ(text.size(), 305U);
  EXPECT_EQ(sha256_of(text), "d0d767d1bd8f4ee93e2fa94550684c381a592a2674d5b0af31d634624fecd2ab");
}

TEST(SnsMessageTest, TheStringToSignOfAConfirmation) {
  const auto text = string_to_sign(confirmation());

  EXPECT_EQ(text.size(), 604U);
  EXPECT_EQ(sha256_of(text), "090b7bc4ad76fada5005d749b50d4395d997660190d023c597920f56bd5bc0d0");
}

TEST(SnsMessageTest, ATimeNeverHasZeroMilliseconds) {
  const auto second = *parse_iso("2026-11-22T10:15:00Z");

  EXPECT_EQ(sns_time(second - 1ms), "2026-11-22T10:14:59.999Z");
  EXPECT_EQ(sns_time(second), "2026-11-22T10:15:00.001Z");
  EXPECT_EQ(sns_time(second + 1ms), "2026-11-22T10:15:00.001Z");
  EXPECT_EQ(sns_time(second + 120ms), "2026-11-22T10:15:00.120Z");
}

TEST(SnsMessageTest, AFunctionGetsOtherSpellingsAndANullSubject) {
  const auto event = Json::parse(render_for_lambda(notification(), "c2ln", "arn:of:it"));

  const auto& record = event["Records"][0];
  EXPECT_EQ(event["Records"].size(), 1U);
  EXPECT_EQ(record["EventSource"], "aws:sns");
  EXPECT_EQ(record["EventVersion"], "1.0");
  EXPECT_EQ(record["EventSubscriptionArn"], "arn:of:it");
  EXPECT_EQ(record["Sns"],
            (Json{{"Type", "Notification"},
                  {"MessageId", "11111111-2222-5333-8444-555555555555"},
                  {"TopicArn", kTopic},
                  {"Subject", nullptr},
                  {"Message", kText},
                  {"Timestamp", "2026-11-22T10:15:00.123Z"},
                  {"SignatureVersion", "1"},
                  {"Signature", "c2ln"},
                  {"SigningCertUrl",
                   "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem"},
                  {"UnsubscribeUrl", "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe"},
                  {"MessageAttributes", Json::object()}}));
}

}  // namespace
}  // namespace souk::messaging
