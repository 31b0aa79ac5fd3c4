// Time never runs ahead of a seller that is slow, or answers first and works afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/library/souk_command.h"

namespace souk::test {
namespace {

/// Seeds tried where nobody asks for more.
constexpr int kShortProof = 10;

/// How often the whole library is to be played: SOUK_SETTLING_RUNS=200 is the long proof.
int runs_wanted() {
  const char* wanted = std::getenv("SOUK_SETTLING_RUNS");
  return wanted == nullptr ? 0 : std::atoi(wanted);
}

TEST(Settling, NeverAccusesASellerThatTakesItsTime) {
  for (int seed = 1; seed <= std::max(kShortProof, runs_wanted()); ++seed) {
    const auto number = std::to_string(seed);
    auto what = SOUK_LIBRARY " --jobs 16 --seller sample --answer-first --slow " + number +
                ":100 --seed " + number;
    // The short proof plays a fifth of the stories under each seed: all of them twice.
    if (runs_wanted() == 0) what += " --shard " + std::to_string((seed - 1) % 5 + 1) + "/5";

    const auto played = play(what);

    EXPECT_EQ(complaints(played.report), "") << "seed " << seed;
  }
}

TEST(Settling, NeverAccusesASlowSellerThatCannotSayWhenItIsIdle) {
  const auto played = play(
      SOUK_STORIES "/never_says_idle.yaml --jobs 8 --seller sample --answer-first --slow 3:100");

  EXPECT_EQ(complaints(played.report), "");
}

TEST(Settling, StillCatchesALateSellerThatTakesItsTime) {
  const auto played =
      play(story("s01_happy_path.yaml") +
           " --jobs 2 --seller sample:final-record-late --answer-first --slow 5:100");

  EXPECT_THAT(rules_with(played.report, "fail"), testing::ElementsAre("R46"));
}

}  // namespace
}  // namespace souk::test
