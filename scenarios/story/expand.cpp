#include "scenarios/story/expand.h"

#include <fmt/format.h>

#include "scenarios/story/check_story.h"
#include "scenarios/story/names.h"
#include "scenarios/story/nearest.h"
#include "scenarios/story/plan.h"

namespace souk::judge {
namespace {

constexpr std::size_t kMostCells = 1000;

using Values = std::map<std::string, Json>;

// One value an axis can take: its names and what they stand for.
struct Choice {
  Values values;
};
struct Axis {
  std::string name;
  std::vector<Choice> choices;
  bool plain = true;
};

Json typed(const std::string& text) {
  Node node;
  node.kind = Node::Kind::Scalar;
  node.scalar = text;
  return to_json(node);
}

Choice choice_of(const std::string& axis, const Node& value) {
  if (!value.is_map()) return {{{axis, to_json(value)}}};
  Choice choice;
  for (const auto& [key, member] : value.members) {
    choice.values[axis + "." + key.scalar] = to_json(member);
  }
  return choice;
}

std::vector<Axis> axes_of(const Story& story) {
  std::vector<Axis> axes;
  const Node* matrix = story.root.find("matrix");
  if (!matrix) return axes;
  for (const auto& [key, values] : matrix->members) {
    Axis axis{key.scalar, {}, true};
    for (const Node& value : values.items) {
      axis.plain = axis.plain && !value.is_map();
      axis.choices.push_back(choice_of(key.scalar, value));
    }
    axes.push_back(std::move(axis));
  }
  return axes;
}

Values defaults_of(const Story& story) {
  Values values;
  const Node* defaults = story.root.find("defaults");
  if (!defaults) return values;
  for (const auto& [key, value] : defaults->members) values[key.scalar] = to_json(value);
  return values;
}

class Expansion {
 public:
  Expansion(const Story& story, const Overrides& overrides)
      : story_(story), axes_(axes_of(story)), defaults_(defaults_of(story)) {
    for (const auto& [name, value] : overrides.set) set(name, value);
    for (const auto& [name, values] : overrides.matrix) spread(name, values);
  }

  Checked<std::vector<Cell>> run() {
    std::size_t count = 1;
    for (const Axis& axis : axes_) {
      if (axis.choices.empty() || count > kMostCells) break;
      count *= axis.choices.size();
    }
    if (count > kMostCells) {
      problem(fmt::format("the matrix has more than {} combinations", kMostCells));
    }
    if (problems_.empty()) turn(0, defaults_, {});
    if (problems_.empty()) return std::move(cells_);
    tidy(problems_);
    return tl::unexpected(std::move(problems_));
  }

 private:
  void problem(std::string message) { problems_.push_back({story_.root.at, std::move(message)}); }

  Axis* axis(const std::string& name) {
    for (Axis& each : axes_) {
      if (each.name == name) return &each;
    }
    return nullptr;
  }

  bool is_known(const std::string& name, std::string_view option) {
    const Axis* found = axis(name);
    if (found && !found->plain) {
      problem(fmt::format("{} {}: the values of '{}' are maps, which only the story can give",
                          option, name, name));
      return false;
    }
    if (found || defaults_.count(name) > 0) return true;
    std::vector<std::string> known;
    for (const Axis& each : axes_) known.push_back(each.name);
    for (const auto& each : defaults_) known.push_back(each.first);
    const std::string hint = hint_for(name, known);
    problem(fmt::format("{} {}: the story has no such value{}", option, name,
                        hint.empty() && !known.empty() ? "; it has " + enumerate(known) : hint));
    return false;
  }

  void set(const std::string& name, const std::string& value) {
    if (!is_known(name, "--set")) return;
    if (Axis* found = axis(name)) {
      found->choices = {{{{name, typed(value)}}}};
    } else {
      defaults_[name] = typed(value);
    }
  }

  void spread(const std::string& name, const std::vector<std::string>& values) {
    if (!is_known(name, "--matrix")) return;
    if (values.empty()) return problem(fmt::format("--matrix {}: no values are given", name));
    Axis* found = axis(name);
    if (!found) found = &axes_.emplace_back(Axis{name, {}, true});
    found->choices.clear();
    for (const std::string& value : values) found->choices.push_back({{{name, typed(value)}}});
  }

  void turn(std::size_t depth, const Values& values, const Values& labels) {
    if (depth == axes_.size()) return add_cell(values, labels);
    for (const Choice& choice : axes_[depth].choices) {
      Values inner = values;
      Values inner_labels = labels;
      for (const auto& [name, value] : choice.values) {
        inner[name] = value;
        inner_labels[name] = value;
      }
      turn(depth + 1, inner, inner_labels);
    }
  }

  void add_cell(const Values& values, const Values& labels) {
    Story bound = story_;
    const Lookup lookup = [&](const std::string& name) -> std::optional<Json> {
      const auto found = values.find(name);
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    for (auto& [key, value] : bound.root.members) {
      if (key.scalar != "matrix" && key.scalar != "defaults") put_in(value, lookup);
    }
    put_in(bound.seller, lookup);
    const std::size_t before = problems_.size();
    check_story(bound, true, problems_);
    if (problems_.size() > before) return;
    Cell cell;
    for (const auto& [name, value] : labels) cell.labels[name] = as_text(value);
    cell.plan = make_plan(bound);
    cells_.push_back(std::move(cell));
  }

  static void put_in(Node& node, const Lookup& lookup) {
    for (Node& item : node.items) put_in(item, lookup);
    for (auto& member : node.members) put_in(member.value, lookup);
    if (!node.is_scalar() || !has_references(node.scalar)) return;
    const Json value = substitute(node.scalar, lookup, false);
    if (value != Json(node.scalar)) node = from_json(value, node.at);
  }

  const Story& story_;
  std::vector<Axis> axes_;
  Values defaults_;
  Problems problems_;
  std::vector<Cell> cells_;
};

}  // namespace

Checked<std::vector<Cell>> expand(const Story& story, const Overrides& overrides) {
  return Expansion(story, overrides).run();
}

}  // namespace souk::judge
