// The table as text: for `souk rules R46`, and as docs/rules.md.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/rules/rule.h"

namespace souk::judge {
namespace {

constexpr std::string_view kOpening =
    R"(# The rules

Written from the table in `scenarios/rules/`; a test holds the two equal. `souk rules` lists them, `souk rules R46`
explains one.

A rule looks at a journal ([journal.md](journal.md)) and at nothing else, and says one of four things:

| verdict | means |
|---|---|
| pass | the story gave the seller a chance to break the rule, and it was kept |
| fail | it was broken; the evidence names the rows, the margin how much time was missing |
| warn | worth a look, or broken only as a consequence of another rule |
| not exercised | the story gave no chance to break it, or lacks the probe to see it; never counted as a pass |

**must** is a documented requirement or certain loss, **should** a recommendation. Both fail when broken; leave one out
with `judge: {all_except: [R16]}`.

**What souk does is not held against the seller.** A record handed back `unprocessed`, an injected error, a dropped
connection, throttling: the attempt counts as made. Where it matters the rule waits until souk has recovered.

**Hours that a seller cannot see are not held against it.** Where its clock shows real time, in runs of an hour and more, a breach of
R46, R47, R72, R77 or R104 is a warning that says so ([seller-clock.md](seller-clock.md)).

**One mistake, one failure.** A timestamp in milliseconds makes AWS refuse the whole call, so the usage is also missing
at the end, past the look-back and in the totals. Each rule therefore names the rules it *follows*. When such a rule is
judged in the same run and fails for the same agreement, the follower is reported as a warning "as a consequence of R93".
Only a judged rule that itself fails can take the blame, and no rule follows itself through others, so a broken run
never turns green: leave R93 out, and the followers fail on their own.

An hour is a UTC hour. Times are the market's. The closing instant of a window is outside it.
)";

std::string generation_text(const Rule& rule) {
  if (rule.generation == Generation::Concurrent) return "concurrent";
  if (rule.generation == Generation::Legacy) return "legacy";
  return "both";
}

std::string letters(const Rule& rule) {
  return rule.models == "UCX" ? "all" : fmt::format("{}", fmt::join(rule.models, " "));
}

}  // namespace

std::string explain(const Rule& rule) {
  auto text = fmt::format("{}  {}\n\n", rule.id, rule.title);
  const auto line = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) text += fmt::format("{:<14}{}\n", name, value);
  };
  line("severity", name_of(rule.severity));
  line("applies to", models_text(rule));
  line("generation", generation_text(rule));
  line("family", rule.family);
  line("checked", rule.how);
  line("exercised by", rule.stories);
  line("to exercise", rule.exercise);
  for (const auto need : rule.needs) line("needs", explanation_of(need));
  line("follows", fmt::format("{}", fmt::join(rule.follows, ", ")));
  line("source", rule.source);
  return text;
}

std::string rules_page() {
  std::string page(kOpening);
  page +=
      "\n| rule | what a seller must do | severity | models | generation | stories |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& rule : all_rules()) {
    page += fmt::format("| [{0}](#{0}) | {1} | {2} | {3} | {4} | {5} |\n", rule.id, rule.title,
                        name_of(rule.severity), letters(rule), generation_text(rule), rule.stories);
  }
  page += "\nModels: U usage subscription, C contract, X contract with consumption.\n";
  for (const auto& rule : all_rules()) {
    page +=
        fmt::format("\n<a id=\"{0}\"></a>\n## {0} {1}\n\n{2}\n\n", rule.id, rule.title, rule.how);
    page += fmt::format("- To exercise it: {}.\n", rule.exercise);
    for (const auto need : rule.needs) page += fmt::format("- Needs {}.\n", explanation_of(need));
    if (!rule.follows.empty()) {
      page += fmt::format("- Follows {}.\n", fmt::join(rule.follows, ", "));
    }
    page += fmt::format("- Source: {}.\n", rule.source);
  }
  return page;
}

}  // namespace souk::judge
