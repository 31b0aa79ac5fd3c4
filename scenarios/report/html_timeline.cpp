#include "scenarios/report/html_timeline.h"

#include "scenarios/report/json_report.h"
#include "scenarios/report/names.h"
#include "scenarios/report/page_parts.h"
#include "scenarios/report/row_text.h"
#include "scenarios/report/timeline.h"
#include "scenarios/rules/rule.h"

namespace souk::judge {
namespace {

/// Longer texts (a page's body) are cut: the report is for looking, the journal export for keeping.
constexpr std::size_t kLongestText = 4000;

std::int64_t milliseconds(Timestamp at) { return at.time_since_epoch().count(); }

Json shortened(const Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() <= kLongestText) return value;
    return text.substr(0, kLongestText) + " … (cut)";
  }
  if (!value.is_structured()) return value;
  auto copy = value;
  for (auto& part : copy) part = shortened(part);
  return copy;
}

Json details_of(const Row& row) {
  Json details = Json::object();
  details["subject"] = row.subject;
  if (!row.correlation.empty()) details["correlation"] = row.correlation;
  if (!row.data.empty()) details["data"] = shortened(row.data);
  if (!row.nondeterministic.empty()) details["nondeterministic"] = shortened(row.nondeterministic);
  return details;
}

Json rows_of(const Journal& journal) {
  std::map<std::string, std::int64_t> notices;
  Json rows = Json::array();
  for (const auto& row : journal) {
    if (row.kind == "notification") notices[row.subject] = row.seq;
    Json entry = {{"seq", row.seq},
                  {"at", milliseconds(row.at)},
                  {"kind", row.kind},
                  {"actor", row.actor},
                  {"label", label_of(row)},
                  {"lane", name_of(lane_of(row))},
                  {"tone", looks_bad(row) ? "bad" : ""},
                  {"details", details_of(row)}};
    const auto notice = notices.find(row.correlation);
    if (row.kind == "delivery" && notice != notices.end()) entry["parent"] = notice->second;
    rows.push_back(std::move(entry));
  }
  return rows;
}

Json verdict_json(const Verdict& verdict) {
  const auto* rule = find_rule(verdict.rule);
  Json json = {{"rule", verdict.rule},
               {"title", rule == nullptr ? "" : rule->title},
               {"how", rule == nullptr ? "" : rule->how},
               {"outcome", name_of(verdict.outcome)},
               {"summary", verdict.summary},
               {"evidence", Json::array()}};
  if (verdict.margin) json["margin_ms"] = verdict.margin->count();
  if (verdict.deadline) json["deadline"] = milliseconds(*verdict.deadline);
  for (const auto& evidence : verdict.evidence) {
    json["evidence"].push_back(
        {{"seq", evidence.seq}, {"at", milliseconds(evidence.at)}, {"text", evidence.text}});
  }
  return json;
}

Json step_json(const StepResult& step) {
  Json json = {{"index", step.index}, {"line", step.line},       {"sentence", step.sentence},
               {"ok", step.ok},       {"failure", step.failure}, {"from", milliseconds(step.from)}};
  if (step.margin) json["margin_ms"] = step.margin->count();
  return json;
}

Json run_json(const RunResult& run) {
  Json json = {{"title", run.title},
               {"file", run.file},
               {"cell", run.cell},
               {"profile", run.profile},
               {"generation", run.generation},
               {"model", run.model},
               {"seed", run.seed},
               {"seller", run.seller},
               {"outcome", name_of(run.outcome)},
               {"trouble", run.trouble},
               {"took_ms", run.took.count()},
               {"steps", Json::array()},
               {"verdicts", Json::array()},
               {"bands", Json::array()},
               {"lines", Json::array()},
               {"rows", rows_of(run.journal)}};
  for (const auto& step : run.steps) json["steps"].push_back(step_json(step));
  for (const auto& verdict : run.verdicts) json["verdicts"].push_back(verdict_json(verdict));
  for (const auto& band : final_windows(run.journal)) {
    json["bands"].push_back(
        {{"label", band.label}, {"from", milliseconds(band.from)}, {"to", milliseconds(band.to)}});
  }
  for (const auto& line : token_expiries(run.journal)) {
    json["lines"].push_back({{"label", line.label}, {"at", milliseconds(line.at)}});
  }
  return json;
}

/// JSON that may stand inside a script element: no "<" that could end it.
std::string embedded(const Json& json) {
  const auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char letter : text) {
    if (letter == '<') {
      safe += "\\u003c";
    } else {
      safe += letter;
    }
  }
  return safe;
}

}  // namespace

std::string html_timeline(const std::vector<RunResult>& results) {
  Json report = {{"runs", Json::array()}};
  for (const auto& run : results) report["runs"].push_back(run_json(run));
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
      "<title>souk report</title>\n<style>\n";
  page += page_parts::kStyle;
  page += "</style>\n</head>\n<body>\n";
  page += page_parts::kPage;
  page += "<script type=\"application/json\" id=\"report\">";
  page += embedded(report);
  page += "</script>\n<script>\n";
  page += page_parts::kReportScript;
  page += page_parts::kTimelineScript;
  page += page_parts::kJournalScript;
  page += "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace souk::judge
