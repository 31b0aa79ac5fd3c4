#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/rules/case.h"
#include "scenarios/rules/findings.h"

namespace souk::judge {

enum class Severity { Must, Should };

/// What a story must offer before a rule can be judged.
enum class Need {
  LandingPage,    ///< `seller.landing_page`
  Notifications,  ///< `seller.notifications`
  HttpNotices,    ///< SNS over HTTP
  Use,            ///< `seller.use`: the ground truth of usage
  Access,         ///< `seller.access`: who has access now
  Accounts,       ///< `seller.accounts`: how many accounts the seller holds
  Unbilled,       ///< `seller.unbilled`: what the seller itself counts as refused
  Ticks,          ///< `seller.tick`: the hourly job
};

/// One checkable duty of a seller: a row of the table.
struct Rule {
  std::string_view id;      ///< "R46"
  std::string_view family;  ///< "final window"
  std::string_view title;
  Severity severity = Severity::Must;
  std::string_view models = "UCX";  ///< U usage, C contract, X contract with consumption
  Generation generation = Generation::Unknown;  ///< Unknown: both
  std::vector<Need> needs = {};
  std::string_view stories;   ///< which shipped stories exercise it
  std::string_view exercise;  ///< what a story does to exercise it
  std::string_view how;       ///< how it is checked, and the thresholds
  std::string_view source;    ///< who says so
  bool by_the_hour = false;   ///< only a seller that knows the market's hour can keep it
  /// Rules whose breach explains a breach of this one for the same agreement.
  std::vector<std::string_view> follows = {};
  /// Looks at one journal. Pure: neither waits nor calls, and says the same every time.
  Findings (*check)(const Case&) = nullptr;
};

/// Every rule, in the order of their numbers.
const std::vector<Rule>& all_rules();

/// The rule with this id, ignoring case; nothing when there is none.
const Rule* find_rule(std::string_view id);

std::string_view name_of(Severity severity);
/// What the need is, and how a story offers it: "the access probe (…)".
std::string_view explanation_of(Need need);
/// "U", "C", "X" as words: "usage subscriptions, contracts".
std::string models_text(const Rule& rule);
/// The whole row as text for a terminal.
std::string explain(const Rule& rule);
/// The table as the page docs/rules.md.
std::string rules_page();

}  // namespace souk::judge
