#include <fmt/format.h>

#include "cli/command.h"
#include "scenarios/rules/judge.h"
#include "scenarios/rules/rule.h"

namespace souk::cli {
namespace {

int list_rules(const std::string& id) {
  if (id.empty()) {
    for (const auto& rule : judge::all_rules()) {
      fmt::print("{:<5} {:<7} {}\n", rule.id, judge::name_of(rule.severity), rule.title);
    }
    return kKept;
  }
  if (const auto* rule = judge::find_rule(id)) {
    fmt::print("{}\n", judge::explain(*rule));
    return kKept;
  }
  const auto selection = judge::Selection::only({id});
  return complain(kBadStory, selection ? "there is no such rule" : selection.error() + ".");
}

}  // namespace

void add_rules(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("rules", "List the rules, or explain one");
  auto id = std::make_shared<std::string>();
  command->add_option("rule", *id, "For example R46");
  command->footer("Examples:\n  souk rules\n  souk rules R46");
  command->callback([&action, id] { action = [id] { return list_rules(*id); }; });
}

}  // namespace souk::cli
