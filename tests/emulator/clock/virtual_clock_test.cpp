#include "emulator/clock/virtual_clock.h"

#include "tests/emulator/clock/clock_fixture.h"

namespace souk::clock {
namespace {

using VirtualClockTest = ClockTest;

TEST_F(VirtualClockTest, AFrozenClockMovesOnlyWhenTold) {
  clock.start(start, {});
  real_now += 48h;
  EXPECT_EQ(clock.now(), start);
  EXPECT_EQ(clock.running_now(), start);

  clock.move_to(start + 1ms);

  EXPECT_EQ(clock.now(), start + 1ms);
  EXPECT_EQ(clock.running_now(), start + 1ms);
}

TEST_F(VirtualClockTest, NeverGoesBackwards) {
  clock.start(start, {});
  clock.move_to(start + 1h);

  clock.move_to(start + 1h - 1ms);
  EXPECT_EQ(clock.now(), start + 1h);
  clock.move_to(start + 1h);
  EXPECT_EQ(clock.now(), start + 1h);
  clock.move_to(start + 1h + 1ms);
  EXPECT_EQ(clock.now(), start + 1h + 1ms);
}

TEST_F(VirtualClockTest, ARealClockRunsWithTheMachines) {
  clock.start(start, {Mode::Real, 1});

  real_now += 90s;

  EXPECT_EQ(clock.running_now(), start + 90s);
  EXPECT_EQ(clock.now(), start) << "asking moves nothing";
  clock.move_to(clock.running_now());
  EXPECT_EQ(clock.now(), start + 90s);
  real_now += 1ms;
  EXPECT_EQ(clock.running_now(), start + 90s + 1ms);
}

TEST_F(VirtualClockTest, ARateIsMarketSecondsPerRealSecond) {
  clock.start(start, {Mode::Rate, 3600});

  real_now += 250ms;
  EXPECT_EQ(clock.running_now(), start + 15min);
  clock.set_pace({Mode::Rate, 0.5});
  real_now += 3ms;

  EXPECT_EQ(clock.running_now(), start + 15min + 1ms);
}

TEST_F(VirtualClockTest, ARunningClockThatIsMovedOnGoesOnFromThere) {
  clock.start(start, {Mode::Rate, 10});
  real_now += 1s;

  clock.move_to(start + 1h);

  EXPECT_EQ(clock.running_now(), start + 1h);
  real_now += 1s;
  EXPECT_EQ(clock.running_now(), start + 1h + 10s);
}

TEST_F(VirtualClockTest, HaltingAtWhatIsDueLosesNoTime) {
  clock.start(start, {Mode::Rate, 60});
  real_now += 10s;

  for (const auto due : {1min, 3min, 10min}) clock.move_to(start + due);

  EXPECT_EQ(clock.running_now(), start + 10min);
  real_now += 1s;
  EXPECT_EQ(clock.running_now(), start + 11min);
}

TEST_F(VirtualClockTest, TheMachinesClockMayBeSetBack) {
  clock.start(start, {Mode::Real, 1});
  real_now += 10s;
  clock.move_to(clock.running_now());

  real_now -= 1h;

  EXPECT_EQ(clock.running_now(), start + 10s);
}

TEST_F(VirtualClockTest, AFrozenClockMayBeginToRunAndStandStillAgain) {
  clock.start(start, {});
  real_now += 1h;
  clock.set_pace({Mode::Real, 1});
  real_now += 5s;
  EXPECT_EQ(clock.running_now(), start + 5s);

  clock.set_pace({});
  real_now += 5s;

  EXPECT_EQ(clock.now(), start + 5s);
  EXPECT_EQ(clock.running_now(), start + 5s);
  EXPECT_EQ(clock.pace().mode, Mode::Frozen);
}

TEST_F(VirtualClockTest, IsResumedWhereItStood) {
  for (const auto pace : {Pace{}, Pace{Mode::Real, 1}, Pace{Mode::Rate, 2.5}}) {
    clock.start(start, pace);
    real_now += 10s;
    clock.move_to(start + 1h);
    VirtualClock resumed(*database, [this] { return real_now; });
    real_now += 24h;

    resumed.resume();

    EXPECT_EQ(resumed.now(), start + 1h);
    EXPECT_EQ(resumed.running_now(), start + 1h) << "it stood while nobody ran it";
    EXPECT_EQ(resumed.pace().mode, pace.mode);
    EXPECT_EQ(resumed.pace().rate, pace.rate);
  }
}

TEST_F(VirtualClockTest, ModesAreReadAsTheyAreWritten) {
  for (const auto mode : {Mode::Frozen, Mode::Real, Mode::Rate}) {
    EXPECT_EQ(parse_mode(to_text(mode)), mode);
  }
  EXPECT_FALSE(parse_mode("Frozen"));
  EXPECT_FALSE(parse_mode(""));
}

}  // namespace
}  // namespace souk::clock
