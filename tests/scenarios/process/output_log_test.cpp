#include "scenarios/process/output_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::process {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using testing::SizeIs;

/// "stdout: text", …
std::vector<std::string> taken(OutputLog& log) {
  std::vector<std::string> all;
  for (const auto& each : log.take()) all.push_back(each.stream + ": " + each.text);
  return all;
}

TEST(OutputLogTest, KeepsWholeLinesInTheirOrder) {
  OutputLog log;
  log.add("stdout", "one\ntw");
  log.add("stderr", "oh\n");
  log.add("stdout", "o\nthree");

  EXPECT_THAT(taken(log), ElementsAre("stdout: one\n", "stderr: oh\n", "stdout: two\n"));
  log.add("stdout", "!\n");
  EXPECT_THAT(taken(log), ElementsAre("stdout: three!\n"));
  EXPECT_THAT(taken(log), IsEmpty());
}

TEST(OutputLogTest, LeavesOutWhatIsTooMuchAndSaysSo) {
  OutputLog log;
  const std::string line(1023, 'x');
  const auto fits = OutputLog::kMostBytes / (line.size() + 1);
  for (std::size_t i = 0; i < fits + 3; ++i) log.add("stdout", line + "\n");

  const auto all = taken(log);

  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].size(), std::string("stdout: ").size() + fits * (line.size() + 1));
  EXPECT_EQ(all[1], "stderr: (3 more lines were left out by souk)\n");
  log.add("stdout", "again\n");
  EXPECT_THAT(taken(log), ElementsAre("stdout: again\n"));
}

TEST(OutputLogTest, CutsALineThatDoesNotEnd) {
  OutputLog log;
  for (int i = 0; i < 3; ++i) log.add("stdout", std::string(OutputLog::kLongestLine, 'x'));
  log.add("stdout", "\nshort\n");

  EXPECT_THAT(taken(log),
              ElementsAre("stdout: " + std::string(OutputLog::kLongestLine, 'x') + "…\nshort\n"));
  log.add("stdout", std::string(OutputLog::kLongestLine, 'y') + "\n");
  EXPECT_THAT(taken(log), ElementsAre(EndsWith("yy\n"))) << "as long as may be";
}

TEST(OutputLogTest, RemembersTheLastWordsOfBothStreams) {
  OutputLog log;
  for (int i = 1; i <= 9; ++i) log.add("stdout", std::to_string(i) + "\n");
  log.add("stderr", "unfinished");
  log.take();

  EXPECT_EQ(log.last_words(), "  2\n  3\n  4\n  5\n  6\n  7\n  8\n  9\n  unfinished\n");
}

TEST(OutputLogTest, SeesALineThatIsLookedForOnceItEnds) {
  OutputLog log;
  log.add("stdout", "listening\n");
  log.look_for("listening");
  EXPECT_FALSE(log.saw_it()) << "printed before";

  log.add("stderr", "now listening on 80");
  EXPECT_FALSE(log.saw_it());
  log.add("stderr", "80\n");
  EXPECT_TRUE(log.saw_it());
}

}  // namespace
}  // namespace souk::process
