#include "tests/emulator/clock/clock_fixture.h"

// A seller that knows nothing of the market's time stamps with the machine's. What was the market's
// time then?
namespace souk::clock {
namespace {

class MarketTimeTest : public ClockTest {
 protected:
  void SetUp() override { clock.start(start, {}); }

  std::size_t changes_kept() {
    auto row = database->prepare("SELECT count(*) FROM clock_changes");
    row.step();
    return static_cast<std::size_t>(row.integer(0));
  }

  const Timestamp born = real_now;
};

TEST_F(MarketTimeTest, AStampBetweenTwoChangesIsOfTheTimeBetweenThem) {
  real_now = born + 10s;
  clock.move_to(start + 1h);
  real_now = born + 20s;
  clock.move_to(start + 5h);
  real_now = born + 30s;

  EXPECT_EQ(clock.market_time_of(born), start);
  EXPECT_EQ(clock.market_time_of(born + 10s - 1ms), start);
  EXPECT_EQ(clock.market_time_of(born + 10s), start + 1h);
  EXPECT_EQ(clock.market_time_of(born + 20s - 1ms), start + 1h);
  EXPECT_EQ(clock.market_time_of(born + 20s), start + 5h);
  EXPECT_EQ(clock.market_time_of(real_now), start + 5h);
}

TEST_F(MarketTimeTest, AStampFromBeforeTheSandboxKeepsItsAge) {
  real_now = born + 10s;
  clock.move_to(start + 1h);

  EXPECT_EQ(clock.market_time_of(born - 1ms), start + 1h - 10s - 1ms);
  EXPECT_EQ(clock.market_time_of(real_now - 24h), start + 1h - 24h);
}

TEST_F(MarketTimeTest, AStampFromTheFutureKeepsItsDistance) {
  real_now = born + 10s;
  clock.move_to(start + 1h);

  EXPECT_EQ(clock.market_time_of(real_now + 1ms), start + 1h + 1ms);
  EXPECT_EQ(clock.market_time_of(real_now + 5min), start + 1h + 5min);
}

TEST_F(MarketTimeTest, ARunningClockIsFollowedAtItsPace) {
  real_now = born + 10s;
  clock.set_pace({Mode::Rate, 60});
  real_now = born + 20s;
  clock.set_pace({});
  real_now = born + 30s;

  EXPECT_EQ(clock.market_time_of(born + 10s), start);
  EXPECT_EQ(clock.market_time_of(born + 11s), start + 1min);
  EXPECT_EQ(clock.market_time_of(born + 20s - 1ms), start + 10min - 60ms);
  EXPECT_EQ(clock.market_time_of(born + 20s), start + 10min);
  EXPECT_EQ(clock.market_time_of(born + 29s), start + 10min);
}

TEST_F(MarketTimeTest, OfTwoChangesInOneMillisecondTheLastCounts) {
  real_now = born + 10s;
  clock.move_to(start + 1h);
  clock.move_to(start + 2h);

  EXPECT_EQ(clock.market_time_of(real_now), start + 2h);
  EXPECT_EQ(clock.market_time_of(real_now - 1ms), start);
  EXPECT_EQ(changes_kept(), 2);
}

TEST_F(MarketTimeTest, AStampOfWholeSecondsIsTheLatestInstantOfItsSecond) {
  const auto second = at("2031-03-05T12:00:05Z");
  real_now = second + 100ms;
  clock.move_to(start + 1h);
  EXPECT_EQ(clock.market_time_of(second), start + 1h);

  real_now = second + 300ms;
  clock.move_to(start + 2h);
  EXPECT_EQ(clock.market_time_of(second), start + 2h);
  EXPECT_EQ(clock.market_time_of(second + 1ms), start);

  real_now = second + 1s;
  clock.move_to(start + 3h);
  EXPECT_EQ(clock.market_time_of(second), start + 2h);
  EXPECT_EQ(clock.market_time_of(second - 1s), start);
}

TEST_F(MarketTimeTest, AStampOfTheSecondInWhichTheSandboxWasMadeIsOfItsLife) {
  const auto second = std::chrono::floor<std::chrono::seconds>(born);
  real_now = born + 200ms;
  clock.move_to(start + 1h);

  EXPECT_EQ(clock.market_time_of(second), start + 1h);
}

TEST_F(MarketTimeTest, WholeSecondsOfARunningClockAreTakenAsTheyAre) {
  const auto second = at("2031-03-05T12:00:05Z");
  real_now = second - 2s;
  clock.set_pace({Mode::Rate, 60});
  real_now = second + 10s;

  EXPECT_EQ(clock.market_time_of(second), start + 2min);
}

TEST_F(MarketTimeTest, WhatHappenedBeforeTheMachinesClockWasSetBackIsForgotten) {
  real_now = born + 1h;
  clock.move_to(start + 1h);
  real_now = born + 30min;
  clock.move_to(start + 2h);

  EXPECT_EQ(clock.market_time_of(born + 30min), start + 2h);
  real_now = born + 2h;
  EXPECT_EQ(clock.market_time_of(born + 1h + 1ms), start + 2h);
}

TEST_F(MarketTimeTest, SurvivesARestart) {
  real_now = born + 10s;
  clock.move_to(start + 1h);
  VirtualClock resumed(*database, [this] { return real_now; });
  real_now = born + 20s;

  resumed.resume();

  EXPECT_EQ(resumed.market_time_of(born + 1ms), start);
  EXPECT_EQ(resumed.market_time_of(born + 10s), start + 1h);
}

TEST_F(MarketTimeTest, ANewStartForgetsTheOldLife) {
  real_now = born + 10s;
  clock.move_to(start + 9h);
  real_now = born + 20s;

  clock.start(start, {});

  EXPECT_EQ(changes_kept(), 1);
  EXPECT_EQ(clock.market_time_of(born + 10s), start - 10s);
}

}  // namespace
}  // namespace souk::clock
