#include "scenarios/story/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/story/expand.h"

namespace souk::judge {
namespace {

namespace fs = std::filesystem;

fs::path library() { return fs::path(SOUK_SOURCE_DIR) / "scenarios/library"; }

TEST(Library, EveryStoryCanBeReadAndExpanded) {
  const auto files = story_files(library());
  ASSERT_TRUE(files);

  EXPECT_GE(files->size(), 10U);
  for (const fs::path& file : *files) {
    const auto story = load_story(file);
    ASSERT_TRUE(story) << to_text(story.error());
    const auto cells = expand(*story);
    ASSERT_TRUE(cells) << to_text(cells.error());
    for (const Cell& cell : *cells) EXPECT_TRUE(cell.plan.seller.follows_clock) << file;
  }
}

TEST(Library, TheFinalHourIsTriedAtItsEdgesUnderBothReadings) {
  const auto cells = expand(*load_story(library() / "s08_final_hour.yaml"));

  ASSERT_TRUE(cells);
  ASSERT_EQ(cells->size(), 12U);
  const Plan& last = cells->back().plan;
  EXPECT_EQ(cells->back().labels,
            (std::map<std::string, std::string>{{"generation", "concurrent"},
                                                {"reading", "ended-opens"},
                                                {"window.flush", "1h1s"},
                                                {"window.status", "CustomerNotSubscribed"}}));
  EXPECT_EQ(last.switches, Json({{"sns_urls", "aws"}, {"final_window_reading", "ended-opens"}}));
  EXPECT_EQ(last.steps[6].sentence, "advance 1h1s");
  EXPECT_EQ(last.steps.back().arguments["record"]["status"], "CustomerNotSubscribed");
}

TEST(StoryFiles, AFileIsItselfAndAFolderItsStories) {
  const auto file = library() / "s01_happy_path.yaml";

  EXPECT_EQ(*story_files(file), std::vector{file});
  const auto all = story_files(library());
  ASSERT_TRUE(all);
  for (const fs::path& each : *all) EXPECT_NE(each.filename(), "seller.yaml");
  EXPECT_FALSE(story_files(library() / "none"));
}

}  // namespace
}  // namespace souk::judge
