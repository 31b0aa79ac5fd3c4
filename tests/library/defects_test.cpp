// A seller that is wrong in one way breaks the rule it is named for, and no unrelated one.
#include "client/sample_seller/defects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "scenarios/rules/rule.h"
#include "tests/library/souk_command.h"

namespace souk::sample {

void PrintTo(const DefectRow& row, std::ostream* out) { *out << row.name; }

}  // namespace souk::sample

namespace souk::test {
namespace {

using testing::Contains;
using testing::IsEmpty;

/// Rules that the same wrong decision breaks beside the one it is named for.
std::set<std::string> also_broken(std::string_view defect) {
  // A record sent again with another quantity is both a second quantity and a changed repeat.
  if (defect == "resends-different-quantity") return {"R80"};
  // A token nobody comes back for is redeemed so late that it never is.
  if (defect == "resolves-late") return {"R6", "R104"};
  // Whoever lets buyers in before the payment has them still when it fails.
  if (defect == "activates-at-registration") return {"R50"};
  // A copy that comes while the buyer registers leads that registration nowhere.
  if (defect == "reacts-twice") return {"R38"};
  // Whoever takes no POST takes no token.
  if (defect == "post-refused") return {"R6"};
  return {};
}

void expect_only_its_rule(const sample::DefectRow& defect, const Played& played) {
  auto failed = rules_with(played.report, "fail");
  EXPECT_EQ(played.code, 1) << played.output;
  EXPECT_THAT(failed, Contains(std::string(defect.rule))) << complaints(played.report);
  failed.erase(std::string(defect.rule));
  for (const auto& related : also_broken(defect.name)) failed.erase(related);
  EXPECT_THAT(failed, IsEmpty()) << complaints(played.report);
}

/// The stories that exercise the rule a defect breaks, and others that must not mind. The final
/// hour's twelve edges only where nothing else will do.
std::string stories_of(const sample::DefectRow& defect, const std::string& others = "") {
  std::string numbers(judge::find_rule(defect.rule)->stories);
  const auto edges = numbers.find(", S8");
  if (edges != std::string::npos) numbers.erase(edges, 4);
  return stories_numbered(numbers + " " + others);
}

/// SOUK_EVERY_STORY=1 plays the whole library against every defect: five minutes instead of one.
std::string stories_to_play(const sample::DefectRow& defect) {
  return std::getenv("SOUK_EVERY_STORY") != nullptr ? SOUK_LIBRARY : stories_of(defect, "S1 S17");
}

class Defects : public testing::TestWithParam<sample::DefectRow> {};

TEST_P(Defects, BreakTheirRuleAndNoUnrelatedOne) {
  const auto played = play(stories_to_play(GetParam()) +
                           " --jobs 8 --seller sample:" + std::string(GetParam().name));

  expect_only_its_rule(GetParam(), played);
}

TEST_P(Defects, BreakItInAProcessOfTheirOwnToo) {
  const Service market("serve --port 0 --clock frozen");
  const Service seller(
      "seller --endpoint " + market.url() + " --defect " + std::string(GetParam().name),
      keys_of(market.url()));

  const auto played = play(stories_of(GetParam()) + " --emulator " + market.url() +
                           " --sandbox default --seller " + seller.url());

  expect_only_its_rule(GetParam(), played);
}

std::string name_of_row(const testing::TestParamInfo<sample::DefectRow>& info) {
  std::string name(info.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Library, Defects,
                         testing::ValuesIn(sample::defects().begin(), sample::defects().end()),
                         name_of_row);

TEST(Rules, HaveADefectEach) {
  std::set<std::string_view> without;
  for (const auto& rule : judge::all_rules()) without.insert(rule.id);

  for (const auto& defect : sample::defects()) without.erase(defect.rule);

  EXPECT_THAT(without, IsEmpty());
}

}  // namespace
}  // namespace souk::test
