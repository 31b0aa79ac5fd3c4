#include "scenarios/report/console.h"

#include "tests/scenarios/report/runs.h"
#include "tests/scenarios/rules/golden.h"

namespace souk::judge {
namespace {

std::string whole_output(const std::vector<RunResult>& runs, const ConsoleStyle& style) {
  std::string text;
  for (const auto& run : runs) text += progress_line(run, style);
  for (const auto& run : runs) text += failures_text(run, style);
  return text + summary_table(runs, style) + totals_line(runs, style);
}

TEST(Console, TellsAPersonEverythingInPlainLines) {
  const auto text = whole_output({kept_run(), broken_run()}, {});

  EXPECT_EQ(text, golden(SOUK_GOLDEN "/console.txt", text));
}

TEST(Console, PaintsOnlyOnATerminal) {
  const std::vector<RunResult> runs{kept_run(), broken_run()};

  EXPECT_EQ(whole_output(runs, {.terminal = false}).find('\x1b'), std::string::npos);
  EXPECT_NE(whole_output(runs, {.terminal = true}).find("\x1b[31m"), std::string::npos);
}

TEST(Console, CountsRulesWhereThereAreTooManyRunsForColumns) {
  std::vector<RunResult> runs(12, kept_run());

  EXPECT_THAT(summary_table(runs, {}), testing::HasSubstr("  1  2  3"));
  runs.push_back(broken_run());
  const auto table = summary_table(runs, {});

  EXPECT_THAT(table, testing::HasSubstr("kept  broken  warned  silent\n"));
  EXPECT_THAT(table, testing::HasSubstr("  X R46        12       1       -       -  Every unit"));
  EXPECT_THAT(table, testing::HasSubstr("  + R1         13       -       -       -  The landing"));
}

TEST(Console, SaysWhyRulesWereNotExercisedOnlyWhenAsked) {
  const auto run = kept_run();

  EXPECT_EQ(failures_text(run, {}), "");
  EXPECT_THAT(failures_text(run, {.verbose = true}),
              testing::HasSubstr("R25 not exercised: to exercise it"));
}

TEST(Console, LetsNoControlCharacterThrough) {
  const auto text = whole_output({hostile_run()}, {});

  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x01'), std::string::npos);
  EXPECT_THAT(text, testing::HasSubstr("\\x1b[2J\\xff\\xc3"));
}

TEST(Console, CountsRunsThatCouldNotBeCarriedOut) {
  RunResult run;
  run.title = "A story";
  run.outcome = RunOutcome::SellerUnreachable;
  run.trouble = "nobody listens at http://127.0.0.1:9";

  EXPECT_EQ(progress_line(run, {}),
            "FAIL A story  the seller was not reached  0.0s\n"
            "    nobody listens at http://127.0.0.1:9\n");
  EXPECT_THAT(totals_line({run}, {}), testing::HasSubstr("1 run: 0 kept, 0 broken, 1 not judged"));
}

}  // namespace
}  // namespace souk::judge
