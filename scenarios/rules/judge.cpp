#include "scenarios/rules/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/rules/nearest.h"

namespace souk::judge {
namespace {

constexpr std::size_t kMostEvidence = 24;

char letter_of(Model model) {
  switch (model) {
    case Model::Subscription:
      return 'U';
    case Model::Contract:
      return 'C';
    case Model::ContractWithConsumption:
      return 'X';
    case Model::Unknown:
      break;
  }
  return '?';
}

/// Why the rule cannot apply to anything in the journal; empty when it can.
std::string inapplicable(const Rule& rule, const Case& facts) {
  if (facts.products().empty() && facts.agreements().empty()) return "";
  bool model_fits = false;
  bool generation_fits = false;
  const auto look = [&](Model model, Generation generation) {
    model_fits |= model == Model::Unknown || rule.models.find(letter_of(model)) != rule.models.npos;
    generation_fits |= rule.generation == Generation::Unknown ||
                       generation == Generation::Unknown || generation == rule.generation;
  };
  for (const auto& product : facts.products()) look(product.model, product.generation);
  for (const auto& agreement : facts.agreements()) look(agreement.model, agreement.generation);
  if (!model_fits) return fmt::format("applies only to {}", models_text(rule));
  if (generation_fits) return "";
  return rule.generation == Generation::Concurrent
             ? "applies only to products with concurrent agreements"
             : "applies only to legacy products";
}

bool offered(Need need, const Case& facts) {
  switch (need) {
    case Need::Use:
      return facts.sees("use");
    case Need::Access:
      return facts.sees("access");
    case Need::Accounts:
      return facts.sees("accounts");
    case Need::Unbilled:
      return facts.sees("unbilled");
    case Need::LandingPage:
      return !facts.pages().empty();
    case Need::Notifications:
      return !facts.notifications().empty();
    case Need::HttpNotices:
      return !facts.subscriptions().empty();
    case Need::Ticks:
      return !facts.ticks().empty();
  }
  return true;
}

std::string why_not_exercised(const Rule& rule, const Findings& findings, const Case& facts) {
  auto inapt = inapplicable(rule, facts);
  if (!inapt.empty()) return inapt;
  if (!findings.why_silent().empty()) return findings.why_silent();
  std::string missing;
  for (const auto need : rule.needs) {
    if (!offered(need, facts)) missing += fmt::format("; needs {}", explanation_of(need));
  }
  return fmt::format("to exercise it, {}{}", rule.exercise, missing);
}

/// The finding that tells most: of those with a margin the one with the least left, otherwise the
/// first.
const Finding& most_telling(const std::vector<const Finding*>& findings) {
  return **std::min_element(findings.begin(), findings.end(),
                            [](const Finding* left, const Finding* right) {
                              if (!left->margin) return false;
                              return !right->margin || *left->margin < *right->margin;
                            });
}

Outcome worst_of(const Findings& findings) {
  auto worst = Outcome::Pass;
  for (const auto& finding : findings.all()) {
    if (finding.outcome == Outcome::Fail) return Outcome::Fail;
    if (finding.outcome == Outcome::Warn) worst = Outcome::Warn;
  }
  return worst;
}

Verdict to_verdict(const Rule& rule, const Findings& findings, const Case& facts) {
  Verdict verdict;
  verdict.rule = rule.id;
  if (findings.all().empty()) {
    verdict.summary = why_not_exercised(rule, findings, facts);
    return verdict;
  }
  verdict.outcome = worst_of(findings);
  std::vector<const Finding*> alike;
  for (const auto& finding : findings.all()) {
    if (finding.outcome == verdict.outcome) alike.push_back(&finding);
  }
  const auto& telling = most_telling(alike);
  verdict.summary = telling.text;
  if (alike.size() > 1) verdict.summary += fmt::format(" (and {} more like it)", alike.size() - 1);
  verdict.margin = telling.margin;
  verdict.deadline = telling.deadline;
  verdict.evidence = telling.evidence;
  for (const auto* finding : alike) {
    if (finding == &telling) continue;
    for (const auto& evidence : finding->evidence) {
      if (verdict.evidence.size() < kMostEvidence) verdict.evidence.push_back(evidence);
    }
  }
  return verdict;
}

bool touch(const Finding& left, const Finding& right) {
  if (left.about.empty() || right.about.empty()) return true;
  return std::any_of(left.about.begin(), left.about.end(), [&](const std::string& agreement) {
    return std::find(right.about.begin(), right.about.end(), agreement) != right.about.end();
  });
}

using AllFindings = std::map<std::string_view, Findings>;

/// The rule whose breach explains this one, the first of its chain; nothing when it stands on its
/// own.
const Rule* cause_of(const Rule& rule, const Finding& broken, const AllFindings& all) {
  for (const auto id : rule.follows) {
    const auto cause = all.find(id);
    if (cause == all.end()) continue;
    for (const auto& other : cause->second.all()) {
      if (other.outcome != Outcome::Fail || !touch(broken, other)) continue;
      const auto* nearest = find_rule(id);
      const auto* first = cause_of(*nearest, other, all);
      return first == nullptr ? nearest : first;
    }
  }
  return nullptr;
}

Findings with_consequences(const Rule& rule, const AllFindings& all) {
  auto findings = all.at(rule.id);
  for (auto& finding : findings.all()) {
    if (finding.outcome != Outcome::Fail) continue;
    const auto* cause = cause_of(rule, finding, all);
    if (cause == nullptr) continue;
    finding.outcome = Outcome::Warn;
    finding.text = fmt::format("as a consequence of {}: {}", cause->id, finding.text);
  }
  return findings;
}

/// A seller that does not see the hours pass may be right all the same.
Findings within_sight(const Rule& rule, Findings findings, const Case& facts) {
  if (!rule.by_the_hour || !facts.seller_lacks_time()) return findings;
  for (auto& finding : findings.all()) {
    if (finding.outcome != Outcome::Fail) continue;
    finding.outcome = Outcome::Warn;
    finding.text +=
        "; but the seller's clock shows real time, in which these hours did not pass, so nobody "
        "can tell whether it would have: let it follow the market's (--follow-clock)";
  }
  return findings;
}

tl::expected<std::vector<const Rule*>, std::string> rules_named(
    const std::vector<std::string>& ids) {
  std::vector<const Rule*> rules;
  for (const auto& id : ids) {
    const auto* rule = find_rule(id);
    if (rule == nullptr) {
      std::vector<std::string_view> known;
      for (const auto& one : all_rules()) known.push_back(one.id);
      return tl::unexpected(
          fmt::format("there is no rule \"{}\"; the nearest is {}. `souk rules` lists them all", id,
                      nearest(id, known)));
    }
    rules.push_back(rule);
  }
  return rules;
}

}  // namespace

Selection Selection::all() {
  Selection selection;
  for (const auto& rule : all_rules()) selection.rules_.push_back(&rule);
  return selection;
}

Selection Selection::none() { return {}; }

tl::expected<Selection, std::string> Selection::only(const std::vector<std::string>& ids) {
  auto rules = rules_named(ids);
  if (!rules) return tl::unexpected(rules.error());
  Selection selection;
  selection.rules_ = std::move(*rules);
  return selection;
}

tl::expected<Selection, std::string> Selection::all_except(const std::vector<std::string>& ids) {
  const auto left_out = rules_named(ids);
  if (!left_out) return tl::unexpected(left_out.error());
  Selection selection;
  for (const auto& rule : all_rules()) {
    const bool wanted = std::find(left_out->begin(), left_out->end(), &rule) == left_out->end();
    if (wanted) selection.rules_.push_back(&rule);
  }
  return selection;
}

bool Selection::contains(const Rule& rule) const {
  return std::find(rules_.begin(), rules_.end(), &rule) != rules_.end();
}

std::vector<Verdict> judge(const Journal& journal, const Selection& selection) {
  std::vector<Verdict> verdicts;
  if (selection.empty()) return verdicts;
  const Case facts(journal);
  AllFindings all;
  for (const auto& rule : all_rules()) {
    if (selection.contains(rule)) all.emplace(rule.id, rule.check(facts));
  }
  for (const auto& rule : all_rules()) {
    if (!selection.contains(rule)) continue;
    const auto findings = within_sight(rule, with_consequences(rule, all), facts);
    verdicts.push_back(to_verdict(rule, findings, facts));
  }
  return verdicts;
}

Verdict judge_one(const Rule& rule, const Case& facts) {
  return to_verdict(rule, rule.check(facts), facts);
}

}  // namespace souk::judge
