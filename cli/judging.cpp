#include "cli/judging.h"

#include <algorithm>

#include "cli/command.h"
#include "scenarios/report/names.h"

namespace souk::cli {
namespace {

using nlohmann::json;

std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const auto comma = std::min(text.find(',', begin), text.size());
    if (comma > begin) parts.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

Error unknown_rule(const std::string& why) { return {"UnknownRule", 400, why, "rules", ""}; }

Result<Json> judge_rows(const std::vector<Json>& rows, const Json& wanted) {
  auto selection = judge::Selection::all();
  if (wanted.is_array()) {
    const auto only = judge::Selection::only(wanted.get<std::vector<std::string>>());
    if (!only) return Failure(unknown_rule(only.error()));
    selection = *only;
  } else if (wanted != "all") {
    return Failure(unknown_rule("rules is \"all\" or a list of rules."));
  }
  Json verdicts = Json::array();
  for (const auto& verdict : judge::judge(to_journal(rows), selection)) {
    Json view{{"rule", verdict.rule},
              {"outcome", judge::name_of(verdict.outcome)},
              {"summary", verdict.summary}};
    if (verdict.margin) view["margin_ms"] = verdict.margin->count();
    if (verdict.deadline) view["deadline"] = to_iso(*verdict.deadline);
    view["evidence"] = Json::array();
    for (const auto& each : verdict.evidence) {
      view["evidence"].push_back({{"seq", each.seq}, {"at", to_iso(each.at)}, {"text", each.text}});
    }
    verdicts.push_back(std::move(view));
  }
  return verdicts;
}

}  // namespace

tl::expected<judge::Selection, std::string> selection_of(const judge::Judging& judging) {
  if (judging.none) return judge::Selection::none();
  if (!judging.only.empty()) return judge::Selection::only(judging.only);
  if (!judging.except.empty()) return judge::Selection::all_except(judging.except);
  return judge::Selection::all();
}

tl::expected<judge::Selection, std::string> selection_of(const std::string& argument) {
  if (argument == "all") return judge::Selection::all();
  if (argument == "none") return judge::Selection::none();
  return judge::Selection::only(names_in(argument));
}

judge::Journal to_journal(const std::vector<json>& rows) {
  judge::Journal journal;
  for (const auto& row : rows) {
    journal.push_back({row.at("seq"), parse_iso(row.at("at").get<std::string>()).value(),
                       row.at("kind"), row.at("actor"), row.at("subject"), row.at("correlation"),
                       row.at("data"), row.at("nondeterministic")});
  }
  return journal;
}

http::ServerOptions with_judge(http::ServerOptions options) {
  options.judge = judge_rows;
  return options;
}

int exit_code(const std::vector<judge::RunResult>& results) {
  int worst = kKept;
  for (const auto& result : results) {
    switch (result.outcome) {
      case judge::RunOutcome::Kept:
        break;
      case judge::RunOutcome::Broken:
        worst = std::max<int>(worst, kBroken);
        break;
      case judge::RunOutcome::BadStory:
        worst = std::max<int>(worst, kBadStory);
        break;
      case judge::RunOutcome::SellerUnreachable:
        worst = std::max<int>(worst, kUnreachable);
        break;
      case judge::RunOutcome::SoukFailed:
        worst = std::max<int>(worst, kSoukFailed);
        break;
    }
  }
  return worst;
}

}  // namespace souk::cli
