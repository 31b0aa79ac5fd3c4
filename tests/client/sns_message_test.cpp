#include "souk/sns_message.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "souk/sigv4.h"
#include "tests/client/support/sns_signer.h"
#include "tests/support/precompiled.h"

namespace souk::client {
namespace {

const std::string kTopic =
    "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-prodcode1";
const std::string kCertificateUrl =
    "https://sns.us-east-1.amazonaws.com/"
    "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

const test::SnsSigner& amazon() {
  static const test::SnsSigner signer;
  return signer;
}

SnsMessage notification() {
  return {.type = "Notification",
          .message_id = "11111111-2222-5333-8444-555555555555",
          .topic_arn = kTopic,
          .message =
              "{\n\"action\": \"subscribe-success\",\n\"customer-identifier\": "
              "\"cust1\",\n\"product-code\": \"prodcode1\"\n}",
          .timestamp = "2026-11-22T10:15:00.123Z",
          .signature_version = "1",
          .signature = "",
          .signing_cert_url = kCertificateUrl};
}

SnsMessage confirmation() {
  auto message = notification();
  message.type = "SubscriptionConfirmation";
  message.message_id = "11111111-2222-4333-8444-555555555555";
  message.token = "2336412f37";
  message.message =
      "You have chosen to subscribe to the topic " + kTopic +
      ".\nTo confirm the subscription, visit the SubscribeURL included in this message.";
  message.subscribe_url =
      "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + kTopic +
      "&Token=2336412f37";
  return message;
}

std::string sha1_hex(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

TEST(SnsStringToSign, IsTheOneAmazonSigns) {
  const auto plain = sns_string_to_sign(notification());
  EXPECT_EQ(plain.size(), 290U);
  EXPECT_EQ(sha1_hex(plain), "68af18bb96418b7f9dbb5ef2d6548d4b8ed9be65");
  EXPECT_EQ(sha256_hex(plain), "83426d904c68608610252153303db72152c0405492242db3ad16d59402a1395e");

  auto with_subject = notification();
  with_subject.subject = "héllo";
  EXPECT_EQ(sns_string_to_sign(with_subject).size(), 305U);
  EXPECT_EQ(sha1_hex(sns_string_to_sign(with_subject)), "16011e9bd5c69797819876d7956b684d2d138e02");

  EXPECT_EQ(sns_string_to_sign(confirmation()).size(), 604U);
  EXPECT_EQ(sha256_hex(sns_string_to_sign(confirmation())),
            "090b7bc4ad76fada5005d749b50d4395d997660190d023c597920f56bd5bc0d0");
}

TEST(SnsEnvelope, IsReadAsItIsPosted) {
  auto message = confirmation();
  message.signature = "c2ln";

  const auto read = parse_sns_message(test::SnsSigner::envelope(message));

  ASSERT_TRUE(read);
  EXPECT_EQ(sns_string_to_sign(*read), sns_string_to_sign(message));
  EXPECT_EQ(read->signing_cert_url, kCertificateUrl);
  EXPECT_EQ(read->subscribe_url, message.subscribe_url);
}

TEST(SnsEnvelope, IsReadAsFunctionsGetIt) {
  auto message = notification();
  message.signature = "c2ln";
  auto body = nlohmann::json::parse(test::SnsSigner::envelope(message));
  body["SigningCertUrl"] = body["SigningCertURL"];
  body.erase("SigningCertURL");
  body["Subject"] = nullptr;

  const auto read = parse_sns_message(body.dump());

  ASSERT_TRUE(read);
  EXPECT_FALSE(read->subject);
  EXPECT_EQ(read->signing_cert_url, kCertificateUrl);
}

TEST(SnsEnvelope, SaysWhichMemberIsMissing) {
  EXPECT_EQ(parse_sns_message("not json").error().field, "Type");
  EXPECT_EQ(parse_sns_message("[1]").error().field, "Type");
  auto message = confirmation();
  message.signature = "c2ln";
  message.token.clear();
  EXPECT_EQ(parse_sns_message(test::SnsSigner::envelope(message)).error().field, "Token");
}

TEST(SnsCertificateUrl, IsAmazonsOwnOrNothing) {
  EXPECT_TRUE(is_sns_certificate_url(kCertificateUrl));
  EXPECT_TRUE(is_sns_certificate_url("https://sns.cn-north-1.amazonaws.com.cn/x.pem"));
  for (const auto* url :
       {"http://sns.us-east-1.amazonaws.com/x.pem", "https://sns.us-east-1.amazonaws.com:443/x.pem",
        "https://sns.us-east-1.amazonaws.com/x.crt", "https://sns.us-east-1.amazonaws.com/x.pem?y",
        "https://sns.us-east-1.amazonaws.com.evil.test/x.pem",
        "https://evil.sns.us-east-1.amazonaws.com/x.pem", "https://sns.us.east.amazonaws.com/x.pem",
        "https://sns.ab.amazonaws.com/x.pem", "https://sns.amazonaws.com/x.pem",
        "https://127.0.0.1/x.pem", "https://evil.test/sns.us-east-1.amazonaws.com/x.pem", "x.pem",
        ""}) {
    EXPECT_FALSE(is_sns_certificate_url(url)) << url;
  }
}

class SnsVerifierTest : public testing::Test {
 protected:
  static SnsMessage signed_by(const test::SnsSigner& signer, SnsMessage message) {
    signer.sign(message);
    return message;
  }

  int fetched_ = 0;
};

TEST_F(SnsVerifierTest, AcceptsBothSignatureVersionsAndEveryType) {
  SnsVerifier verify{{kTopic}, [&](const std::string&) -> Outcome<std::string> {
                       ++fetched_;
                       return amazon().certificate_pem();
                     }};
  auto newer = notification();
  newer.signature_version = "2";
  auto goodbye = confirmation();
  goodbye.type = "UnsubscribeConfirmation";

  EXPECT_TRUE(verify.verify(signed_by(amazon(), notification())));
  EXPECT_TRUE(verify.verify(signed_by(amazon(), newer)));
  EXPECT_TRUE(verify.verify(signed_by(amazon(), confirmation())));
  EXPECT_TRUE(verify.verify(signed_by(amazon(), goodbye)));
  EXPECT_EQ(fetched_, 1);
}

TEST_F(SnsVerifierTest, RefusesWhatWasChanged) {
  const auto error_of = [&](auto change) {
    auto message = signed_by(amazon(), notification());
    change(message);
    SnsVerifier verify{{kTopic}, [](const std::string&) -> Outcome<std::string> {
                         return amazon().certificate_pem();
                       }};
    return verify.verify(message).error_type();
  };

  EXPECT_EQ(error_of([](SnsMessage& m) { m.message += " "; }), "BadSignature");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.timestamp = "2026-11-22T10:15:00.124Z"; }),
            "BadSignature");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.subject = "new"; }), "BadSignature");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.signature_version = "2"; }), "BadSignature");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.signature_version = "3"; }), "BadSignature");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.signature = "!!"; }), "BadSignature");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.signature.clear(); }), "BadSignature");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.topic_arn += "2"; }), "UnexpectedTopic");
  EXPECT_EQ(error_of([](SnsMessage& m) { m.signing_cert_url = "https://evil.test/x.pem"; }),
            "UntrustedCertificate");
}

TEST_F(SnsVerifierTest, RefusesAKeyThatIsNotAmazons) {
  const test::SnsSigner stranger("evil.example");
  SnsVerifier verify{{kTopic}, [&](const std::string&) -> Outcome<std::string> {
                       return stranger.certificate_pem();
                     }};
  SnsVerifier garbled{{kTopic}, [](const std::string&) -> Outcome<std::string> {
                        return std::string("no certificate");
                      }};

  EXPECT_EQ(verify.verify(signed_by(stranger, notification())).error_type(), "BadSignature");
  EXPECT_EQ(garbled.verify(signed_by(amazon(), notification())).error_type(), "BadSignature");
}

TEST_F(SnsVerifierTest, AsksAgainForACertificateItCouldNotGet) {
  SnsVerifier verify{{kTopic}, [&](const std::string&) -> Outcome<std::string> {
                       if (++fetched_ == 1) return Failure{.type = "Refused"};
                       return amazon().certificate_pem();
                     }};
  const auto message = signed_by(amazon(), notification());

  EXPECT_EQ(verify.verify(message).error_type(), "Refused");
  EXPECT_TRUE(verify.verify(message));
}

}  // namespace
}  // namespace souk::client
