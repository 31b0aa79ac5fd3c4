#include "scenarios/story/check_story.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/story/check_steps.h"
#include "scenarios/story/language.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

bool holds_reference(const Node& node) {
  if (node.is_scalar()) return has_references(node.scalar);
  const auto in = [](const Node& inner) { return holds_reference(inner); };
  const auto in_member = [](const auto& member) { return holds_reference(member.value); };
  return std::any_of(node.items.begin(), node.items.end(), in) ||
         std::any_of(node.members.begin(), node.members.end(), in_member);
}

// The names of `defaults` and `matrix`; their values cannot hang on other values.
void check_value_names(const Node& values, Problems& problems) {
  for (const auto& [key, value] : values.members) {
    if (is_taken_name(key.scalar)) {
      problems.push_back(
          {key.at, fmt::format("'{}' already means something; take another name", key.scalar)});
    } else if (!is_name(key.scalar)) {
      problems.push_back(
          {key.at,
           fmt::format("'{}' is no name for ${{…}}; use letters, digits and _", key.scalar)});
    }
    if (holds_reference(value)) {
      problems.push_back(
          {value.at, fmt::format("the values of '{}' cannot use ${{…}}", key.scalar)});
    }
  }
}

// An axis that mixes plain values and maps, or maps of different members, leaves names without a
// value in some runs.
void check_axis(const Node& key, const Node& axis, Problems& problems) {
  if (!axis.is_list() || axis.items.empty()) return;
  const Node& first = axis.items.front();
  for (const Node& item : axis.items) {
    bool same = item.kind == first.kind && item.members.size() == first.members.size();
    for (const auto& member : first.members) {
      same = same && item.find(member.key.scalar) != nullptr;
    }
    if (same) continue;
    problems.push_back({item.at, fmt::format("the values of '{}' have to be alike: all plain, or "
                                             "all maps with the same members",
                                             key.scalar)});
  }
}

std::vector<std::string> dimensions_of(const Node& root) {
  std::vector<std::string> names;
  const Node* product = root.find("product");
  const Node* dimensions = product ? product->find("dimensions") : nullptr;
  if (!dimensions || !dimensions->is_list()) return names;
  for (const Node& item : dimensions->items) {
    const Node* name = item.is_map() ? item.find("name") : &item;
    if (!name || !name->is_scalar() || has_references(name->scalar)) return {};
    names.push_back(name->scalar);
  }
  return names;
}

void check_seller(const Story& story, const Scope& outer, Checker& checker) {
  Scope scope = outer;
  scope.names.insert({"SELLER", "now"});
  checker.check_names(story.seller, seller_table(), "'seller'");
  for (const auto& [key, value] : story.seller.members) {
    const Member* member = seller_table().find(key.scalar);
    if (!member) continue;
    Scope inner = scope;
    const bool is_about_usage = key.scalar == "use" || key.scalar == "consumed";
    const bool is_about_buyers = is_about_usage || key.scalar == "access";
    inner.buyer = is_about_buyers || key.scalar == "register";
    if (is_about_buyers) inner.names.merge(captured_while_registering(story));
    if (is_about_usage) inner.names.insert("dimension");
    if (key.scalar == "use") inner.names.insert("quantity");
    if (key.scalar == "register") allow_registration(inner);
    checker.check(value, member->value, fmt::format("'{}'", key.scalar), inner);
  }
}

}  // namespace

std::set<std::string> captured_while_registering(const Story& story) {
  std::set<std::string> names;
  if (const Node* described = story.seller.find("register")) names = captured_in(*described);
  const Node* steps = story.root.find("steps");
  if (!steps) return names;
  for (const Node& step : steps->items) {
    if (const Node* arguments = step.find("register")) names.merge(captured_in(*arguments));
  }
  return names;
}

std::set<std::string> value_names(const Story& story) {
  std::set<std::string> names;
  if (const Node* defaults = story.root.find("defaults")) {
    for (const auto& [key, value] : defaults->members) names.insert(key.scalar);
  }
  const Node* matrix = story.root.find("matrix");
  if (!matrix) return names;
  for (const auto& [key, axis] : matrix->members) {
    const bool of_maps = axis.is_list() && !axis.items.empty() && axis.items.front().is_map();
    if (!of_maps) names.insert(key.scalar);
    if (!of_maps) continue;
    for (const auto& [inner, value] : axis.items.front().members) {
      names.insert(key.scalar + "." + inner.scalar);
    }
  }
  return names;
}

void check_story(const Story& story, bool seller_is_known, Problems& problems) {
  const Scope scope{value_names(story), {}, false};
  Checker checker(problems);
  checker.know_dimensions(dimensions_of(story.root));

  checker.check_names(story.root, story_table(), "a story");
  for (const auto& [key, value] : story.root.members) {
    const std::string& name = key.scalar;
    const Member* member = story_table().find(name);
    if (!member || name == "steps") continue;
    if (name == "defaults" || name == "matrix") check_value_names(value, problems);
    if (name != "seller" || !value.is_map()) {
      checker.check(value, member->value, fmt::format("'{}'", name), scope);
    }
    if (name != "matrix") continue;
    for (const auto& [axis, values] : value.members) check_axis(axis, values, problems);
  }
  if (story.seller.is_map()) check_seller(story, scope, checker);
  if (const Node* steps = story.root.find("steps")) {
    check_steps(*steps, story, seller_is_known, scope, checker, problems);
  }
}

}  // namespace souk::judge
