#include "scenarios/story/check_steps.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/story/language.h"
#include "scenarios/story/names.h"
#include "scenarios/story/nearest.h"

namespace souk::judge {
namespace {

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const Verb& verb : verb_table()) names.emplace_back(verb.name);
  return names;
}

// Every buyer a step speaks of, wherever in it.
void collect_buyers(const Node& node, std::set<std::string>& buyers) {
  for (const auto& [key, value] : node.members) {
    const bool names_buyers = key.scalar == "buyer" || key.scalar == "as";
    if (names_buyers && value.is_scalar() && !has_references(value.scalar)) {
      const auto named = buyers_named(value.scalar);
      buyers.insert(named.begin(), named.end());
    }
    collect_buyers(value, buyers);
  }
  for (const Node& item : node.items) collect_buyers(item, buyers);
}

bool speaks_of_a_buyer(const Node& node) {
  if (node.find("buyer") || node.find("as")) return true;
  return std::any_of(node.members.begin(), node.members.end(),
                     [](const auto& member) { return speaks_of_a_buyer(member.value); });
}

class StepsCheck {
 public:
  StepsCheck(const Story& story, bool seller_is_known, Scope scope, Checker& checker,
             Problems& problems)
      : story_(story),
        seller_is_known_(seller_is_known),
        scope_(std::move(scope)),
        checker_(checker),
        problems_(problems) {
    scope_.names.insert({"SELLER", "now"});
  }

  void run(const Node& steps) {
    if (!steps.is_list() || steps.items.empty()) {
      report(steps, "'steps' is a list of at least one step, like `- advance: 3h`");
      return;
    }
    collect_buyers(steps, scope_.buyers);
    if (const Node* described = story_.seller.find("register")) {
      scope_.names.merge(captured_in(*described));
    }
    for (const Node& step : steps.items) check(step);
  }

 private:
  void report(const Node& node, std::string message) {
    problems_.push_back({node.at, std::move(message)});
  }

  void check(const Node& step) {
    if (step.is_scalar()) {
      const Verb* verb = verb_table().find(step.scalar);
      report(step, verb ? fmt::format("'{0}' lacks its arguments, like `{0}: …`", step.scalar)
                        : unknown_verb(step.scalar));
      return;
    }
    if (!step.is_map() || step.members.empty()) {
      report(step, "a step is a verb with its arguments, like `advance: 3h`");
      return;
    }
    for (const auto& [key, arguments] : step.members) {
      if (!verb_table().find(key.scalar)) report(key, unknown_verb(key.scalar));
    }
    if (step.members.size() > 1) {
      report(step.members[1].key,
             fmt::format("a step has one verb, this has '{}' and '{}'; begin another step with "
                         "'- ', or indent the arguments deeper than the verb",
                         step.members[0].key.scalar, step.members[1].key.scalar));
      return;
    }
    const auto& [key, arguments] = step.members.front();
    if (const Verb* verb = verb_table().find(key.scalar)) check_arguments(key, *verb, arguments);
  }

  std::string unknown_verb(const std::string& word) const {
    const std::string hint = hint_for(word, verb_names());
    return fmt::format("unknown step '{}'{}", word,
                       hint.empty() ? "; a step is " + enumerate(verb_names()) : hint);
  }

  void check_arguments(const Node& key, const Verb& verb, const Node& arguments) {
    Scope scope = scope_;
    scope.buyer = speaks_of_a_buyer(arguments);
    if (verb.name == "register") allow_registration(scope);
    checker_.check(arguments, verb.arguments, fmt::format("step '{}'", verb.name), scope);
    check_buyer(key.scalar, arguments);
    if (const Node* billed = arguments.find("billed")) check_billed(*billed);
    if (seller_is_known_) check_seller(key, arguments);
    scope_.names.merge(captured_in(arguments));
  }

  void check_billed(const Node& billed) {
    for (const char* amount :
         {"total", "contract", "usage", "trial", "proration", "refund", "dimensions"}) {
      if (billed.find(amount)) return;
    }
    if (billed.is_map()) report(billed, "'billed' names no amount, like `total: \"12.50\"`");
  }

  void check_buyer(const std::string& verb, const Node& arguments) {
    const Node* buyer = arguments.find("buyer");
    if (!buyer || !buyer->is_scalar() || has_references(buyer->scalar)) return;
    const auto named = buyers_named(buyer->scalar);
    if (verb == "subscribe") subscribed_.insert(named.begin(), named.end());
    const bool needs_agreement = verb == "cancel" || verb == "use" || verb == "notify" ||
                                 verb == "register" || verb == "request-refund" ||
                                 verb == "decide-refund";
    if (!needs_agreement) return;
    for (const std::string& name : named) {
      if (subscribed_.count(name) > 0) continue;
      report(*buyer, fmt::format("nobody called '{}' has subscribed before this step{}", name,
                                 hint_for(name, {subscribed_.begin(), subscribed_.end()})));
      return;
    }
  }

  void check_seller(const Node& key, const Node& arguments) {
    const std::string& verb = key.scalar;
    const bool posts = verb == "register" || (verb == "set-up" && !arguments.find("at"));
    if (posts) need(key, "landing_page", "the page a buyer's browser posts to");
    if (verb == "use") need(key, "use", "how the seller counts usage");
    if (verb == "tick") need(key, "tick", "the seller's metering job");
    if (verb != "expect") return;
    if (arguments.find("access")) need(key, "access", "how to tell who has access");
    if (arguments.find("accounts")) need(key, "accounts", "where the seller lists its accounts");
  }

  void need(const Node& key, std::string_view member, std::string_view what) {
    if (story_.seller.find(member)) return;
    report(key, fmt::format("this step needs 'seller: {}': {}", member, what));
  }

  const Story& story_;
  bool seller_is_known_;
  Scope scope_;
  Checker& checker_;
  Problems& problems_;
  std::set<std::string> subscribed_;
};

}  // namespace

void check_steps(const Node& steps, const Story& story, bool seller_is_known, const Scope& scope,
                 Checker& checker, Problems& problems) {
  StepsCheck(story, seller_is_known, scope, checker, problems).run(steps);
}

}  // namespace souk::judge
