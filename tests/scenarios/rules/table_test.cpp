#include <gtest/gtest.h>

#include <set>

#include "scenarios/rules/nearest.h"
#include "scenarios/rules/rule.h"
#include "scenarios/rules/time_text.h"
#include "tests/scenarios/rules/golden.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

TEST(RuleTable, IsWhole) {
  std::set<std::string_view> ids;
  for (const auto& rule : all_rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id << " appears twice";
    for (const auto text :
         {rule.family, rule.title, rule.stories, rule.exercise, rule.how, rule.source}) {
      EXPECT_FALSE(text.empty()) << rule.id;
    }
    EXPECT_NE(rule.check, nullptr) << rule.id;
    for (const auto id : rule.follows)
      EXPECT_NE(find_rule(id), nullptr) << rule.id << " follows " << id;
  }
  EXPECT_EQ(ids.size(), 38u);
}

TEST(RuleTable, IsInTheOrderOfItsNumbers) {
  int last = 0;
  for (const auto& rule : all_rules()) {
    const auto number = std::stoi(std::string(rule.id.substr(1)));
    EXPECT_GT(number, last) << rule.id;
    last = number;
  }
}

TEST(RuleTable, FindsRulesIgnoringCase) {
  ASSERT_NE(find_rule("r46"), nullptr);
  EXPECT_EQ(find_rule("r46")->id, "R46");
  EXPECT_EQ(find_rule("R2"), nullptr);
}

TEST(RuleTable, ExplainsARule) {
  const auto text = explain(*find_rule("R38"));

  EXPECT_EQ(
      text,
      "R38  A seller does not need the CustomerIdentifier\n\n"
      "severity      must\n"
      "applies to    usage subscriptions, contracts, contracts with consumption\n"
      "generation    concurrent\n"
      "family        identity\n"
      "checked       Where ResolveCustomer names no CustomerIdentifier the landing page must still "
      "end below 400 and the registration must be completed; no usage record of such a product may "
      "carry one; and of several such buyers each must get an account (seen by the accounts "
      "probe).\n"
      "exercised by  S1, S7, S17\n"
      "to exercise   let a buyer of a product with concurrent agreements register\n"
      "needs         the seller's landing page (seller: {landing_page: URL})\n"
      "follows       R91\n"
      "source        AWS Marketplace Metering Service API: ResolveCustomer (not filled for new "
      "integrations since July 2026)\n");
}

TEST(RuleTable, IsThePageInTheDocs) {
  EXPECT_EQ(rules_page(), golden(SOUK_DOCS "/rules.md", rules_page()))
      << "SOUK_UPDATE_GOLDEN=1 rules_test writes docs/rules.md anew from the table";
}

TEST(TimeText, WritesAndReadsInstants) {
  const auto instant = parse_instant("2026-10-06T09:01:02.345Z");

  ASSERT_TRUE(instant.has_value());
  EXPECT_EQ(instant_text(*instant), "2026-10-06T09:01:02.345Z");
  EXPECT_EQ(moment_text(*instant), "2026-10-06 09:01:02.345");
  EXPECT_EQ(hour_text(hour_of(*instant)), "2026-10-06 09:00");
  EXPECT_EQ(parse_instant("2026-10-06T11:01:02.345000001+02:00"), instant);
}

TEST(TimeText, RefusesWhatIsNoInstant) {
  for (const auto* text :
       {"", "2026", "2026-13-01", "2026-10-06T25:00:00Z", "2026-10-06T09:00:00",
        "2026-10-06T09:00:00Zx", "2026-10-06 09:00:00Z", "2026-10-06T09:00:00.Z"}) {
    EXPECT_FALSE(parse_instant(text).has_value()) << text;
  }
}

TEST(TimeText, WritesDurations) {
  EXPECT_EQ(duration_text(0ms), "0s");
  EXPECT_EQ(duration_text(61min), "1h1m");
  EXPECT_EQ(duration_text(-1ms), "-1ms");
  EXPECT_EQ(duration_text(25h + 3s + 4ms), "1d1h3s4ms");
}

TEST(Nearest, PicksTheFewestChanges) {
  EXPECT_EQ(nearest("r45", {"R1", "R46", "R105"}), "R46");
  EXPECT_EQ(nearest("x", {}), "");
}

}  // namespace
}  // namespace souk::judge
