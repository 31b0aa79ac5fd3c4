#include "scenarios/story/expand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr const char* kStory = R"(
story: Flushing after ${flush}
about: why
profile: guide-2020
product: {name: shop, code: 123, model: subscription, generation: legacy, dimensions: [requests]}
clock: {start: 2026-10-06T09:00:00Z}
seed: 7
switches: {echo: true}
defaults: {requests: 12, greeting: hello}
seller:
  landing_page: ${SELLER}/register
  use: {post: "${SELLER}/use", json: {n: "${quantity}", who: "${buyer.account}"}}
  tick: {post: /tick, every: 1h, offset: 5m}
matrix:
  flush: [59m59s, 1h]
  window: [{open: true, at: 1}, {open: false, at: 2}]
settle: {quiet: 10ms, off: false}
judge: {all_except: [R7, R8]}
steps:
  - subscribe: {buyer: b1..b3}
  - use: {buyer: b1, requests: "${requests}"}
  - advance: ${flush}
  - http: {get: "/x?at=${window.at}&g=${greeting}", as: b2, capture: {id: /id}}
  - http: {get: "/x/${id}/${b2.account}"}
  - fault: clear
  - expect: {metered: {buyer: b1..b2, requests: "${requests}"}}
)";

std::vector<Cell> cells_of(const Overrides& overrides = {}) {
  const auto story = parse_story(kStory, "a.yaml");
  EXPECT_TRUE(story) << to_text(story.error());
  auto cells = expand(*story, overrides);
  EXPECT_TRUE(cells) << to_text(cells.error());
  return cells ? *cells : std::vector<Cell>{};
}

std::string trouble_with(const Overrides& overrides) {
  const auto cells = expand(*parse_story(kStory, "a.yaml"), overrides);
  return cells ? "no trouble" : to_text(cells.error());
}

TEST(Expand, TurnsTheLastAxisFastest) {
  const auto cells = cells_of();

  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[1].labels,
            (std::map<std::string, std::string>{
                {"flush", "59m59s"}, {"window.open", "false"}, {"window.at", "2"}}));
  EXPECT_EQ(cells[2].labels.at("flush"), "1h");
}

TEST(Expand, MakesAPlanOfEverything) {
  const Plan plan = cells_of()[3].plan;

  EXPECT_EQ(plan.title, "Flushing after 1h");
  EXPECT_EQ(plan.profile, "guide-2020");
  EXPECT_EQ(plan.product_name, "shop");
  EXPECT_EQ(plan.product, Json({{"code", "123"},
                                {"model", "subscription"},
                                {"generation", "legacy"},
                                {"dimensions", {"requests"}}}));
  EXPECT_EQ(plan.start, client::parse_iso("2026-10-06T09:00:00Z"));
  EXPECT_EQ(plan.seed, 7U);
  EXPECT_EQ(plan.switches, Json({{"echo", true}}));
  EXPECT_EQ(plan.seller.tick_every, std::chrono::hours(1));
  EXPECT_EQ(plan.seller.tick_offset, std::chrono::minutes(5));
  EXPECT_EQ(plan.settle.quiet, Duration(10));
  EXPECT_EQ(plan.judging.except, (std::vector<std::string>{"R7", "R8"}));
}

TEST(Expand, PutsValuesInWithTheirTypesAndKeepsWhatOnlyARunKnows) {
  const auto steps = cells_of()[1].plan.steps;

  ASSERT_EQ(steps.size(), 10U);
  EXPECT_EQ(steps[0].arguments, Json({{"buyer", "b1"}}));
  EXPECT_EQ(steps[2].arguments, Json({{"buyer", "b3"}}));
  EXPECT_EQ(steps[3].arguments, Json({{"buyer", "b1"}, {"requests", 12}}));
  EXPECT_EQ(steps[3].sentence, "use b1: requests 12");
  EXPECT_EQ(steps[4].arguments, Json({{"by", "59m59s"}}));
  EXPECT_EQ(steps[5].arguments["get"], "/x?at=2&g=hello");
  EXPECT_EQ(steps[6].arguments["get"], "/x/${id}/${b2.account}");
  EXPECT_EQ(steps[7].arguments, Json({{"clear", true}}));
  EXPECT_EQ(steps[8].arguments["metered"], Json({{"buyer", "b1"}, {"requests", 12}}));
  EXPECT_EQ(steps[9].arguments["metered"]["buyer"], "b2");
  EXPECT_EQ(steps[9].at.line, 26);
}

TEST(Expand, TakesOverrides) {
  const auto cells = cells_of({{{"requests", "40"}, {"flush", "2h"}}, {{"greeting", {"a", "b"}}}});

  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[3].plan.steps[3].arguments["requests"], 40);
  EXPECT_EQ(cells[3].plan.title, "Flushing after 2h");
  EXPECT_EQ(cells[3].plan.steps[5].arguments["get"], "/x?at=2&g=b");
  EXPECT_EQ(cells[3].labels.at("greeting"), "b");
}

TEST(Expand, TellsOfOverridesThatDoNotFit) {
  EXPECT_EQ(trouble_with({{{"flsh", "1h"}}, {}}),
            "a.yaml:2:1: --set flsh: the story has no such value; did you mean 'flush'?\n");
  EXPECT_EQ(trouble_with({{{"window", "1"}}, {}}),
            "a.yaml:2:1: --set window: the values of 'window' are maps, which only the story can "
            "give\n");
  EXPECT_EQ(trouble_with({{}, {{"flush", {}}}}),
            "a.yaml:2:1: --matrix flush: no values are given\n");
}

TEST(Expand, LooksAtTheValuesWhereTheyAreUsed) {
  EXPECT_EQ(trouble_with({{{"requests", "many"}}, {}}),
            "a.yaml:21:32: 'requests' is 'many'; it takes a whole number, 0 or more\n"
            "a.yaml:26:49: 'requests' is 'many'; it takes a whole number, 0 or more\n");
  EXPECT_EQ(trouble_with({{}, {{"flush", {"1h", "soon"}}}}),
            "a.yaml:22:14: step 'advance' is 'soon'; it takes a duration like 3h or 59m59s\n");
}

TEST(Expand, RefusesTooManyCells) {
  Overrides overrides;
  overrides.matrix["flush"] = std::vector<std::string>(501, "1h");

  EXPECT_EQ(trouble_with(overrides), "a.yaml:2:1: the matrix has more than 1000 combinations\n");
}

Json put_in(const std::string& text) {
  const std::map<std::string, Json> values{{"n", 12}, {"text", "a b"}, {"yes", true}};
  const auto lookup = [&](const std::string& name) -> std::optional<Json> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  return substitute(text, lookup, true);
}

TEST(Substitution, KeepsTheTypeOfALoneValue) {
  EXPECT_EQ(put_in("${n}"), 12);
  EXPECT_EQ(put_in("${yes}"), true);
  EXPECT_EQ(put_in("n=${n}, ${text}"), "n=12, a b");
  EXPECT_EQ(put_in("${other} stays"), "${other} stays");
  EXPECT_EQ(put_in("$${n} is ${n}"), "${n} is 12");
  EXPECT_EQ(put_in("no $ or { or } harm"), "no $ or { or } harm");
}

TEST(Substitution, ReadsRowsOfBuyers) {
  EXPECT_EQ(buyers_named("ann"), std::vector<std::string>{"ann"});
  EXPECT_EQ(buyers_named("b9..b11"), (std::vector<std::string>{"b9", "b10", "b11"}));
  EXPECT_TRUE(buyers_named("b1..c2").empty());
  EXPECT_TRUE(buyers_named("b1..b999999").empty());
  EXPECT_TRUE(buyers_named("Ann").empty());
}

}  // namespace
}  // namespace souk::judge
