#include "emulator/sandbox/sandboxes.h"

#include <future>

#include "emulator/marketplace/registration.h"
#include "tests/emulator/sandbox/sandbox_fixture.h"

namespace souk::sandbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

class SandboxesTest : public SandboxTest {
 protected:
  static std::size_t agreements(Sandbox& sandbox) {
    Session session(sandbox);
    const auto count = sandbox.market.agreements.all().size();
    session.commit();
    return count;
  }
  static Json view(Sandbox& sandbox) {
    Session session(sandbox);
    auto seen = sandbox_view(sandbox, true);
    session.commit();
    return seen;
  }
};

TEST_F(SandboxesTest, DefaultIsAlwaysThereAndCannotBeRemoved) {
  ASSERT_NE(sandboxes_->standard(), nullptr);

  const auto refused = sandboxes_->remove("default");

  EXPECT_EQ(refused.error().status, 409);
  EXPECT_NE(sandboxes_->find("default"), nullptr);
}

TEST_F(SandboxesTest, EachIsFoundByItsNameItsKeyAndItsAccount) {
  const auto one = create("one");
  const auto two = create("two");

  EXPECT_EQ(sandboxes_->find("one"), one);
  EXPECT_EQ(sandboxes_->with_access_key(one->credentials().access_key_id), one);
  EXPECT_EQ(sandboxes_->with_account(two->account()), two);
  EXPECT_EQ(sandboxes_->find("three"), nullptr);
  EXPECT_NE(one->credentials().access_key_id, two->credentials().access_key_id);
  EXPECT_NE(one->credentials().secret_access_key, two->credentials().secret_access_key);
  EXPECT_NE(one->account(), two->account());
  EXPECT_THAT(one->credentials().access_key_id, MatchesRegex("AKIA[A-Z2-7]{16}"));
  EXPECT_THAT(one->account(), MatchesRegex("[1-9][0-9]{11}"));
}

TEST_F(SandboxesTest, ARemovedOneIsFoundByNothing) {
  const auto one = create("one");

  EXPECT_TRUE(sandboxes_->remove("one"));

  EXPECT_EQ(sandboxes_->find("one"), nullptr);
  EXPECT_EQ(sandboxes_->with_access_key(one->credentials().access_key_id), nullptr);
  EXPECT_EQ(sandboxes_->with_account(one->account()), nullptr);
  EXPECT_EQ(sandboxes_->remove("one").error().type, "SandboxNotFound");
}

TEST_F(SandboxesTest, WhoTheyAreFollowsFromTheSeedAndTheName) {
  const auto again = Sandboxes::open({"", 1, "", config("default")}).value();
  const auto other = Sandboxes::open({"", 2, "", config("default")}).value();

  EXPECT_EQ(again->standard()->account(), sandboxes_->standard()->account());
  EXPECT_NE(other->standard()->account(), sandboxes_->standard()->account());
}

TEST_F(SandboxesTest, NamesAreCheckedAndMadeUpWhereThereIsNone) {
  const auto type = [&](const std::string& name) {
    const auto made = sandboxes_->create(config(name));
    return made ? "" : made.error().type;
  };

  EXPECT_EQ(type("A-b_1.c"), "");
  EXPECT_EQ(type("A-b_1.c"), "SandboxExists");
  EXPECT_EQ(type(std::string(128, 'a')), "");
  for (const auto& wrong : {std::string(129, 'a'), std::string("../up"), std::string(".hidden"),
                            std::string("a b"), std::string("a/b")}) {
    EXPECT_EQ(type(wrong), "InvalidSandbox") << wrong;
  }
  const auto first = create("");
  const auto second = create("");
  EXPECT_NE(first->name(), second->name());
}

TEST_F(SandboxesTest, OfManyWhoMakeOneOfANameOneDoes) {
  std::vector<std::future<bool>> made;
  for (int i = 0; i < 16; ++i) {
    made.push_back(std::async(std::launch::async,
                              [this] { return sandboxes_->create(config("same")).has_value(); }));
  }

  int count = 0;
  for (auto& each : made) count += each.get() ? 1 : 0;
  EXPECT_EQ(count, 1);
}

TEST_F(SandboxesTest, AWrongOneIsNotMade) {
  auto wrong = config("wrong");
  wrong.profile = "guide-2019";
  EXPECT_EQ(sandboxes_->create(wrong).error().field, "profile");
  wrong = config("wrong");
  wrong.switches = {{"sns_42", "retry"}};
  EXPECT_EQ(sandboxes_->create(wrong).error().hint, "Did you mean \"sns_429\"?");
  wrong = config("wrong");
  wrong.catalogue = {{"products", {{{"name", "p"}, {"model", "rental"}}}}};
  EXPECT_EQ(sandboxes_->create(wrong).error().field, "catalogue.products[0].model");
  wrong.catalogue = {{"sellers", Json::array()}};
  EXPECT_EQ(sandboxes_->create(wrong).error().field, "catalogue.sellers");

  EXPECT_EQ(sandboxes_->find("wrong"), nullptr);
}

TEST_F(SandboxesTest, NothingOfOneIsSeenInAnother) {
  const auto one = create("one");
  const auto two = create("two");
  target(*one, "https://seller.test/one");
  target(*two, "https://seller.test/two");
  const auto agreement = subscribe(*one);

  ASSERT_TRUE(advance(*one, 1h));

  EXPECT_EQ(now(*two), at("2026-10-06T09:00:00Z"));
  EXPECT_EQ(agreements(*two), 0U);
  EXPECT_THAT(rows(*two, "agreement"), IsEmpty());
  for (const auto& each : outbound_.sent()) EXPECT_EQ(each.url, "https://seller.test/one");
  Session session(*two);
  EXPECT_FALSE(marketplace::cancel(two->market, agreement.agreement_id));
}

TEST_F(SandboxesTest, AHeldOneHoldsUpNoOther) {
  const auto one = create("one");
  const auto two = create("two");
  const Session holding(*one);

  EXPECT_TRUE(advance(*two, 1h));
}

TEST_F(SandboxesTest, AForkHasThePastAndAFutureOfItsOwn) {
  const auto original = create("original");
  target(*original);
  subscribe(*original);
  ASSERT_TRUE(advance(*original, 11s));

  const auto copy = sandboxes_->fork(*original, "copy").value();
  ASSERT_TRUE(advance(*copy, 1h));

  EXPECT_EQ(agreements(*copy), 1U);
  EXPECT_EQ(now(*copy), at("2026-10-06T10:00:11Z"));
  EXPECT_EQ(now(*original), at("2026-10-06T09:00:11Z"));
  EXPECT_THAT(heard_at(), ElementsAre("2026-10-06T09:00:11.000Z", "2026-10-06T09:01:12.000Z"));
  EXPECT_EQ(rows(*original, "delivery").size(), 1U);
  EXPECT_EQ(rows(*copy, "delivery").size(), 2U);
}

TEST_F(SandboxesTest, AForkIsSomebodyElse) {
  const auto original = create("original");
  const auto copy = sandboxes_->fork(*original, "copy").value();

  EXPECT_EQ(copy->name(), "copy");
  EXPECT_NE(copy->account(), original->account());
  EXPECT_NE(copy->credentials().access_key_id, original->credentials().access_key_id);
  EXPECT_EQ(sandboxes_->with_account(copy->account()), copy);
  EXPECT_EQ(sandboxes_->with_account(original->account()), original);
  EXPECT_EQ(sandboxes_->fork(*original, "copy").error().type, "SandboxExists");
  EXPECT_EQ(sandboxes_->fork(*original, "a b").error().type, "InvalidSandbox");
  target(*copy);
  subscribe(*copy);
  ASSERT_TRUE(advance(*copy, 11s));
  EXPECT_EQ(Json::parse(outbound_.sent().back().body)["account"], copy->account());
}

TEST_F(SandboxesTest, AForksSubscriptionsRulesAndQueuesAreItsOwn) {
  const auto original = create("original");
  std::string topic;
  {
    Session session(*original);
    auto& messaging = original->messaging;
    topic = messaging.channels.topics().front().arn;
    const auto queue = messaging::create_queue(messaging, "news", Json::object()).value();
    const auto arn = messaging::queue_arn(messaging, queue);
    messaging::subscribe(messaging, {topic, "sqs", arn, Json::object()}).value();
    messaging::subscribe(messaging, {topic, "https", kHook, Json::object()}).value();
    const auto product = original->market.catalogue.product_named(kProduct).value();
    messaging::hear_product(messaging, product, "sqs", arn);
    session.commit();
  }

  const auto copy = sandboxes_->fork(*original, "copy").value();
  conductor_.deliver(*copy);

  Session session(*copy);
  auto& channels = copy->messaging.channels;
  const auto subscriptions = channels.subscriptions(topic);
  ASSERT_EQ(subscriptions.size(), 2U);
  for (const auto& each : subscriptions) {
    EXPECT_FALSE(original->messaging.channels.subscription(each.arn));
    EXPECT_FALSE(original->messaging.channels.subscription_with_token(each.token));
  }
  EXPECT_EQ(subscriptions[0].endpoint, "arn:aws:sqs:us-east-1:" + copy->account() + ":news");
  auto events = messaging::events_of(copy->messaging);
  const auto targets = events.targets(events.rules("default").at(0).id);
  ASSERT_EQ(targets.size(), 1U);
  EXPECT_EQ(targets[0].arn, "arn:aws:sqs:us-east-1:" + copy->account() + ":news");
  const auto asked = Json::parse(outbound_.sent().back().body);
  EXPECT_EQ(asked["Token"], subscriptions[1].token) << "a confirmation on its way is its own too";
}

TEST_F(SandboxesTest, AResetIsABeginningWithTheSameKeys) {
  const auto sandbox = create("one");
  const auto before = view(*sandbox);
  subscribe(*sandbox);
  ASSERT_TRUE(advance(*sandbox, 1h));

  ASSERT_TRUE(sandboxes_->reset(*sandbox, sandbox->config()));

  EXPECT_EQ(view(*sandbox), before);
  EXPECT_EQ(agreements(*sandbox), 0U);
  EXPECT_EQ(rows(*sandbox, "sandbox").size(), 1U);
  EXPECT_EQ(rows(*sandbox, "sandbox")[0]["seq"], 1) << "the journal begins anew";
}

TEST_F(SandboxesTest, AResetTakesAnotherConfiguration) {
  const auto sandbox = create("one");
  auto other = sandbox->config();
  other.profile = "guide-2020";
  other.start.reset();
  other.switches = {{"sns_429", "lost"}};

  ASSERT_TRUE(sandboxes_->reset(*sandbox, other));

  EXPECT_EQ(view(*sandbox)["profile"], "guide-2020");
  EXPECT_EQ(view(*sandbox)["switches"], (Json{{"sns_429", "lost"}}));
  EXPECT_LT(now(*sandbox), at("2021-01-01"));
}

TEST_F(SandboxesTest, AResetThatFailsChangesNothing) {
  const auto sandbox = create("one");
  subscribe(*sandbox);
  ASSERT_TRUE(advance(*sandbox, 1h));
  const auto before = view(*sandbox);
  auto wrong = sandbox->config();
  wrong.profile = "guide-2020";
  wrong.start = at("2020-01-01");
  wrong.catalogue = {{"products", {{{"name", "p"}, {"model", "rental"}}}}};

  EXPECT_FALSE(sandboxes_->reset(*sandbox, wrong));

  EXPECT_EQ(view(*sandbox), before);
  EXPECT_EQ(agreements(*sandbox), 1U);
  EXPECT_EQ(sandbox->market.profile->name, "current-2026");
}

TEST_F(SandboxesTest, ASnapshotBringsBackWhatWas) {
  const auto sandbox = create("one");
  subscribe(*sandbox);
  ASSERT_TRUE(advance(*sandbox, 11s));
  sandboxes_->snapshot(*sandbox, "bought");
  const auto before = view(*sandbox);
  ASSERT_TRUE(advance(*sandbox, 1h));
  subscribe(*sandbox, "bob");

  ASSERT_TRUE(sandboxes_->restore(*sandbox, "bought"));

  EXPECT_EQ(view(*sandbox), before);
  EXPECT_EQ(agreements(*sandbox), 1U);
  EXPECT_EQ(advance(*sandbox, 1h)->happenings.size(), 1U) << "the licence is still to come";
  EXPECT_TRUE(sandboxes_->restore(*sandbox, "bought")) << "as often as one likes";
}

TEST_F(SandboxesTest, ASnapshotNobodyTookIsNotFound) {
  const auto one = create("one");
  const auto two = create("two");
  sandboxes_->snapshot(*one, "mine");

  EXPECT_EQ(sandboxes_->restore(*two, "mine").error().type, "SnapshotNotFound");
}

TEST_F(SandboxesTest, ListenersHearOfChangesAndNotOfReading) {
  std::vector<std::string> heard;
  sandboxes_->on_commit([&](Sandbox& each) { heard.push_back(each.name()); });
  const auto one = create("one");
  heard.clear();

  now(*one);
  EXPECT_THAT(heard, IsEmpty());
  subscribe(*one);
  EXPECT_THAT(heard, ElementsAre("one"));
}

}  // namespace
}  // namespace souk::sandbox
