#include <fmt/format.h>

#include <array>

#include "emulator/messaging/filter_policy.h"

namespace souk::messaging {
namespace {

/// Source: SNS Developer Guide, "Filter policy constraints".
constexpr std::size_t kMostKeys = 5;
constexpr std::size_t kMostCombinations = 150;
constexpr std::size_t kLongestPolicy = 262'144;

Result<void> bad_filter(std::string_view text) {
  return Failure({"InvalidParameter", 400, fmt::format("FilterPolicy: {}", text), "", ""});
}

bool is_scalar(const Json& value) {
  return value.is_string() || value.is_number() || value.is_boolean() || value.is_null();
}

Result<void> check_numeric(const Json& range) {
  static constexpr std::array<std::string_view, 5> kSigns{"=", "<", "<=", ">", ">="};
  if (!range.is_array() || range.empty()) return bad_filter("Value of numeric must be an array");
  if (range.size() > 4) return bad_filter("Too many elements in numeric expression");
  for (std::size_t i = 0; i < range.size(); i += 2) {
    if (!range[i].is_string())
      return bad_filter("Invalid member in numeric match: " + range[i].dump());
    const auto sign = range[i].get<std::string>();
    if (std::find(kSigns.begin(), kSigns.end(), sign) == kSigns.end()) {
      return bad_filter("Unrecognized numeric range operator: " + sign);
    }
    if (i + 1 >= range.size() || !range[i + 1].is_number()) {
      return bad_filter(fmt::format("Value of {} must be numeric", sign));
    }
  }
  if (range.size() == 2) return {};
  const auto first = range[0].get<std::string>();
  const auto second = range[2].get<std::string>();
  if (first == "=" || first[0] == '<') return bad_filter("Too many elements in numeric expression");
  if (second[0] != '<') return bad_filter("Bad numeric range operator: " + second);
  if (range[1].get<double>() >= range[3].get<double>()) {
    return bad_filter("Bottom must be less than top");
  }
  return {};
}

Result<void> check_anything_but(const Json& value) {
  if (value.is_object()) {
    if (value.size() != 1) return bad_filter("Only one key allowed in match expression");
    const auto& kind = value.begin().key();
    if (kind != "prefix" && kind != "suffix") {
      return bad_filter("Unsupported anything-but pattern: " + kind);
    }
    if (!value.begin()->is_string()) {
      return bad_filter(fmt::format("{} match pattern must be a string", kind));
    }
    return {};
  }
  if (!value.is_array()) {
    if (is_scalar(value)) return {};
    return bad_filter("Match value must be String, number, true, false, or null");
  }
  if (value.empty()) return bad_filter("Empty arrays are not allowed");
  for (const auto& each : value) {
    if (!is_scalar(each)) {
      return bad_filter("Inside anything but list, start|null|boolean is not supported.");
    }
  }
  return {};
}

bool is_network(const std::string& text) {
  const auto slash = text.find('/');
  return slash != std::string::npos && slash + 1 < text.size() &&
         text.find_first_not_of("0123456789", slash + 1) == std::string::npos;
}

Result<void> check_match(const Json& match) {
  if (match.size() != 1) return bad_filter("Only one key allowed in match expression");
  const auto& kind = match.begin().key();
  const auto& value = match.begin().value();
  if (kind == "prefix" || kind == "suffix" || kind == "equals-ignore-case") {
    if (value.is_string()) return {};
    return bad_filter(fmt::format("{} match pattern must be a string", kind));
  }
  if (kind == "anything-but") return check_anything_but(value);
  if (kind == "numeric") return check_numeric(value);
  if (kind == "exists") {
    if (value.is_boolean()) return {};
    return bad_filter("exists match pattern must be either true or false.");
  }
  if (kind == "cidr") {
    if (!value.is_string()) return bad_filter("cidr match pattern must be a string");
    if (is_network(value.get<std::string>())) return {};
    return bad_filter("Malformed CIDR, one '/' required");
  }
  return bad_filter("Unrecognized match type " + kind);
}

/// Counts keys and combinations on the way.
class Walk {
 public:
  explicit Walk(bool nested) : nested_(nested) {}

  Result<void> visit(const Json& policy, std::size_t depth) {
    for (const auto& [key, rule] : policy.items()) {
      if (auto fine = visit_rule(key, rule, depth); !fine) return fine;
    }
    return {};
  }

  Result<void> verdict() const {
    if (keys_ > kMostKeys) return bad_filter("Filter policy can not have more than 5 keys");
    if (combinations_ > kMostCombinations) return bad_filter("Filter policy is too complex");
    return {};
  }

 private:
  Result<void> visit_rule(const std::string& key, const Json& rule, std::size_t depth) {
    if (key == "$or" && rule.is_array() && rule.size() > 1 && rule[0].is_object()) {
      for (const auto& alternative : rule) {
        if (!alternative.is_object()) return bad_filter("\"$or\" must be an array of objects");
        if (auto fine = visit(alternative, depth); !fine) return fine;
      }
      return {};
    }
    if (rule.is_object()) {
      if (!nested_) {
        return Failure({"InvalidParameter", 400,
                        "Filter policy scope MessageAttributes does not support nested filter "
                        "policy",
                        "", ""});
      }
      if (rule.empty()) return bad_filter("Empty objects are not allowed");
      return visit(rule, depth + 1);
    }
    if (!rule.is_array())
      return bad_filter(fmt::format("\"{}\" must be an object or an array", key));
    if (rule.empty()) return bad_filter("Empty arrays are not allowed");
    ++keys_;
    combinations_ = std::min(combinations_ * rule.size() * depth, kMostCombinations + 1);
    for (const auto& match : rule) {
      if (is_scalar(match)) continue;
      if (!match.is_object()) {
        return bad_filter("Match value must be String, number, true, false, or null");
      }
      if (auto fine = check_match(match); !fine) return fine;
    }
    return {};
  }

  bool nested_;
  std::size_t keys_ = 0;
  std::size_t combinations_ = 1;
};

}  // namespace

Result<void> check_filter_policy(const std::string& text, bool nested) {
  const auto policy = Json::parse(text, nullptr, false);
  if (policy.is_discarded()) return bad_filter("failed to parse JSON.");
  if (!policy.is_object()) return bad_filter("Filter is not an object");
  if (text.size() > kLongestPolicy) return bad_filter("Filter policy is too long");
  Walk walk(nested);
  if (auto fine = walk.visit(policy, 1); !fine) return fine;
  return walk.verdict();
}

}  // namespace souk::messaging
