#include "scenarios/report/json_report.h"

#include "scenarios/report/names.h"
#include "scenarios/rules/rule.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

using Ordered = nlohmann::ordered_json;

Ordered evidence_json(const Evidence& evidence) {
  return {{"seq", evidence.seq}, {"at", instant_text(evidence.at)}, {"text", evidence.text}};
}

Ordered verdict_json(const Verdict& verdict) {
  const auto* rule = find_rule(verdict.rule);
  Ordered json = {{"rule", verdict.rule}};
  if (rule != nullptr) {
    json["title"] = rule->title;
    json["severity"] = name_of(rule->severity);
  }
  json["outcome"] = name_of(verdict.outcome);
  json["summary"] = verdict.summary;
  if (verdict.margin) json["margin_ms"] = verdict.margin->count();
  if (verdict.deadline) json["deadline"] = instant_text(*verdict.deadline);
  json["evidence"] = Ordered::array();
  for (const auto& evidence : verdict.evidence) json["evidence"].push_back(evidence_json(evidence));
  return json;
}

Ordered step_json(const StepResult& step) {
  Ordered json = {{"index", step.index},
                  {"line", step.line},
                  {"verb", step.verb},
                  {"sentence", step.sentence},
                  {"ok", step.ok},
                  {"failure", step.failure},
                  {"from", instant_text(step.from)},
                  {"to", instant_text(step.to)}};
  if (step.margin) json["margin_ms"] = step.margin->count();
  return json;
}

Ordered counts_json(const Counts& counts) {
  return {{"pass", counts.passed},
          {"fail", counts.failed},
          {"warn", counts.warned},
          {"not_exercised", counts.not_exercised},
          {"failed_steps", counts.failed_steps}};
}

Ordered run_json(const RunResult& run) {
  Ordered json = {{"title", run.title},
                  {"file", run.file},
                  {"cell", run.cell},
                  {"profile", run.profile},
                  {"generation", run.generation},
                  {"model", run.model},
                  {"seed", run.seed},
                  {"seller", run.seller},
                  {"sandbox", run.sandbox},
                  {"outcome", name_of(run.outcome)},
                  {"trouble", run.trouble},
                  {"took_ms", run.took.count()},
                  {"counts", counts_json(counts_of(run))},
                  {"steps", Ordered::array()},
                  {"verdicts", Ordered::array()}};
  for (const auto& step : run.steps) json["steps"].push_back(step_json(step));
  for (const auto& verdict : run.verdicts) json["verdicts"].push_back(verdict_json(verdict));
  return json;
}

}  // namespace

std::string json_report(const std::vector<RunResult>& results) {
  Ordered report = {{"souk_report", 1}, {"runs", Ordered::array()}};
  for (const auto& run : results) report["runs"].push_back(run_json(run));
  return report.dump(2, ' ', false, Ordered::error_handler_t::replace) + "\n";
}

}  // namespace souk::judge
