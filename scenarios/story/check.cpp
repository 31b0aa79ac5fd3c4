#include "scenarios/story/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/story/names.h"
#include "scenarios/story/nearest.h"
#include "scenarios/story/scalars.h"

namespace souk::judge {
namespace {

constexpr std::string_view kOwnNames[] = {"SELLER", "buyer", "dimension", "quantity",
                                          "now",    "token", "form",      "login"};

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Member& member : table) names.emplace_back(member.name);
  return names;
}

std::vector<std::string> quoted(std::vector<std::string> words) {
  for (std::string& word : words) word = "'" + word + "'";
  return words;
}

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::Null:
      return "nothing";
    case Node::Kind::Scalar:
      return "a single value";
    case Node::Kind::List:
      return "a list";
    case Node::Kind::Map:
      return "a map";
  }
  return "";
}

bool takes_list(Shape shape) {
  return shape == Shape::List || shape == Shape::Steps || shape == Shape::Anything;
}

bool takes_map(Shape shape) {
  return shape == Shape::Map || shape == Shape::Captures || shape == Shape::Object ||
         shape == Shape::Quantities || shape == Shape::Anything;
}

bool takes_scalar(Shape shape) {
  return !takes_list(shape) && !takes_map(shape) && shape != Shape::Nothing;
}

bool is_reference(const Node& node) { return node.is_scalar() && has_references(node.scalar); }

std::string buyer_part(const std::string& name, const std::string& stem) {
  return name.substr(0, stem.size() + 1) == stem + "." ? name.substr(stem.size() + 1) : "";
}

// ${form.email}: what a story's `register` has the buyer fill in.
bool is_told_by_the_story(const std::string& name) {
  return !buyer_part(name, "form").empty() || !buyer_part(name, "login").empty();
}

}  // namespace

bool is_taken_name(std::string_view name) {
  return std::find(std::begin(kOwnNames), std::end(kOwnNames), name) != std::end(kOwnNames);
}

std::set<std::string> captured_in(const Node& arguments) {
  std::set<std::string> names;
  if (const Node* captures = arguments.find("capture")) {
    for (const auto& [name, source] : captures->members) names.insert(name.scalar);
  }
  for (const char* list : {"steps", "login"}) {
    const Node* steps = arguments.find(list);
    if (!steps) continue;
    for (const Node& step : steps->items) {
      for (const auto& [verb, inner] : step.members) names.merge(captured_in(inner));
    }
  }
  return names;
}

const std::vector<std::string>& buyer_values() {
  static const std::vector<std::string> kValues{"account",   "email",        "license",
                                                "agreement", "product_code", "customer_identifier"};
  return kValues;
}

std::string description_of(const Value& value) {
  std::string text;
  switch (value.shape) {
    case Shape::Word:
      text = enumerate(quoted(words_of(value.words)));
      break;
    case Shape::List:
      text = "a list";
      break;
    case Shape::Steps:
      text = "a list of steps";
      break;
    case Shape::Map:
    case Shape::Captures:
    case Shape::Quantities:
      text = "a map";
      break;
    case Shape::Object:
      text = value.table->count == 0 ? "an empty map"
                                     : "a map with " + enumerate(quoted(names_of(*value.table)));
      break;
    case Shape::Nothing:
      text = "nothing";
      break;
    default:
      text = scalar_description(value.shape);
  }
  return value.or_else ? text + ", or " + description_of(*value.or_else) : text;
}

void Checker::report(const Node& node, std::string message) {
  problems_.push_back({node.at, std::move(message)});
}

bool Checker::accepts_kind(const Node& node, const Value& value) const {
  switch (node.kind) {
    case Node::Kind::Null:
      return value.shape == Shape::Nothing || value.shape == Shape::Anything;
    case Node::Kind::Scalar:
      return takes_scalar(value.shape) || value.shape == Shape::Anything || is_reference(node);
    case Node::Kind::List:
      return takes_list(value.shape);
    case Node::Kind::Map:
      return takes_map(value.shape);
  }
  return false;
}

void Checker::check(const Node& node, const Value& value, const std::string& what,
                    const Scope& scope) {
  const Value* fitting = &value;
  while (fitting && !accepts_kind(node, *fitting)) fitting = fitting->or_else;
  if (!fitting) {
    report(node,
           fmt::format("{} takes {}, not {}", what, description_of(value), kind_name(node.kind)));
    return;
  }
  if (fitting->shape == Shape::Anything) return check_references(node, scope);
  if (node.is_scalar()) {
    check_references(node, scope);
    if (!is_reference(node)) check_scalar(node, *fitting, what);
    return;
  }
  if (node.is_list() && fitting->shape == Shape::List)
    return check_list(node, *fitting, what, scope);
  if (fitting->shape == Shape::Steps && fitting->item)
    return check_steps(node, *fitting, what, scope);
  if (fitting->shape == Shape::Captures) check_captures(node);
  if (fitting->shape == Shape::Map || fitting->shape == Shape::Captures)
    return check_map(node, *fitting, what, scope);
  if (fitting->shape == Shape::Quantities) return check_quantities(node, what, scope);
  if (fitting->shape == Shape::Object) check_object(node, *fitting->table, what, scope);
}

void Checker::check_scalar(const Node& node, const Value& value, const std::string& what) {
  if (value.shape == Shape::Word) {
    const auto words = words_of(value.words);
    if (std::find(words.begin(), words.end(), node.scalar) != words.end()) return;
    report(node, fmt::format("{} is '{}'; it can be {}{}", what, node.scalar,
                             enumerate(quoted(words)), hint_for(node.scalar, words)));
    return;
  }
  if (fits(node, value.shape)) return;
  report(node, fmt::format("{} is '{}'; it takes {}", what, node.scalar,
                           scalar_description(value.shape)));
}

void Checker::check_list(const Node& node, const Value& value, const std::string& what,
                         const Scope& scope) {
  if (node.items.empty()) report(node, fmt::format("{} is an empty list", what));
  for (const Node& item : node.items) check(item, *value.item, "an item of " + what, scope);
}

// Each step may use what those before it captured.
void Checker::check_steps(const Node& node, const Value& value, const std::string& what,
                          Scope scope) {
  if (node.items.empty()) report(node, fmt::format("{} is an empty list", what));
  for (const Node& item : node.items) {
    check(item, *value.item, "an item of " + what, scope);
    for (const auto& [verb, arguments] : item.members) scope.names.merge(captured_in(arguments));
  }
}

void Checker::check_captures(const Node& node) {
  for (const auto& [name, source] : node.members) {
    if (is_taken_name(name.scalar)) {
      report(name, fmt::format("'{}' already means something; take another name", name.scalar));
    }
    if (is_name(name.scalar)) continue;
    report(name, fmt::format("'{}' is no name for ${{…}}; use letters, digits and _", name.scalar));
  }
}

void Checker::check_map(const Node& node, const Value& value, const std::string& what,
                        const Scope& scope) {
  if (node.members.empty()) report(node, fmt::format("{} is an empty map", what));
  for (const auto& [key, member] : node.members) {
    check(member, *value.item, fmt::format("'{}'", key.scalar), scope);
  }
}

void Checker::check_quantities(const Node& node, const std::string& what, const Scope& scope) {
  if (node.members.empty()) report(node, fmt::format("{} is an empty map", what));
  for (const auto& [key, quantity] : node.members) {
    if (!is_dimension(key.scalar)) {
      report(key, fmt::format("{} names '{}', which the product does not have; it has {}{}", what,
                              key.scalar, enumerate(quoted(dimensions_)),
                              hint_for(key.scalar, dimensions_)));
    }
    check(quantity, {Shape::Count}, fmt::format("'{}'", key.scalar), scope);
  }
}

bool Checker::is_dimension(const std::string& name) const {
  return dimensions_.empty() ||
         std::find(dimensions_.begin(), dimensions_.end(), name) != dimensions_.end();
}

void Checker::check_object(const Node& node, const Table& table, const std::string& what,
                           const Scope& scope) {
  check_names(node, table, what);
  for (const auto& [key, member] : node.members) {
    const std::string name = fmt::format("'{}'", key.scalar);
    if (const Member* known = table.find(key.scalar)) {
      check(member, known->value, name, scope);
    } else if (table.dimensions && is_dimension(key.scalar)) {
      check(member, {Shape::Count}, name, scope);
    }
  }
}

void Checker::check_names(const Node& node, const Table& table, const std::string& what) {
  for (const auto& [key, member] : node.members) check_name(key, table, what);
  check_presence(node, table, what);
  check_choice(node, table, what);
}

void Checker::check_name(const Node& key, const Table& table, const std::string& what) {
  if (table.find(key.scalar) || (table.dimensions && is_dimension(key.scalar))) return;
  auto names = names_of(table);
  if (table.dimensions) names.insert(names.end(), dimensions_.begin(), dimensions_.end());
  if (names.empty()) {
    report(key, fmt::format("{} takes no members; '{}' means nothing here", what, key.scalar));
    return;
  }
  const std::string hint = hint_for(key.scalar, names);
  report(key, fmt::format("{} has no member '{}'{}", what, key.scalar,
                          hint.empty() ? "; it has " + enumerate(quoted(names)) : hint));
}

void Checker::check_presence(const Node& node, const Table& table, const std::string& what) {
  for (const Member& member : table) {
    const Node* present = node.find(member.name);
    if (member.required && !present) {
      report(node, fmt::format("{} lacks '{}': {}", what, member.name, member.about));
    }
    if (present && !member.beside.empty() && !node.find(member.beside)) {
      report(*present,
             fmt::format("'{}' means something only beside '{}'", member.name, member.beside));
    }
  }
}

void Checker::check_choice(const Node& node, const Table& table, const std::string& what) {
  const auto present_of = [&](const std::vector<std::string>& choice) {
    std::vector<std::string> present;
    for (const std::string& name : choice) {
      if (node.find(name)) present.push_back(name);
    }
    return present;
  };
  const auto chosen = present_of(words_of(table.one_of));
  if (!table.one_of.empty() && chosen.empty()) {
    report(node,
           fmt::format("{} needs one of {}", what, enumerate(quoted(words_of(table.one_of)))));
  }
  auto exclusive = sets_of(table.at_most_one);
  exclusive.push_back(chosen);
  for (const auto& each : exclusive) {
    const auto present = present_of(each);
    if (present.size() < 2) continue;
    report(*node.find(present[1]), fmt::format("{} has '{}' and '{}'; only one of them can be",
                                               what, present[0], present[1]));
  }
}

void Checker::check_references(const Node& node, const Scope& scope) {
  for (const Node& item : node.items) check_references(item, scope);
  for (const auto& [key, member] : node.members) check_references(member, scope);
  if (!node.is_scalar()) return;
  for (const Reference& reference : find_references(node.scalar)) {
    const std::string shown = node.scalar.substr(reference.begin, reference.end - reference.begin);
    if (!reference.closed) {
      report(node, fmt::format("'{}' lacks its closing brace", shown));
      continue;
    }
    if (scope.names.count(reference.name) > 0) continue;
    if (scope.registers && is_told_by_the_story(reference.name)) continue;

    std::vector<std::string> known(scope.names.begin(), scope.names.end());
    bool found = false;
    const auto offer = [&](const std::string& stem) {
      const std::string part = buyer_part(reference.name, stem);
      for (const std::string& value : buyer_values()) {
        found = found || value == part;
        known.push_back(stem + "." + value);
      }
    };
    if (scope.buyer) offer("buyer");
    for (const std::string& buyer : scope.buyers) offer(buyer);
    if (found) continue;
    if (!scope.buyer && !buyer_part(reference.name, "buyer").empty()) {
      report(node, fmt::format("'{}': no buyer is named here", shown));
      continue;
    }
    report(node,
           fmt::format("'{}': there is no such value{}", shown, hint_for(reference.name, known)));
  }
}

}  // namespace souk::judge
