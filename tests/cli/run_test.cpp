// `souk run`: its arguments, and what it leaves behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/souk.h"
#include "tests/support/stories.h"

namespace souk::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Wrong words after `souk run STORY`, and what is said of them.
struct WrongRun {
  const char* name;
  std::vector<std::string> arguments;
  const char* sentence;
  const char* advice;
};

void PrintTo(const WrongRun& row, std::ostream* stream) { *stream << row.name; }

class WrongRunTest : public testing::TestWithParam<WrongRun> {
 protected:
  Folder folder_;
  std::string story_ = folder_.file("alone.yaml", kAlone);
};

TEST_P(WrongRunTest, PlaysNothingAndEndsWithCodeTwo) {
  std::vector<std::string> arguments{"run", story_};
  arguments.insert(arguments.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  auto command = souk_command(arguments);
  command.directory = folder_.path();

  const auto ended = run(command);

  EXPECT_THAT(ended, ends_with(2, GetParam().sentence, GetParam().advice));
  EXPECT_EQ(ended.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Arguments, WrongRunTest,
    testing::Values(
        WrongRun{"shard_that_is_a_word", {"--shard", "two"}, "--shard two", "2/4 is the second"},
        WrongRun{"shard_zero", {"--shard", "0/2"}, "--shard 0/2", "I from 1 to N"},
        WrongRun{"shard_beyond_the_last", {"--shard", "3/2"}, "--shard 3/2", "I from 1 to N"},
        WrongRun{"shard_with_more", {"--shard", "1/2/3"}, "--shard 1/2/3", "I from 1 to N"},
        WrongRun{"shard_of_minus_one", {"--shard", "1/-1"}, "--shard 1/-1", "I from 1 to N"},
        WrongRun{"set_without_a_value", {"--set", "hours"}, "--set hours", "write NAME=VALUE"},
        WrongRun{"set_without_a_name", {"--set", "=1h"}, "--set =1h", "write NAME=VALUE"},
        WrongRun{"set_unknown",
                 {"--set", "hous=1h"},
                 "alone.yaml:1:1: --set hous: the story has no",
                 "did you mean 'hours'?"},
        WrongRun{"set_to_nonsense", {"--set", "hours=soon"}, "alone.yaml:", "soon"},
        WrongRun{"matrix_without_values", {"--matrix", "hours="}, "--matrix hours=", "NAME=A,B"},
        WrongRun{"matrix_without_a_name", {"--matrix", "=1h"}, "--matrix =1h", "NAME=A,B"},
        WrongRun{"matrix_unknown",
                 {"--matrix", "hous=1h"},
                 "--matrix hous: the story has no",
                 "did you mean 'hours'?"},
        WrongRun{"report_of_no_format",
                 {"--report", "htm=a"},
                 "--report htm=a: there is no such",
                 "did you mean 'html'?"},
        WrongRun{"report_without_a_file",
                 {"--report", "html="},
                 "--report html=: the file is missing",
                 "html=FILE"},
        WrongRun{"report_twice",
                 {"--report", "html=a", "html=b"},
                 "it has a file already",
                 "each at most once"},
        WrongRun{"two_reports_in_one_file",
                 {"--report", "html=a", "json=a"},
                 "--report json=a: the html report goes there",
                 "each at most once"},
        WrongRun{"report_nowhere",
                 {"--report", "html=missing/a.html"},
                 "cannot write the html report to missing/a.html",
                 "create it or choose another"},
        WrongRun{"report_into_a_folder",
                 {"--report", "html=."},
                 "that is a directory",
                 "name a file in it"},
        WrongRun{"seller_nearly_the_sample",
                 {"--seller", "sampel"},
                 "--seller sampel",
                 "did you mean 'sample'?"},
        WrongRun{"seller_by_no_url",
                 {"--seller", "http://"},
                 "--seller http://: this is no http",
                 "http://127.0.0.1:8080, or sample"},
        WrongRun{"seller_at_no_port",
                 {"--seller", "http://127.0.0.1:70000"},
                 "no http address",
                 "http://127.0.0.1:8080, or sample"},
        WrongRun{"seller_by_ftp",
                 {"--seller", "ftp://127.0.0.1/"},
                 "no http address",
                 "http://127.0.0.1:8080, or sample"},
        WrongRun{"unknown_defect",
                 {"--seller", "sample:late"},
                 "no defect \"late\"",
                 "souk seller --list-defects"},
        WrongRun{"slow_nonsense",
                 {"--seller", "sample", "--slow", "100"},
                 "--slow: \"100\" is not",
                 "for example 1:100"},
        WrongRun{"slow_stranger",
                 {"--seller", "http://127.0.0.1:1", "--slow", "1:100"},
                 "--slow is for the sample seller",
                 "--seller sample"},
        WrongRun{"emulator_by_no_url",
                 {"--emulator", "127.0.0.1:4747"},
                 "--emulator 127.0.0.1:4747: this is no http address",
                 "souk serve printed"},
        WrongRun{"one_sandbox_for_many",
                 {"--sandbox", "default", "--jobs", "2"},
                 "one sandbox is for one run at a time",
                 "--jobs 1"}),
    [](const auto& row) { return row.param.name; });

class RunTest : public testing::Test {
 protected:
  Folder folder_;
  std::string story_ = folder_.file("alone.yaml", kAlone);
};

TEST_F(RunTest, PlaysEachChoiceOfTheMatrix) {
  const auto ended = souk({"run", story_});

  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("ok   Time passes [hours=1h]"),
                               HasSubstr("ok   Time passes [hours=2h]"),
                               HasSubstr("2 runs: 2 kept, 0 broken")));
  EXPECT_EQ(ended.err, "");
}

TEST_F(RunTest, PrintsPlainLinesWhenNobodyWatches) {
  const auto ended = souk({"run", story_});

  EXPECT_THAT(ended.out, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\n\n\n"))));
}

TEST_F(RunTest, TakesAStoryAfterAnyOption) {
  const auto report = folder_.in("a.json");

  EXPECT_THAT(souk({"run", "--set", "hours=1h", story_}).out, HasSubstr("1 run: 1 kept"));
  EXPECT_THAT(souk({"run", "--matrix", "hours=1h,2h,3h", story_}).out, HasSubstr("3 runs: 3 kept"));
  EXPECT_THAT(souk({"run", "--report", "json=" + report, story_}).out,
              HasSubstr("json report: " + report));
}

TEST_F(RunTest, WritesEveryReportItWasAskedFor) {
  const auto ended = souk({"run", story_, "--report", "junit=" + folder_.in("a.xml"),
                           "html=" + folder_.in("a.html"), "json=" + folder_.in("a.json")});

  EXPECT_EQ(ended.code, 0);
  for (const auto* file : {"a.xml", "a.html", "a.json"}) {
    EXPECT_GT(std::filesystem::file_size(folder_.in(file)), 100u) << file;
    EXPECT_THAT(ended.out, HasSubstr("report: " + folder_.in(file)));
  }
}

TEST_F(RunTest, ShardsShareOutEveryRunOnce) {
  const auto first = souk({"run", story_, "--shard", "1/2"});
  const auto second = souk({"run", story_, "--shard", "2/2"});

  EXPECT_THAT(first.out, AllOf(HasSubstr("[hours=1h]"), Not(HasSubstr("[hours=2h]"))));
  EXPECT_THAT(second.out, AllOf(HasSubstr("[hours=2h]"), Not(HasSubstr("[hours=1h]"))));
}

TEST_F(RunTest, AShardWithoutRunsSaysSoAndIsNoFailure) {
  const auto ended = souk({"run", story_, "--shard", "3/3"});

  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "shard 3/3 has nothing to do; runs in all: 2.\n");
}

TEST_F(RunTest, AStoryThatNeedsASellerSaysHowToNameOne) {
  const auto ended = souk({"run", folder_.file("page.yaml", kLandingPage)});

  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("FAIL A buyer registers  the story is wrong"),
                               HasSubstr("no seller was named; name it with --seller"),
                               HasSubstr("1 run: 0 kept, 0 broken, 1 not judged")));
}

TEST_F(RunTest, AFailedExpectationIsCodeOne) {
  const auto story = folder_.file("expects.yaml", R"(story: Nobody calls
product: {model: subscription, generation: concurrent, dimensions: [requests]}
steps:
  - expect: {call: ResolveCustomer, within: 1m}
judge: none
)");

  const auto ended = souk({"run", story});

  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("FAIL step 1"), HasSubstr("expects.yaml:4"),
                               HasSubstr("1 run: 0 kept, 1 broken")));
}

TEST_F(RunTest, ADefectOfTheSellerIsCodeOneAndNamesTheRule) {
  const std::string story = SOUK_LIBRARY "/s01_happy_path.yaml";

  const auto ended =
      souk({"run", story, "--set", "generation=legacy", "--seller", "sample:token-in-cookie"});

  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("FAIL R15"));
}

TEST_F(RunTest, UsesASoukThatRuns) {
  Souk emulator({"--clock", "frozen"});

  const auto ended = souk({"run", story_, "--emulator", emulator.url()});

  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("2 runs: 2 kept"));
}

TEST_F(RunTest, ASoukThatDoesNotRunIsCodeFourBeforeAnythingIsPlayed) {
  const auto ended = souk({"run", story_, "--emulator", "http://127.0.0.1:1"});

  EXPECT_THAT(ended, ends_with(4, "no souk answers at http://127.0.0.1:1", "souk serve"));
  EXPECT_EQ(ended.out, "");
}

TEST_F(RunTest, ASandboxThatIsNotThereIsCodeTwo) {
  Souk emulator;

  const auto ended = souk({"run", story_, "--emulator", emulator.url(), "--sandbox", "nowhere"});

  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, HasSubstr("There is no sandbox \"nowhere\""));
}

TEST_F(RunTest, ReportsThatCannotBeKeptAreToldBeforeTheRuns) {
  std::filesystem::create_directory(folder_.in("locked"));
  std::filesystem::permissions(folder_.in("locked"), std::filesystem::perms::owner_read |
                                                         std::filesystem::perms::owner_exec);
  auto command = souk_command({"run", story_, "--report", "html=" + folder_.in("locked/a.html")});
  command.bound_by_modes = true;

  const auto ended = run(command);

  EXPECT_THAT(ended, ends_with(2, "locked/a.html: Permission denied", "directory's permissions"));
  EXPECT_THAT(ended.out, IsEmpty());
}

}  // namespace
}  // namespace souk::test
