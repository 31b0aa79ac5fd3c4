#include "emulator/messaging/resending.h"

#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {
namespace {

using marketplace::News;

class ResendingTest : public MessagingTest {
 protected:
  void tell_success() { tell(News::SubscribeSuccess, agreement_); }
  storage::DeliveryRow newest() { return messaging_.outbox.newest({}, 1).at(0); }
  std::string refusal(const std::string& id) {
    const auto sent = resend(messaging_, id);
    return sent ? "" : sent.error().type + " " + sent.error().field;
  }

  storage::AgreementRow agreement_ = bought(kLegacy);
};

TEST_F(ResendingTest, ADeliveryIsMadeAgainWithTheSameBytes) {
  hear("https", kHook);
  tell_success();
  const auto original = newest();
  messaging_.base_url = "http://127.0.0.1:9999";
  clock_.move_to(clock_.now() + 1h);

  const auto again = resend(messaging_, std::to_string(original.id)).value();
  EXPECT_EQ(deliver(), 1U);

  const auto sent = outbound_.sent();
  ASSERT_EQ(sent.size(), 3U) << "the confirmation is the first";
  EXPECT_EQ(sent[2].body, sent[1].body);
  EXPECT_EQ(sent[2].url, sent[1].url);
  const auto row = newest();
  EXPECT_EQ(row.id, again);
  EXPECT_EQ(row.state, "delivered");
  EXPECT_EQ(row.attempts, 1);
  EXPECT_EQ(row.resend_of, original.id);
  const auto told = rows("delivery").back();
  EXPECT_EQ(told["data"]["resend_of"], original.id);
  EXPECT_EQ(told["data"]["id"], again);
  EXPECT_EQ(told["correlation"], rows("notification").back()["subject"]);
  EXPECT_EQ(rows("notification").size(), 1U) << "no other news was told";
}

TEST_F(ResendingTest, OneThatWasRefusedOrGivenUpMayBeMadeAgain) {
  hear("https", kHook);
  outbound_.react = [](const auto&) { return answered(404); };
  tell_success();
  const auto refused = newest();
  ASSERT_EQ(refused.state, "refused");
  outbound_.react = [](const auto&) { return answered(500); };
  tell_success();
  pass(1h);
  const auto given_up = newest();
  ASSERT_EQ(given_up.state, "given-up");
  outbound_.react = [](const auto&) { return answered(200); };

  for (const auto id : {refused.id, given_up.id}) {
    ASSERT_TRUE(resend(messaging_, std::to_string(id)));
    deliver();
    EXPECT_EQ(newest().state, "delivered");
    EXPECT_EQ(newest().last_status, 200);
  }
}

TEST_F(ResendingTest, OneThatIsStillToBeMadeIsNot) {
  hear("https", kHook);
  market_.news.push_back({News::SubscribeSuccess, agreement_.id, ""});
  publish_news(messaging_);
  const auto id = std::to_string(newest().id);

  EXPECT_EQ(refusal(id), "WrongState due");
  auto attempts = claim_attempts(messaging_);
  EXPECT_EQ(refusal(id), "WrongState in-flight");
  finish_attempt(messaging_, attempts.at(0), answered(500));
  EXPECT_EQ(refusal(id), "WrongState waiting");
  auto held = newest();
  held.state = "held";
  messaging_.outbox.put(held);
  EXPECT_EQ(refusal(id), "WrongState held");
}

TEST_F(ResendingTest, AResendThatFailsIsTriedAgainLikeAnyOther) {
  hear("https", kHook);
  tell_success();
  const auto original = newest();
  outbound_.react = [](const auto&) { return answered(500); };

  ASSERT_TRUE(resend(messaging_, std::to_string(original.id)));
  deliver();
  EXPECT_EQ(newest().state, "waiting");
  pass(20s);

  EXPECT_EQ(newest().attempts, 2);
  EXPECT_EQ(messaging_.outbox.delivery(original.id)->state, "delivered");
}

TEST_F(ResendingTest, AQueueGetsAnotherMessageOfTheSameText) {
  const auto queue = create_queue(messaging_, "news", Json::object()).value();
  hear("sqs", queue_arn(messaging_, queue));
  tell_success();

  ASSERT_TRUE(resend(messaging_, std::to_string(newest().id)));

  const auto messages = receive(messaging_, queue, 10, std::nullopt);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].message.body, messages[1].message.body);
  EXPECT_NE(messages[0].message.message_id, messages[1].message.message_id);
}

TEST_F(ResendingTest, WhatIsNoDeliveryIsRefused) {
  for (const auto* id : {"99", "", "0", "-1", "one", "1.0", "99999999999999999999"}) {
    EXPECT_EQ(refusal(id), "DeliveryNotFound d") << id;
  }
}

}  // namespace
}  // namespace souk::messaging
