// The shipped stories, played by the souk command against the right seller.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/rules/rule.h"
#include "tests/library/souk_command.h"

namespace souk::judge {

void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.id; }

}  // namespace souk::judge

namespace souk::test {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::IsSupersetOf;

const Played& good() { return library_at_eight().played; }

/// Every verdict of the good run on one rule, together with the run it is from.
std::vector<std::pair<Json, Json>> verdicts_on(std::string_view rule) {
  std::vector<std::pair<Json, Json>> found;
  for (const auto& run : good().report.at("runs")) {
    for (const auto& verdict : run.at("verdicts")) {
      if (verdict.at("rule") == rule) found.emplace_back(run, verdict);
    }
  }
  return found;
}

TEST(Library, IsKeptByTheSampleSeller) {
  EXPECT_EQ(good().code, 0) << good().output;
  EXPECT_EQ(complaints(good().report), "");
}

TEST(Library, IsKeptByASellerInAProcessOfItsOwn) {
  const Service market("serve --port 0 --clock frozen");
  const auto keys = keys_of(market.url());
  const Service seller("seller --endpoint " + market.url(), keys);
  const auto there = " --seed 7 --emulator " + market.url() + " --sandbox default --seller ";

  const auto by_url = play(stories_by_url() + there + seller.url());
  // Later, for it would read what another story's function is to be handed.
  const Service reader("seller --endpoint " + market.url() + " --queue " + queue_url(market.url()),
                       keys);
  const auto by_queue = play(stories_by_queue() + there + reader.url());

  EXPECT_EQ(complaints(by_url.report), "");
  EXPECT_EQ(complaints(by_queue.report), "");
  auto apart = outcomes(by_url.report);
  apart.merge(outcomes(by_queue.report));
  const auto together = outcomes(good().report);
  EXPECT_EQ(apart.size(), together.size());
  for (const auto& [name, told] : together) EXPECT_EQ(apart[name], told) << name;
}

TEST(Library, PlaysBothGenerationsBothModelsAndEveryChannel) {
  std::set<std::string> kinds;
  for (const auto& run : good().report.at("runs")) {
    kinds.insert(run.at("model").get<std::string>() + " " +
                 run.at("generation").get<std::string>());
  }

  EXPECT_THAT(kinds, testing::UnorderedElementsAre("subscription legacy", "subscription concurrent",
                                                   "contract legacy", "contract concurrent"));
}

TEST(Library, BringsNewsOverEveryChannelInBothGenerations) {
  std::set<std::string> ways;
  for (const auto& [sandbox, rows] : library_at_eight().journals) {
    for (const auto& row : rows) {
      if (row.value("kind", "") != "delivery" || row["data"]["outcome"] != "delivered") continue;
      ways.insert(row["data"]["channel"].get<std::string>() + " " +
                  row["data"]["to"].get<std::string>());
    }
  }

  EXPECT_THAT(ways, testing::UnorderedElementsAre("sns http", "sns sqs", "sns lambda",
                                                  "eventbridge api-destination", "eventbridge sqs",
                                                  "eventbridge lambda"));
}

TEST(Library, IsReportedInJunitAsTheCommonSchemaHasIt) {
  const auto file = testing::TempDir() + "souk-library-junit.xml";
  souk("run " + story("s01_happy_path.yaml") + " " + story("s08_final_hour.yaml") +
       " --jobs 8 --seller sample:final-record-late --report junit=" + file);

  const auto checked = run("xmllint --noout --schema " SOUK_JUNIT_SCHEMA " " + file);

  EXPECT_EQ(checked.code, 0) << checked.output;
}

class EveryRule : public testing::TestWithParam<judge::Rule> {};

TEST_P(EveryRule, IsExercisedWithEvidenceByTheStoriesItNames) {
  std::set<std::string> exercised;
  for (const auto& [run, verdict] : verdicts_on(GetParam().id)) {
    if (verdict.at("outcome") != "pass") continue;
    exercised.insert(number_of(run.at("file")));
    EXPECT_THAT(verdict.at("evidence"), testing::Not(IsEmpty())) << verdict.dump();
  }

  EXPECT_THAT(exercised, IsSupersetOf(numbers_in(GetParam().stories)));
  EXPECT_THAT(exercised, testing::Not(IsEmpty()));
}

TEST_P(EveryRule, IsExercisedInEveryGenerationItAppliesTo) {
  std::set<std::string> generations;
  for (const auto& [run, verdict] : verdicts_on(GetParam().id)) {
    if (verdict.at("outcome") == "pass") generations.insert(run.at("generation"));
  }

  const bool sns_only = GetParam().id == "R64" || GetParam().id == "R65";
  if (!sns_only) {
    EXPECT_THAT(generations, Contains("concurrent"));
  }
  if (GetParam().generation != judge::Generation::Concurrent) {
    EXPECT_THAT(generations, Contains("legacy"));
  }
}

INSTANTIATE_TEST_SUITE_P(Library, EveryRule, testing::ValuesIn(judge::all_rules()),
                         [](const auto& row) { return std::string(row.param.id); });

TEST(Library, ShowsHowCloseEveryRuleAboutTimeWas) {
  for (const auto* rule : {"R7", "R46", "R47", "R77", "R83"}) {
    std::vector<Json> margins;
    for (const auto& [run, verdict] : verdicts_on(rule)) {
      if (verdict.at("outcome") == "pass") margins.push_back(verdict.value("margin_ms", Json()));
    }

    EXPECT_THAT(margins, testing::Not(Contains(Json()))) << rule;
  }
}

struct Edge {
  const char* flush;
  const char* status;
  std::int64_t margin_ms;
};

void PrintTo(const Edge& edge, std::ostream* out) { *out << edge.flush; }

class FinalHour : public testing::TestWithParam<Edge> {};

TEST_P(FinalHour, TakesRecordsUntilJustBeforeItIsOverUnderBothReadings) {
  std::set<std::string> cells;
  for (const auto& run : good().report.at("runs")) {
    if (number_of(run.at("file")) != "S8" || run["cell"]["window.flush"] != GetParam().flush)
      continue;
    cells.insert(run["cell"]["generation"].get<std::string>() + " " +
                 run["cell"]["reading"].get<std::string>());

    const auto& expectation = run.at("steps").back();

    EXPECT_EQ(run["cell"]["window.status"], GetParam().status);
    EXPECT_THAT(expectation.at("sentence"), testing::HasSubstr(GetParam().status));
    EXPECT_TRUE(expectation.at("ok")) << run.dump();
    EXPECT_EQ(expectation.value("margin_ms", Json()), GetParam().margin_ms) << name_of(run);
  }

  EXPECT_THAT(cells, testing::UnorderedElementsAre(
                         "legacy deprovisioned-opens", "legacy ended-opens",
                         "concurrent deprovisioned-opens", "concurrent ended-opens"));
}

INSTANTIATE_TEST_SUITE_P(Library, FinalHour,
                         testing::Values(Edge{"59m59s", "Success", 1000},
                                         Edge{"1h", "CustomerNotSubscribed", 0},
                                         Edge{"1h1s", "CustomerNotSubscribed", -1000}),
                         [](const auto& row) { return std::string(row.param.flush); });

}  // namespace
}  // namespace souk::test
