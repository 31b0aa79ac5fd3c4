#include "emulator/sandbox/turn.h"

#include "tests/emulator/sandbox/sandbox_fixture.h"

namespace souk::sandbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TurnTest : public SandboxTest {
 protected:
  TurnTest() {
    sandboxes_->on_commit([this](Sandbox& sandbox) { kept_.push_back(sandbox.name()); });
    sandboxes_->on_due([this](const auto& sandbox) { due_.push_back(sandbox->name()); });
  }

  static void write(Sandbox& sandbox, const std::string& subject) {
    sandbox.journal.write({"step", "judge", subject, "", Json::object(), Json::object(), ""});
  }
  static std::string written(Sandbox& sandbox) {
    std::string subjects;
    for (const auto& row : rows(sandbox, "step")) subjects += row["subject"].get<std::string>();
    return subjects;
  }

  std::shared_ptr<Sandbox> one_ = create("one");
  std::shared_ptr<Sandbox> two_ = create("two");
  std::vector<std::string> kept_;
  std::vector<std::string> due_;
  Turn turn_;
};

TEST_F(TurnTest, KeepsAllItsCallsAtOnce) {
  write(turn_.enter(one_), "a");
  write(turn_.enter(one_), "b");
  EXPECT_THAT(kept_, IsEmpty());

  EXPECT_TRUE(turn_.end());

  EXPECT_THAT(kept_, ElementsAre("one"));
  EXPECT_EQ(written(*one_), "ab");
}

TEST_F(TurnTest, HoldsOneSandboxAtATime) {
  write(turn_.enter(one_), "a");
  write(turn_.enter(two_), "b");

  EXPECT_THAT(kept_, ElementsAre("one"));
  EXPECT_EQ(written(*one_), "a");
  EXPECT_TRUE(turn_.end());
  EXPECT_EQ(written(*two_), "b");
}

TEST_F(TurnTest, TakesBackWhatWentWrongAndSaysSo) {
  write(turn_.enter(one_), "a");

  turn_.abandon();

  EXPECT_FALSE(turn_.end());
  EXPECT_EQ(written(*one_), "");
  write(turn_.enter(one_), "b");
  EXPECT_TRUE(turn_.end()) << "the next turn is a new one";
  EXPECT_EQ(written(*one_), "b");
}

TEST_F(TurnTest, AnEmptyOneIsKept) { EXPECT_TRUE(turn_.end()); }

TEST_F(TurnTest, TellsWhenSomethingIsToBeDelivered) {
  auto& sandbox = turn_.enter(one_);
  const auto topic = sandbox.messaging.channels.topics().front().arn;
  ASSERT_TRUE(messaging::subscribe(sandbox.messaging, {topic, "https", kHook, Json::object()}));
  EXPECT_THAT(due_, IsEmpty());

  EXPECT_TRUE(turn_.end());
  EXPECT_THAT(due_, ElementsAre("one"));
  turn_.enter(one_);
  EXPECT_TRUE(turn_.end());
  EXPECT_THAT(due_, ElementsAre("one")) << "and once only";
}

TEST_F(TurnTest, ASavepointTakesBackItsOwnAndNothingElse) {
  auto& sandbox = turn_.enter(one_);
  write(sandbox, "a");
  {
    Savepoint savepoint(sandbox);
    write(sandbox, "b");
    sandbox.market.news.push_back({marketplace::News::LicenseUpdated, 1, ""});
    savepoint.roll_back();
    EXPECT_THAT(sandbox.market.news, IsEmpty());
  }
  write(sandbox, "c");

  EXPECT_TRUE(turn_.end());
  EXPECT_EQ(written(*one_), "ac");
}

TEST_F(TurnTest, WhatIsTakenBackWakesNobody) {
  auto& sandbox = turn_.enter(one_);
  {
    Savepoint savepoint(sandbox);
    write(sandbox, "b");
    savepoint.roll_back();
  }

  EXPECT_TRUE(turn_.end());
  EXPECT_THAT(kept_, IsEmpty());
}

}  // namespace
}  // namespace souk::sandbox
