#include <vector>

#include "emulator/messaging/event_input.h"

namespace souk::messaging {
namespace {

using Ordered = nlohmann::ordered_json;

/// One step of a path: a member, an element, or all elements.
struct Step {
  std::string name;
  std::size_t index = 0;
  bool is_index = false;
  bool all = false;
};

bool is_name_letter(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  const bool alphanumeric = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                            (code >= '0' && code <= '9') || code >= 0x80;
  return alphanumeric || letter == '_' || letter == '-' || letter == '/' || letter == ':';
}

/// What stands between brackets.
std::optional<Step> bracketed(const std::string& inside) {
  Step step;
  if (inside == "*") {
    step.all = true;
    return step;
  }
  const bool quoted =
      inside.size() > 2 && (inside[0] == '\'' || inside[0] == '"') && inside.back() == inside[0];
  if (quoted) {
    step.name = inside.substr(1, inside.size() - 2);
    return step;
  }
  if (inside.empty() || inside.size() > 9 ||
      inside.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  step.is_index = true;
  step.index = std::stoul(inside);
  return step;
}

std::optional<std::vector<Step>> steps_of(const std::string& path) {
  if (path.empty() || path[0] != '$') return std::nullopt;
  std::vector<Step> steps;
  std::size_t at = 1;
  while (at < path.size()) {
    if (path[at] == '[') {
      const auto end = path.find(']', at);
      if (end == std::string::npos) return std::nullopt;
      const auto step = bracketed(path.substr(at + 1, end - at - 1));
      if (!step) return std::nullopt;
      steps.push_back(*step);
      at = end + 1;
      continue;
    }
    if (path[at++] != '.') return std::nullopt;
    Step step;
    if (at < path.size() && path[at] == '*') {
      step.all = true;
      ++at;
    } else {
      while (at < path.size() && is_name_letter(path[at])) step.name += path[at++];
      if (step.name.empty()) return std::nullopt;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::optional<Ordered> follow(const Ordered& value, const std::vector<Step>& steps,
                              std::size_t at) {
  if (at == steps.size()) return value;
  const auto& step = steps[at];
  if (step.all) {
    if (!value.is_structured()) return std::nullopt;
    auto all = Ordered::array();
    for (const auto& each : value) {
      if (auto found = follow(each, steps, at + 1)) all.push_back(std::move(*found));
    }
    return all;
  }
  if (step.is_index) {
    if (!value.is_array() || step.index >= value.size()) return std::nullopt;
    return follow(value[step.index], steps, at + 1);
  }
  if (!value.is_object() || !value.contains(step.name)) return std::nullopt;
  return follow(value[step.name], steps, at + 1);
}

}  // namespace

bool is_json_path(const std::string& path) { return steps_of(path).has_value(); }

std::optional<Ordered> value_at(const Ordered& event, const std::string& path) {
  const auto steps = steps_of(path);
  return steps ? follow(event, *steps, 0) : std::nullopt;
}

}  // namespace souk::messaging
