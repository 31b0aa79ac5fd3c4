#include "emulator/messaging/filter_policy.h"

#include <fmt/format.h>

#include "emulator/messaging/matching.h"

namespace souk::messaging {
namespace {

/// Source: SNS Developer Guide, "Filter policy constraints".
constexpr std::size_t kMostKeys = 5;
constexpr std::size_t kMostCombinations = 150;
constexpr std::size_t kLongestPolicy = 262'144;

Result<void> bad_filter(std::string_view text) {
  return Failure({"InvalidParameter", 400, fmt::format("FilterPolicy: {}", text), "", ""});
}

/// Counts keys and combinations on the way.
class Walk {
 public:
  explicit Walk(bool nested) : nested_(nested) {}

  Result<void> visit(const Json& policy, std::size_t depth) {
    // A leaf this deep counts as more combinations than there may be.
    if (++nesting_ > kMostCombinations) return bad_filter("Filter policy is too complex");
    for (const auto& [key, rule] : policy.items()) {
      if (auto fine = visit_rule(key, rule, depth); !fine) return fine;
    }
    --nesting_;
    return {};
  }

  Result<void> verdict() const {
    if (keys_ > kMostKeys) return bad_filter("Filter policy can not have more than 5 keys");
    if (combinations_ > kMostCombinations) return bad_filter("Filter policy is too complex");
    return {};
  }

 private:
  Result<void> visit_rule(const std::string& key, const Json& rule, std::size_t depth) {
    if (is_choice(key, rule)) {
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
      if (const auto fine = check_match(match, Dialect::FilterPolicy); !fine) {
        return bad_filter(fine.error().message);
      }
    }
    return {};
  }

  bool nested_;
  std::size_t nesting_ = 0;
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

Json filterable_attributes(const Json& attributes) {
  Json values = Json::object();
  for (const auto& [name, attribute] : attributes.items()) {
    const auto type = attribute.value("DataType", std::string());
    const auto text = attribute.value("StringValue", std::string());
    if (type.rfind("Binary", 0) == 0) continue;
    values[name] = text;
    const bool structured = type.rfind("Number", 0) == 0 || type.rfind("String.Array", 0) == 0;
    if (!structured) continue;
    auto read = Json::parse(text, nullptr, false);
    if (!read.is_discarded()) values[name] = std::move(read);
  }
  return values;
}

}  // namespace souk::messaging
