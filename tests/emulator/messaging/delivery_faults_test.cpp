#include "emulator/messaging/delivery_faults.h"

#include <set>

#include "emulator/marketplace/registration.h"
#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::ElementsAre;
using testing::IsEmpty;

class DeliveryFaultsTest : public MessagingTest {
 protected:
  DeliveryFaultsTest() { hear("https", kHook); }

  void fault(const Json& effect, const Json& match = Json::object(), const char* channel = "sns") {
    const Json rules{{{"name", "f"}, {"channel", channel}, {"match", match}, {"effect", effect}}};
    // As a control call brings them: numbers of texts know that they are not negative.
    const auto set = marketplace::set_faults(market_, Json::parse(rules.dump()));
    ASSERT_TRUE(set) << set.error().message;
  }
  void say(News news) { tell(news, agreement_); }

  /// The actions the seller heard of, in order.
  std::vector<std::string> heard() const {
    std::vector<std::string> actions;
    for (const auto& each : outbound_.sent()) {
      const auto body = Json::parse(each.body);
      if (body["Type"] != "Notification") continue;
      actions.push_back(Json::parse(body["Message"].get<std::string>())["action"]);
    }
    return actions;
  }
  /// The buyer comes with a token, and the seller asks who it is.
  void register_buyer(const storage::AgreementRow& agreement) {
    const auto token = marketplace::issue_token(market_, agreement.agreement_id).value();
    const auto came = marketplace::resolve_token(market_, token.token).value();
    release_registered(messaging_, came.agreement);
    deliver();
  }
  std::vector<std::string> states() {
    std::vector<std::string> found;
    for (const auto& each : messaging_.outbox.newest({}, 100)) found.push_back(each.state);
    return found;
  }

  storage::AgreementRow agreement_ = bought(kLegacy);
};

TEST_F(DeliveryFaultsTest, CopiesUnderNewIdsLookLikeOtherMessages) {
  fault({{"duplicate", 2}, {"ids", "new"}});

  say(News::SubscribeSuccess);

  EXPECT_EQ(heard(), std::vector<std::string>(3, "subscribe-success"));
  std::set<std::string> ids;
  for (const auto& each : outbound_.sent()) {
    ids.insert(Json::parse(each.body)["MessageId"].get<std::string>());
  }
  EXPECT_EQ(ids.size(), 4U) << "the confirmation's among them";
  const auto told = rows("notification");
  ASSERT_EQ(told.size(), 3U);
  EXPECT_FALSE(told[0]["data"].contains("copy_of"));
  EXPECT_EQ(told[1]["data"]["copy_of"], told[0]["subject"]);
  EXPECT_EQ(told[2]["data"]["copy_of"], told[0]["subject"]);
}

TEST_F(DeliveryFaultsTest, CopiesOfAnEventAreTheSameFactInOtherEnvelopes) {
  target("https", "https://seller.test/events");
  fault({{"duplicate", 1}, {"ids", "new"}}, Json::object(), "eventbridge");

  tell(News::LicenseUpdated, bought(kConcurrent));

  const auto sent = outbound_.sent();
  ASSERT_EQ(sent.size(), 3U);
  auto first = Json::parse(sent[1].body);
  auto second = Json::parse(sent[2].body);
  EXPECT_NE(first["id"], second["id"]);
  EXPECT_EQ(first["detail"]["requestId"], second["detail"]["requestId"]);
  first.erase("id");
  second.erase("id");
  EXPECT_EQ(first, second);
}

TEST_F(DeliveryFaultsTest, CopiesUnderTheSameIdAreTheUsualOnes) {
  fault({{"duplicate", 1}, {"ids", "same"}});

  say(News::SubscribeSuccess);

  const auto sent = outbound_.sent();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(sent[1].body, sent[2].body);
  EXPECT_EQ(rows("notification").size(), 1U);
}

TEST_F(DeliveryFaultsTest, NewsIsReorderedOnceSoMuchCameTogether) {
  fault({{"reorder", 3}});

  say(News::SubscribeSuccess);
  say(News::UnsubscribePending);
  EXPECT_THAT(heard(), IsEmpty());
  say(News::UnsubscribeSuccess);

  EXPECT_THAT(heard(),
              ElementsAre("unsubscribe-success", "unsubscribe-pending", "subscribe-success"));
  EXPECT_THAT(market_.agenda.all(SIZE_MAX),
              testing::Not(testing::Contains(
                  testing::Field("name", &storage::Happening::name, std::string(kReleaseHeld)))));
  const auto released = rows("fault").back()["data"];
  EXPECT_EQ(released["event"], "released");
  EXPECT_EQ(released["why"], "complete");
  EXPECT_EQ(released["notifications"].size(), 3U);
}

TEST_F(DeliveryFaultsTest, WhatIsTooLittleToReorderIsHeldFiveMinutesFromTheFirst) {
  fault({{"reorder", 3}});

  say(News::SubscribeSuccess);
  pass(3min);
  say(News::UnsubscribePending);
  pass(2min - 1ms);
  EXPECT_THAT(heard(), IsEmpty());
  EXPECT_THAT(states(), ElementsAre("held", "held", "delivered"));
  pass(1ms);

  EXPECT_THAT(heard(), ElementsAre("unsubscribe-pending", "subscribe-success"));
  EXPECT_EQ(rows("fault").back()["data"]["why"], "waited");
  pass(1h);
  EXPECT_EQ(heard().size(), 2U);
}

TEST_F(DeliveryFaultsTest, HowLongIsTheStorysChoice) {
  fault({{"reorder", 2}, {"within", "1h"}});

  say(News::SubscribeSuccess);
  pass(1h - 1ms);
  EXPECT_THAT(heard(), IsEmpty());
  pass(1ms);

  EXPECT_THAT(heard(), ElementsAre("subscribe-success"));
}

TEST_F(DeliveryFaultsTest, AfterAGroupTheNextOneIsGathered) {
  fault({{"reorder", 2}});
  say(News::SubscribeSuccess);
  say(News::UnsubscribePending);

  say(News::UnsubscribeSuccess);
  EXPECT_EQ(heard().size(), 2U);
  pass(5min);

  EXPECT_THAT(heard(),
              ElementsAre("unsubscribe-pending", "subscribe-success", "unsubscribe-success"));
}

TEST_F(DeliveryFaultsTest, EachEndpointGetsThemReversed) {
  hear("https", "https://seller.test/other");
  fault({{"reorder", 2}});

  say(News::SubscribeSuccess);
  say(News::UnsubscribePending);

  std::map<std::string, std::string> first;
  for (const auto& each : outbound_.sent()) {
    if (Json::parse(each.body)["Type"] == "Notification") first.emplace(each.url, each.body);
  }
  EXPECT_THAT(first.at(kHook), testing::HasSubstr("unsubscribe-pending"));
  EXPECT_THAT(first.at("https://seller.test/other"), testing::HasSubstr("unsubscribe-pending"));
  EXPECT_EQ(heard().size(), 4U);
}

TEST_F(DeliveryFaultsTest, NewsWaitsUntilTheSellerAsksWhoCame) {
  fault({{"hold", "registration"}});

  say(News::SubscribeSuccess);
  say(News::UnsubscribePending);
  pass(48h);
  EXPECT_THAT(heard(), IsEmpty());
  EXPECT_EQ(messaging_.outbox.newest({}, 1)[0].held, "registration/" + agreement_.agreement_id);
  register_buyer(agreement_);
  pass(1s - 1ms);
  EXPECT_THAT(heard(), IsEmpty());
  pass(1ms);

  EXPECT_THAT(heard(), ElementsAre("subscribe-success", "unsubscribe-pending"));
  EXPECT_EQ(rows("fault").back()["data"]["why"], "registered");
}

TEST_F(DeliveryFaultsTest, ARegistrationFreesItsOwnNewsAlone) {
  fault({{"hold", "registration"}});
  say(News::SubscribeSuccess);

  register_buyer(bought(kConcurrent));
  pass(1s);

  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(DeliveryFaultsTest, NewsOfABuyerWhoRegisteredIsNotHeld) {
  register_buyer(agreement_);
  fault({{"hold", "registration"}});

  say(News::SubscribeSuccess);

  EXPECT_THAT(heard(), ElementsAre("subscribe-success"));
}

TEST_F(DeliveryFaultsTest, WhatIsHeldGoesWhenFaultsAreCleared) {
  fault({{"hold", "registration"}});
  say(News::SubscribeSuccess);
  fault({{"reorder", 5}});
  say(News::UnsubscribePending);
  say(News::UnsubscribeSuccess);

  release_all(messaging_);
  deliver();

  EXPECT_THAT(heard(),
              ElementsAre("subscribe-success", "unsubscribe-success", "unsubscribe-pending"));
  EXPECT_THAT(messaging_.outbox.waited_for(), IsEmpty());
}

TEST_F(DeliveryFaultsTest, WhatIsHeldSurvivesTheProcess) {
  fault({{"reorder", 3}});
  say(News::SubscribeSuccess);
  say(News::UnsubscribePending);

  Messaging next{market_, "http://127.0.0.1:4748"};
  next.outbox.requeue_in_flight();
  const auto due = next_attempt_until(clock_.now() + 5min).value();
  release_due(next, due);
  deliver();

  EXPECT_THAT(heard(), ElementsAre("unsubscribe-pending", "subscribe-success"));
}

TEST_F(DeliveryFaultsTest, ADelayIsDrawnEvenlyFromTheSeed) {
  const auto delays = [&] {
    std::vector<Duration> found;
    for (int i = 0; i < 40; ++i) {
      say(News::SubscribeSuccess);
      found.push_back(messaging_.outbox.newest({}, 1)[0].next - clock_.now());
    }
    return found;
  };
  fault({{"spread", "10m"}});

  const auto drawn = delays();

  EXPECT_THAT(drawn, testing::Each(testing::AllOf(testing::Ge(0ms), testing::Le(10min))));
  EXPECT_THAT(std::count_if(drawn.begin(), drawn.end(), [](auto each) { return each < 5min; }),
              testing::AllOf(testing::Gt(8), testing::Lt(32)));
  EXPECT_EQ(drawn[0], Duration(static_cast<std::int64_t>(Ids(1).number("spread-f", 2) % 600'001)));
}

TEST_F(DeliveryFaultsTest, ADrawnDelayEndsOnItsMillisecond) {
  fault({{"spread", "10m"}});
  say(News::SubscribeSuccess);
  const auto delay = messaging_.outbox.newest({}, 1)[0].next - clock_.now();
  ASSERT_GT(delay, 1ms);

  pass(delay - 1ms);
  EXPECT_THAT(heard(), IsEmpty());
  pass(1ms);
  EXPECT_EQ(heard().size(), 1U);
  pass(10min);
  EXPECT_EQ(heard().size(), 1U);
}

TEST_F(DeliveryFaultsTest, AFaultMayBeAboutOneBuyer) {
  fault({{"drop", true}}, {{"buyer", "bob"}});
  say(News::SubscribeSuccess);
  EXPECT_EQ(heard().size(), 1U);

  fault({{"drop", true}}, {{"buyer", "ann"}});
  say(News::SubscribeSuccess);

  EXPECT_EQ(heard().size(), 1U);
}

}  // namespace
}  // namespace souk::messaging
