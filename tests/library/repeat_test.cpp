// The same again gives the same, whatever else runs beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/library/souk_command.h"

namespace souk::test {
namespace {

/// The run of a story whose seller reads a queue: what one look of its finds is its own timing.
bool has_a_poller(const std::string& sandbox) {
  return sandbox.find("from-a-queue") != std::string::npos;
}

TEST(Library, IsTheSameOneByOneAndEightAtATime) {
  const auto& together = library_at_eight();

  const auto one_by_one = play_and_keep(SOUK_LIBRARY " --seller sample --seed 7 --jobs 1");

  EXPECT_EQ(outcomes(one_by_one.played.report), outcomes(together.played.report));
  ASSERT_EQ(one_by_one.journals.size(), together.journals.size());
  for (const auto& [sandbox, rows] : together.journals) {
    if (has_a_poller(sandbox)) continue;
    ASSERT_GT(rows.size(), 10u) << sandbox;
    EXPECT_EQ(one_by_one.journals.at(sandbox), rows) << sandbox;
  }
}

TEST(Library, IsBrokenTheSameTwice) {
  const auto stories = story("s08_final_hour.yaml") + " " + story("s01_happy_path.yaml") +
                       " --seller sample:final-record-late --seed 7 --jobs ";

  const auto once = play_and_keep(stories + "1");
  const auto again = play_and_keep(stories + "8");

  EXPECT_EQ(outcomes(once.played.report), outcomes(again.played.report));
  EXPECT_EQ(once.journals, again.journals);
  EXPECT_THAT(rules_with(again.played.report, "fail"), testing::Contains("R46"));
}

TEST(Library, HasOtherIdsUnderAnotherSeed) {
  const auto what = story("s01_happy_path.yaml") + " --seller sample --seed ";

  const auto seven = play_and_keep(what + "7");
  const auto eight = play_and_keep(what + "8");

  EXPECT_EQ(outcomes(seven.played.report), outcomes(eight.played.report));
  EXPECT_NE(seven.journals, eight.journals);
}

}  // namespace
}  // namespace souk::test
