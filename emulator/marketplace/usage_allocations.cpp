#include <fmt/format.h>

#include <set>

#include "emulator/marketplace/usage_checks.h"

namespace souk::marketplace {
namespace {

// Source: BatchMeterUsage, UsageAllocation and Tag.
constexpr std::size_t kMostTags = 5;
constexpr std::size_t kLongestKey = 100;
constexpr std::size_t kLongestValue = 256;

/// The published pattern reads " -=" as a range from blank to equals sign; the prose lists fewer.
bool is_tag_letter(const Market& market, char letter) {
  const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                     (letter >= '0' && letter <= '9');
  if (plain) return true;
  if (market.switches.is(switches::kTagCharacters, "prose")) {
    return std::string_view("+-=._:\\/@ ").find(letter) != std::string_view::npos;
  }
  return (letter >= ' ' && letter <= '=') || letter == '_' || letter == '@' || letter == '.';
}

std::optional<std::string> wrong_text(const Market& market, std::string_view what,
                                      const std::string& text, std::size_t longest) {
  if (text.empty() || text.size() > longest) {
    return fmt::format("A tag's {} has 1 to {} characters.", what, longest);
  }
  for (const char letter : text) {
    if (!is_tag_letter(market, letter)) {
      return fmt::format("A tag's {} may not contain '{}'.", what, letter);
    }
  }
  return std::nullopt;
}

std::optional<std::string> wrong_tags(const Market& market,
                                      const std::vector<UsageAllocation>& allocations) {
  std::set<std::string> all_keys;
  for (const auto& allocation : allocations) {
    if (allocation.tags.size() > kMostTags) {
      return fmt::format("An allocation has at most {} tags.", kMostTags);
    }
    std::set<std::string> keys;
    for (const auto& tag : allocation.tags) {
      if (auto why = wrong_text(market, "key", tag.key, kLongestKey)) return why;
      if (auto why = wrong_text(market, "value", tag.value, kLongestValue)) return why;
      if (!keys.insert(tag.key).second) return fmt::format("Tag key {} is there twice.", tag.key);
      all_keys.insert(tag.key);
    }
  }
  if (all_keys.size() > kMostTags) {
    return fmt::format("All allocations of a record together use at most {} tag keys.", kMostTags);
  }
  return std::nullopt;
}

std::optional<std::string> wrong_buckets(const Market& market, const UsageRecord& record) {
  const auto& allocations = *record.allocations;
  if (allocations.empty() ||
      allocations.size() > static_cast<std::size_t>(market.profile->allocation_limit)) {
    return fmt::format("A record has 1 to {} allocations.", market.profile->allocation_limit);
  }
  std::int64_t sum = 0;
  std::set<std::set<std::pair<std::string, std::string>>> tag_sets;
  for (const auto& allocation : allocations) {
    sum += allocation.quantity;
    std::set<std::pair<std::string, std::string>> tags;
    for (const auto& tag : allocation.tags) tags.emplace(tag.key, tag.value);
    if (!tag_sets.insert(std::move(tags)).second) {
      return std::string("Two allocations have the same tags.");
    }
  }
  if (sum != record.quantity) {
    return fmt::format("The allocated quantities add up to {}, not to {}.", sum, record.quantity);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> wrong_allocations(const Market& market, const UsageRecord& record) {
  if (!record.allocations) return std::nullopt;
  if (const auto why = wrong_tags(market, *record.allocations)) {
    return Error{"InvalidTagException", 400, *why, "UsageAllocations", ""};
  }
  if (const auto why = wrong_buckets(market, record)) {
    return Error{"InvalidUsageAllocationsException", 400, *why, "UsageAllocations", ""};
  }
  return std::nullopt;
}

}  // namespace souk::marketplace
