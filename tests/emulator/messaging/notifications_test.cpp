#include "emulator/messaging/notifications.h"

#include <fmt/format.h>

#include "tests/emulator/messaging/messaging_fixture.h"
#include "tests/emulator/messaging/sns_signature.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

class NotificationsTest : public MessagingTest {
 protected:
  using MessagingTest::MessagingTest;

  /// The text the seller reads of this news.
  std::string text_of(News news) {
    tell(news, agreement_);
    return Json::parse(last_sent().body)["Message"];
  }
  std::string beginning(const char* action) {
    const auto buyer = market_.catalogue.buyer(agreement_.buyer).value();
    return fmt::format(
        "{{\n\"action\": \"{}\",\n\"customer-identifier\": \"{}\",\n"
        "\"product-code\": \"souksubscriptionlegacy001\"",
        action, buyer.customer_identifier);
  }

  storage::AgreementRow agreement_ = bought(kLegacy);
};

TEST_F(NotificationsTest, EachActionHasItsMembersInTheirOrder) {
  hear("https", kHook);
  const auto offer = ",\n\"offer-identifier\": \"" + agreement_.offer_id + "\"";
  const std::string trial = ",\n\"isFreeTrialTermPresent\": \"false\"\n}";

  EXPECT_EQ(text_of(News::SubscribeSuccess), beginning("subscribe-success") + offer + trial);
  EXPECT_EQ(text_of(News::SubscribeFail), beginning("subscribe-fail") + offer + trial);
  EXPECT_EQ(text_of(News::UnsubscribePending), beginning("unsubscribe-pending") + trial);
  EXPECT_EQ(text_of(News::UnsubscribeSuccess), beginning("unsubscribe-success") + trial);
}

TEST_F(NotificationsTest, AnEntitlementUpdateHasThreeMembersAndATopicOfItsOwn) {
  const auto contract = bought("contract-legacy", {{"users", 5}});
  const auto topic =
      marketplace::entitlement_topic(market_.catalogue.product(contract.product).value());
  const auto row = subscribe(messaging_, {topic, "https", kHook, Json::object()}).value();
  ASSERT_TRUE(confirm(messaging_, topic, row.token, false));

  tell(News::EntitlementUpdated, contract);

  const auto message = Json::parse(last_sent().body);
  EXPECT_EQ(message["TopicArn"], topic);
  EXPECT_THAT(message["Message"].get<std::string>(),
              MatchesRegex("\\{\n\"action\": \"entitlement-updated\",\n\"customer-identifier\": "
                           "\"[^\"]+\",\n\"product-code\": \"soukcontractlegacy0000001\"\n\\}"));
}

TEST_F(NotificationsTest, TextsAreCompactWhereTheSwitchSaysSo) {
  choose("message_format", "compact");
  hear("https", kHook);

  EXPECT_THAT(text_of(News::UnsubscribePending),
              StartsWith(R"({"action":"unsubscribe-pending","customer-identifier":")"));
}

TEST_F(NotificationsTest, IdsOfNotificationsAreNameBased) {
  hear("https", kHook);

  tell(News::SubscribeSuccess, agreement_);

  EXPECT_THAT(Json::parse(last_sent().body)["MessageId"].get<std::string>(),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST_F(NotificationsTest, WhatNobodyHearsIsStillInTheJournal) {
  tell(News::SubscribeSuccess, agreement_);

  EXPECT_TRUE(outbound_.sent().empty());
  ASSERT_EQ(rows("notification").size(), 1U);
  const auto data = rows("notification")[0]["data"];
  EXPECT_EQ(data["channel"], "sns");
  EXPECT_EQ(data["name"], "subscribe-success");
  EXPECT_EQ(data["agreement"], agreement_.agreement_id);
  EXPECT_EQ(data["buyer"], "ann");
  EXPECT_EQ(data["topic_arn"], kSubscriptionTopic);
  EXPECT_EQ(data["message"]["action"], "subscribe-success");
}

class OldNotificationsTest : public NotificationsTest {
 protected:
  OldNotificationsTest() : NotificationsTest("guide-2020") {}
};

TEST_F(OldNotificationsTest, HadThreeMembers) {
  hear("https", kHook);

  EXPECT_EQ(text_of(News::SubscribeSuccess), beginning("subscribe-success") + "\n}");
  EXPECT_EQ(text_of(News::UnsubscribePending), beginning("unsubscribe-pending") + "\n}");
}

class ChannelFaultsTest : public NotificationsTest {
 protected:
  void fault(const Json& effect, const Json& match = Json::object()) {
    const Json rules{{{"channel", "sns"}, {"match", match}, {"effect", effect}}};
    // As a control call brings them: numbers of texts know that they are not negative.
    ASSERT_TRUE(marketplace::set_faults(market_, Json::parse(rules.dump())));
  }
  /// How many notifications the seller got since the confirmation.
  std::size_t heard() const { return outbound_.sent().size() - 1; }
};

TEST_F(ChannelFaultsTest, ADuplicateIsTheSameBytes) {
  hear("https", kHook);
  fault({{"duplicate", 2}});

  tell(News::SubscribeSuccess, agreement_);

  ASSERT_EQ(heard(), 3U);
  EXPECT_EQ(outbound_.sent()[1].body, outbound_.sent()[2].body);
  EXPECT_EQ(outbound_.sent()[1].body, outbound_.sent()[3].body);
}

TEST_F(ChannelFaultsTest, ADelayHoldsTheDeliveryBackAndNotItsTime) {
  hear("https", kHook);
  fault({{"delay", "10m"}});

  tell(News::SubscribeSuccess, agreement_);
  pass(10min - 1ms);
  EXPECT_EQ(heard(), 0U);
  pass(1ms);

  ASSERT_EQ(heard(), 1U);
  EXPECT_EQ(Json::parse(last_sent().body)["Timestamp"], "2026-10-06T09:00:00.001Z");
}

TEST_F(ChannelFaultsTest, ADropIsToldAndNotSent) {
  hear("https", kHook);
  fault({{"drop", true}});

  tell(News::SubscribeSuccess, agreement_);
  pass(24h);

  EXPECT_EQ(heard(), 0U);
  EXPECT_EQ(rows("notification").size(), 1U);
  EXPECT_EQ(rows("fault").back()["data"]["event"], "fired");
}

TEST_F(ChannelFaultsTest, MatchesByNameAndAgreement) {
  hear("https", kHook);
  fault({{"drop", true}},
        {{"name", "unsubscribe-pending"}, {"agreement", agreement_.agreement_id}});

  tell(News::SubscribeSuccess, agreement_);
  tell(News::UnsubscribePending, agreement_);

  EXPECT_EQ(heard(), 1U);
}

class ByHandTest : public NotificationsTest {
 protected:
  HandMade forged(const std::string& how) {
    return {agreement_.agreement_id, "subscribe-success", HandMade::Repeat::No, how};
  }
  /// What the seller gets of it.
  Json sent(const HandMade& wish) {
    EXPECT_TRUE(send_by_hand(messaging_, wish));
    EXPECT_EQ(deliver(), 1U);
    return Json::parse(last_sent().body);
  }
  static std::string signed_text(const Json& message) {
    std::string text;
    for (const auto* name : {"Message", "MessageId", "Timestamp", "TopicArn", "Type"}) {
      text += std::string(name) + "\n" + message[name].get<std::string>() + "\n";
    }
    return text;
  }
};

TEST_F(ByHandTest, ARepeatWithTheSameIdIsTheSameBytes) {
  hear("https", kHook);
  tell(News::SubscribeSuccess, agreement_);
  const auto first = last_sent().body;
  pass(1h);

  sent({agreement_.agreement_id, "subscribe-success", HandMade::Repeat::SameId, ""});

  EXPECT_EQ(last_sent().body, first);
  EXPECT_EQ(rows("notification").back()["data"]["copy_of"], Json::parse(first)["MessageId"]);
}

TEST_F(ByHandTest, ARepeatWithANewIdDiffersInIdAndSignature) {
  hear("https", kHook);
  tell(News::SubscribeSuccess, agreement_);
  auto first = Json::parse(last_sent().body);

  auto second = sent({agreement_.agreement_id, "subscribe-success", HandMade::Repeat::NewId, ""});

  EXPECT_NE(second["MessageId"], first["MessageId"]);
  EXPECT_TRUE(verifies(signed_text(second), second["Signature"], EVP_sha1()));
  for (auto* message : {&first, &second}) {
    message->erase("MessageId");
    message->erase("Signature");
  }
  EXPECT_EQ(first, second);
}

TEST_F(ByHandTest, AnEventRepeatedWithANewEnvelopeKeepsItsRequestId) {
  target("https", kHook);
  const auto agreement = bought(kConcurrent);
  tell(News::LicenseUpdated, agreement);
  auto first = Json::parse(last_sent().body);

  auto second = sent({agreement.agreement_id, "License Updated", HandMade::Repeat::NewId, ""});

  EXPECT_NE(second["id"], first["id"]);
  EXPECT_EQ(second["detail"]["requestId"], first["detail"]["requestId"]);
  first.erase("id");
  second.erase("id");
  EXPECT_EQ(first, second);
}

TEST_F(ByHandTest, AForgedSignatureDoesNotVerify) {
  hear("https", kHook);

  const auto message = sent(forged("signature"));

  EXPECT_FALSE(verifies(signed_text(message), message["Signature"], EVP_sha1()));
  EXPECT_EQ(message["TopicArn"], kSubscriptionTopic);
  EXPECT_EQ(rows("notification").back()["data"]["forged"], "signature");
  EXPECT_EQ(rows("delivery").back()["data"]["forged"], "signature");
}

TEST_F(ByHandTest, AForgedTopicIsNotTheProducts) {
  hear("https", kHook);

  const auto message = sent(forged("topic"));

  EXPECT_EQ(message["TopicArn"], std::string(kSubscriptionTopic) + "x");
  EXPECT_EQ(last_sent().headers.get("x-amz-sns-topic-arn"), std::string(kSubscriptionTopic) + "x");
  EXPECT_TRUE(verifies(signed_text(message), message["Signature"], EVP_sha1()))
      << "nothing else is wrong with it";
}

TEST_F(ByHandTest, AForgedCertificateIsNotAmazons) {
  hear("https", kHook);

  const auto message = sent(forged("certificate"));

  EXPECT_EQ(message["SigningCertURL"],
            "https://sns.us-east-1.amazonaws.com.example.test/SimpleNotificationService.pem");
}

TEST_F(ByHandTest, WhatCannotBeSentIsRefused) {
  const auto refusal = [&](const HandMade& wish) { return send_by_hand(messaging_, wish).error(); };

  auto nobody = forged("topic");
  nobody.agreement = "agmt-nobody";
  auto nothing = forged("topic");
  nothing.name = "subscribe-sucess";
  EXPECT_EQ(refusal(nobody).type, "AgreementNotFound");
  EXPECT_EQ(refusal(nothing).type, "InvalidNotification");
  EXPECT_EQ(refusal({agreement_.agreement_id, "subscribe-fail", HandMade::Repeat::SameId, ""}).type,
            "NotificationNotFound");
}

}  // namespace
}  // namespace souk::messaging
