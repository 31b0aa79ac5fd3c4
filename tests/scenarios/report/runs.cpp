#include "tests/scenarios/report/runs.h"

#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

Timestamp on(Duration since_midnight) { return JournalBuilder::instant(since_midnight); }

JournalBuilder story(bool late) {
  JournalBuilder journal;
  journal.purchase().at(12h + 5min).clock().use(12).at(12h + 10min).ended();
  if (!late) journal.meter({{.quantity = 12, .hour = 12h}});
  journal.at(13h + 11min).clock();
  if (late) journal.meter({{.quantity = 12, .hour = 12h, .status = "CustomerNotSubscribed"}});
  return journal.at(14h + 10min).clock().tick().access(false);
}

RunResult run(bool late) {
  RunResult result;
  result.title = "A buyer who cancels is metered";
  result.file = "stories/cancel.yaml";
  result.cell = {{"flush", late ? "1h1m" : "0s"}};
  result.profile = "current-2026";
  result.generation = "concurrent";
  result.model = "subscription";
  result.seed = 7;
  result.seller = late ? "sample:final-record-late" : "sample";
  result.sandbox = "s1";
  result.outcome = late ? RunOutcome::Broken : RunOutcome::Kept;
  result.steps = {
      {1, 10, "register", "register ann", true, "", on(9h), on(9h + 2min)},
      {2, 11, "use", "use 12 requests", true, "", on(9h + 2min), on(12h + 5min)},
      {3, 12, "cancel", "cancel ann", true, "", on(12h + 5min), on(12h + 10min)},
      {4, 13, "expect", "expect 12 requests metered", !late,
       late ? "expected 12 requests by 13:10, saw 0" : "", on(12h + 10min), on(14h + 10min)}};
  result.journal = story(late).journal();
  const auto rules = Selection::only({"R1", "R25", "R46", "R49"});
  result.verdicts = judge(result.journal, rules.value());
  result.took = 1250ms;
  return result;
}

}  // namespace

RunResult kept_run() { return run(false); }

RunResult broken_run() { return run(true); }

RunResult hostile_run() {
  const std::string hostile("</script><b>&\"'\x01\x1b[2J\xff\xc3 ]]>\r\n");
  auto result = run(true);
  result.title = hostile;
  result.file = hostile;
  result.seller = hostile;
  result.trouble = hostile;
  result.cell = {{hostile, hostile}};
  for (auto& step : result.steps) step.sentence = step.failure = hostile;
  for (auto& verdict : result.verdicts) {
    verdict.summary = hostile;
    for (auto& evidence : verdict.evidence) evidence.text = hostile;
  }
  for (auto& row : result.journal) {
    row.subject = hostile;
    row.data["text"] = hostile;
    row.nondeterministic = {{"body", hostile}};
  }
  return result;
}

}  // namespace souk::judge
