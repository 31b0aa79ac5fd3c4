#include "emulator/sandbox/conductor.h"

#include <future>

#include "tests/emulator/sandbox/sandbox_fixture.h"

namespace souk::sandbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> story_of(const Journey& journey) {
  std::vector<std::string> story;
  for (const auto& each : journey.happenings) {
    story.push_back(to_iso_seconds(each.due).substr(11, 8) + " " + each.name);
  }
  return story;
}

class ConductorTest : public SandboxTest {
 protected:
  std::shared_ptr<Sandbox> sandbox_ = create("s1");
};

TEST_F(ConductorTest, GoesHappeningByHappeningAndEachSeesItsOwnTime) {
  target(*sandbox_);
  subscribe(*sandbox_);

  const auto journey = advance(*sandbox_, 2min).value();

  EXPECT_THAT(story_of(journey),
              ElementsAre("09:00:11 announce-agreement", "09:01:12 settle-payment"));
  EXPECT_THAT(heard_at(), ElementsAre("2026-10-06T09:00:11.000Z", "2026-10-06T09:01:12.000Z"));
  EXPECT_EQ(journey.deliveries, 2U);
  EXPECT_EQ(journey.from, at("2026-10-06T09:00:00Z"));
  EXPECT_EQ(journey.to, at("2026-10-06T09:02:00Z"));
  EXPECT_EQ(now(*sandbox_), at("2026-10-06T09:02:00Z"));
}

TEST_F(ConductorTest, WhatIsDueAtTheTargetItselfHappens) {
  subscribe(*sandbox_);

  EXPECT_THAT(story_of(*advance(*sandbox_, 11s - 1ms)), IsEmpty());
  EXPECT_THAT(story_of(*advance(*sandbox_, 1ms)), ElementsAre("09:00:11 announce-agreement"));
}

TEST_F(ConductorTest, EqualTimesComeInTheOrderScheduled) {
  const auto first = subscribe(*sandbox_, "bob");
  const auto second = subscribe(*sandbox_, "ann");

  const auto journey = advance(*sandbox_, 11s).value();

  ASSERT_EQ(journey.happenings.size(), 2U);
  EXPECT_EQ(journey.happenings[0].subject, first.agreement_id);
  EXPECT_EQ(journey.happenings[1].subject, second.agreement_id);
}

TEST_F(ConductorTest, ADeliveryIsAnsweredBeforeTimeMovesOn) {
  target(*sandbox_);
  subscribe(*sandbox_);
  std::vector<Timestamp> seen;
  outbound_.react = [&](const auto&) {
    seen.push_back(now(*sandbox_));
    return answered(200);
  };

  ASSERT_TRUE(advance(*sandbox_, 2min));

  EXPECT_THAT(seen, ElementsAre(at("2026-10-06T09:00:11Z"), at("2026-10-06T09:01:12Z")));
}

TEST_F(ConductorTest, ASellerMayWriteFromInsideItsDelivery) {
  target(*sandbox_);
  subscribe(*sandbox_);
  outbound_.react = [&](const auto&) {
    if (outbound_.sent().size() == 1) subscribe(*sandbox_, "bob");
    return answered(200);
  };

  const auto journey = advance(*sandbox_, 11s + 72s).value();

  EXPECT_THAT(story_of(journey),
              ElementsAre("09:00:11 announce-agreement", "09:00:22 announce-agreement",
                          "09:01:12 settle-payment", "09:01:23 settle-payment"));
}

TEST_F(ConductorTest, SixtyFourSellersThatCallBackHoldNobodyUp) {
  constexpr std::size_t kSandboxes = 64;
  std::vector<std::shared_ptr<Sandbox>> all;
  for (std::size_t i = 0; i < kSandboxes; ++i) {
    all.push_back(create("p" + std::to_string(i)));
    // Two endpoints, so that a thread of the pool is in it too.
    target(*all.back(), "https://seller.test/" + std::to_string(i));
    target(*all.back(), "https://seller.test/" + std::to_string(i) + "/too");
    subscribe(*all.back());
  }
  std::atomic<int> here = 0;
  outbound_.react = [&](const auto& request) {
    const auto number = request.url.substr(std::string("https://seller.test/").size());
    ++here;
    subscribe(*all[std::stoul(number)], "from-inside-" + std::to_string(here));
    return answered(200);
  };

  std::vector<std::future<Result<Journey>>> journeys;
  for (const auto& each : all) {
    journeys.push_back(std::async(std::launch::async, [&, each] { return advance(*each, 11s); }));
  }

  for (auto& journey : journeys) EXPECT_EQ(journey.get()->deliveries, 2U);
  EXPECT_EQ(here, 2 * static_cast<int>(kSandboxes));
}

TEST_F(ConductorTest, ARetryIsAHappeningOfItsOwn) {
  target(*sandbox_);
  subscribe(*sandbox_);
  outbound_.react = [&](const auto&) { return answered(outbound_.sent().size() == 1 ? 503 : 200); };

  const auto journey = advance(*sandbox_, 12s).value();

  EXPECT_EQ(journey.deliveries, 2U);
  EXPECT_THAT(heard_at(), ElementsAre("2026-10-06T09:00:11.000Z", "2026-10-06T09:00:12.000Z"));
}

TEST_F(ConductorTest, GoesToAnInstantOrToTheNextThingDue) {
  subscribe(*sandbox_);
  Target next;
  next.next = true;
  Target there;
  there.to = at("2026-10-06T09:30:00Z");

  EXPECT_EQ(conductor_.advance(*sandbox_, next)->to, at("2026-10-06T09:00:11Z"));
  EXPECT_EQ(conductor_.advance(*sandbox_, there)->to, at("2026-10-06T09:30:00Z"));
  EXPECT_EQ(conductor_.advance(*sandbox_, there)->to, at("2026-10-06T09:30:00Z"));
  const auto nothing = conductor_.advance(*sandbox_, next);
  EXPECT_EQ(nothing->to, at("2026-10-06T09:30:00Z"));
  EXPECT_THAT(nothing->happenings, IsEmpty());
}

TEST_F(ConductorTest, NeverGoesBack) {
  Target past;
  past.to = at("2026-10-06T09:00:00Z") - 1ms;

  const auto refused = conductor_.advance(*sandbox_, past);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 409);
  EXPECT_EQ(refused.error().message,
            "2026-10-06T08:59:59.999Z is past; it is 2026-10-06T09:00:00.000Z.");
}

TEST_F(ConductorTest, GoesOnlyFromWhereItWasThoughtToBe) {
  Target where;
  where.by = 1h;
  where.from = at("2026-10-06T09:00:00Z");

  EXPECT_TRUE(conductor_.advance(*sandbox_, where));
  const auto refused = conductor_.advance(*sandbox_, where);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "It is 2026-10-06T10:00:00.000Z, not 2026-10-06T09:00:00.000Z.");
  EXPECT_EQ(now(*sandbox_), at("2026-10-06T10:00:00Z"));
}

TEST_F(ConductorTest, AMoveIsInTheJournalAndStandingStillIsNot) {
  ASSERT_TRUE(advance(*sandbox_, 0ms));
  ASSERT_TRUE(advance(*sandbox_, 1h));

  const auto moves = rows(*sandbox_, "clock");
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(moves[0]["data"], (Json{{"event", "advanced"},
                                    {"from", "2026-10-06T09:00:00.000Z"},
                                    {"to", "2026-10-06T10:00:00.000Z"}}));
}

class HoldsTest : public ConductorTest {
 protected:
  void hold(const std::string& name, Duration time) {
    const std::lock_guard lock(sandbox_->mutex);
    sandbox_->holds[name] = {name, real_time::monotonic_now() + time};
  }
};

TEST_F(HoldsTest, AreNamedWhenTimeCannotPass) {
  hold("backup", 1h);
  hold("import", 1h);

  const auto refused = advance(*sandbox_, 1h);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 409);
  EXPECT_EQ(refused.error().message, "Time is held by backup, import.");
  EXPECT_EQ(now(*sandbox_), at("2026-10-06T09:00:00Z"));
}

TEST_F(HoldsTest, LetTimeGoWhenTheyExpire) {
  hold("short", 5ms);

  EXPECT_TRUE(advance(*sandbox_, 1h));
}

TEST_F(HoldsTest, LetTimeGoWhenTheyAreReleased) {
  Conductor patient(pool_, outbound_, 1h);
  hold("import", 1h);
  Target where;
  where.by = 1h;
  auto journey = std::async(std::launch::async, [&] { return patient.advance(*sandbox_, where); });

  EXPECT_EQ(now(*sandbox_), at("2026-10-06T09:00:00Z"));
  {
    const std::lock_guard lock(sandbox_->mutex);
    sandbox_->holds.clear();
  }
  sandbox_->changed.notify_all();

  EXPECT_TRUE(journey.get());
}

TEST_F(HoldsTest, TakenInsideADeliveryKeepTheNextHappeningFromComing) {
  target(*sandbox_);
  subscribe(*sandbox_);
  outbound_.react = [&](const auto&) {
    hold("seller", 1h);
    return answered(200);
  };

  const auto refused = advance(*sandbox_, 2min);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "Time is held by seller.");
  EXPECT_EQ(now(*sandbox_), at("2026-10-06T09:00:11Z"));
}

class RunningClockTest : public SandboxTest {
 protected:
  std::shared_ptr<Sandbox> running(double rate) {
    auto made = config("running");
    made.pace = {rate == 1 ? clock::Mode::Real : clock::Mode::Rate, rate};
    return sandboxes_->create(made).value();
  }
};

TEST_F(RunningClockTest, DoesWhatHasFallenDueAtItsOwnTime) {
  const auto sandbox = running(1'000'000);
  target(*sandbox);
  const auto accepted = subscribe(*sandbox).accepted;

  while (outbound_.sent().size() < 2) conductor_.catch_up(*sandbox);

  // Time runs on while they are delivered; they happened when they were due.
  for (const auto* kind : {"happening", "notification"}) {
    std::vector<std::string> times;
    for (const auto& row : rows(*sandbox, kind)) times.push_back(row["at"]);
    EXPECT_THAT(times, ElementsAre(to_iso(accepted + 11s), to_iso(accepted + 72s))) << kind;
  }
}

TEST_F(RunningClockTest, IsWhatEverybodySees) {
  const auto sandbox = running(1'000'000);
  const auto before = now(*sandbox);

  while (now(*sandbox) == before) {
    // A thousand market seconds pass in a millisecond.
  }

  EXPECT_GT(now(*sandbox), before);
}

TEST_F(RunningClockTest, IsNotSeenBeyondWhatIsDueAndHasNotHappened) {
  const auto sandbox = running(1'000'000);
  const auto accepted = subscribe(*sandbox).accepted;

  while (sandbox->clock.running_now() < accepted + 1h) {
    // An hour of the market's.
  }

  EXPECT_EQ(now(*sandbox), accepted + 11s);
}

TEST_F(RunningClockTest, CanBeAdvancedToo) {
  const auto sandbox = running(1);
  const auto accepted = subscribe(*sandbox).accepted;

  const auto journey = advance(*sandbox, 1h).value();

  EXPECT_GE(journey.to, accepted + 1h);
  EXPECT_EQ(journey.happenings.size(), 2U);
  EXPECT_GE(now(*sandbox), journey.to);
}

}  // namespace
}  // namespace souk::sandbox
