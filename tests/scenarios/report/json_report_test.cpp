#include "scenarios/report/json_report.h"

#include "tests/scenarios/report/runs.h"

namespace souk::judge {
namespace {

TEST(JsonReport, TellsRunsStepsAndVerdicts) {
  const auto report = Json::parse(json_report({kept_run(), broken_run()}));
  const auto& run = report["runs"][1];

  EXPECT_EQ(report["souk_report"], 1);
  EXPECT_EQ(run["outcome"], "broken");
  EXPECT_EQ(run["cell"], Json({{"flush", "1h1m"}}));
  EXPECT_EQ(
      run["counts"],
      Json({{"pass", 1}, {"fail", 1}, {"warn", 1}, {"not_exercised", 1}, {"failed_steps", 1}}));
  EXPECT_EQ(run["steps"][3]["from"], "2026-10-06T12:10:00.000Z");
  const auto& verdict = run["verdicts"][2];
  EXPECT_EQ(verdict["rule"], "R46");
  EXPECT_EQ(verdict["severity"], "must");
  EXPECT_EQ(verdict["outcome"], "fail");
  EXPECT_EQ(verdict["margin_ms"], -60'000);
  EXPECT_EQ(verdict["deadline"], "2026-10-06T13:10:00.000Z");
  EXPECT_EQ(verdict["evidence"][2]["text"], "the final record, too late");
}

TEST(JsonReport, LeavesMarginAndDeadlineOutWhereThereIsNoTime) {
  const auto report = Json::parse(json_report({kept_run()}));

  EXPECT_FALSE(report["runs"][0]["verdicts"][0].contains("margin_ms"));
  EXPECT_FALSE(report["runs"][0]["verdicts"][0].contains("deadline"));
}

TEST(JsonReport, TakesAnyText) {
  EXPECT_NO_THROW(static_cast<void>(Json::parse(json_report({hostile_run()}))));
}

}  // namespace
}  // namespace souk::judge
