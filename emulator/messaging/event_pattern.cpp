#include "emulator/messaging/event_pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/messaging/event_json.h"
#include "emulator/messaging/matching.h"

namespace souk::messaging {
namespace {

/// Source: EventBridge User Guide, "Using $or in event patterns".
constexpr std::size_t kMostRuleCombinations = 1'000;
/// Ours: a key of more parts is left as it is.
constexpr std::ptrdiff_t kMostDots = 50;

Result<void> bad_pattern(std::string_view reason) {
  return Failure({"InvalidEventPatternException", 400,
                  fmt::format("Event pattern is not valid. Reason: {}", reason), "EventPattern",
                  ""});
}

Result<std::size_t> combinations_of(const Json& pattern);

Result<std::size_t> combinations_of_choice(const Json& alternatives) {
  std::size_t sum = 0;
  for (const auto& each : alternatives) {
    if (!each.is_object()) {
      return Failure(bad_pattern("\"$or\" must be an array of objects").error());
    }
    const auto count = combinations_of(each);
    if (!count) return count;
    sum += *count;
  }
  return sum;
}

Result<std::size_t> combinations_of_rule(const std::string& key, const Json& rule) {
  if (is_choice(key, rule)) return combinations_of_choice(rule);
  if (rule.is_object()) return combinations_of(rule);
  if (!rule.is_array()) {
    return Failure(bad_pattern(fmt::format("\"{}\" must be an object or an array", key)).error());
  }
  if (rule.empty()) return Failure(bad_pattern("Empty arrays are not allowed").error());
  for (const auto& match : rule) {
    if (const auto fine = check_match(match, Dialect::EventPattern); !fine) {
      return Failure(bad_pattern(fine.error().message).error());
    }
  }
  return 1;
}

/// Checks on the way.
Result<std::size_t> combinations_of(const Json& pattern) {
  if (pattern.empty()) return Failure(bad_pattern("Empty objects are not allowed").error());
  std::size_t product = 1;
  for (const auto& [key, rule] : pattern.items()) {
    const auto count = combinations_of_rule(key, rule);
    if (!count) return count;
    product = std::min(product * *count, kMostRuleCombinations + 1);
  }
  return product;
}

void merge(Json& into, const std::string& key, Json value) {
  if (!into.contains(key) || !into[key].is_object() || !value.is_object()) {
    into[key] = std::move(value);
    return;
  }
  for (auto& [name, each] : value.items()) merge(into[key], name, std::move(each));
}

/// Keys with dots as objects in objects.
Json unfolded(const Json& value) {
  if (value.is_array()) {
    auto list = Json::array();
    for (const auto& each : value) list.push_back(unfolded(each));
    return list;
  }
  if (!value.is_object()) return value;
  auto object = Json::object();
  for (const auto& [key, each] : value.items()) {
    auto inner = unfolded(each);
    auto name = key;
    if (std::count(key.begin(), key.end(), '.') <= kMostDots) {
      for (auto dot = name.rfind('.'); dot != std::string::npos; dot = name.rfind('.')) {
        inner = Json{{name.substr(dot + 1), std::move(inner)}};
        name.resize(dot);
      }
    }
    merge(object, name, std::move(inner));
  }
  return object;
}

}  // namespace

Result<void> check_event_pattern(const std::string& text) {
  const auto pattern = read_json(text);
  if (!pattern) return bad_pattern("Unrecognized token: the pattern is not JSON");
  if (!pattern->is_object()) return bad_pattern("Filter is not an object");
  const auto count = combinations_of(*pattern);
  if (!count) return Failure(count.error());
  if (*count <= kMostRuleCombinations) return {};
  return bad_pattern(fmt::format("The number of rule combinations with $or exceeds the limit of {}",
                                 kMostRuleCombinations));
}

bool fits_event(const std::string& pattern, const Json& event) {
  return matches(unfolded(Json::parse(pattern)), unfolded(event));
}

}  // namespace souk::messaging
