#include "scenarios/story/pattern.h"

#include <regex>

namespace souk::judge {
namespace {

// Backtracking, the default, calls itself for every letter of a long line.
constexpr auto kFlavour = std::regex::ECMAScript | std::regex_constants::__polynomial;

std::optional<std::regex> read_pattern(const std::string& text) {
  try {
    return std::regex(text, kFlavour);
  } catch (const std::regex_error&) {
    return std::nullopt;
  }
}

}  // namespace

bool is_pattern(const std::string& text) { return read_pattern(text).has_value(); }

std::optional<std::string> find_pattern(const std::string& text, const std::string& pattern) {
  const auto expression = read_pattern(pattern);
  std::smatch found;
  if (!expression || !std::regex_search(text, found, *expression)) return std::nullopt;
  return found.size() > 1 ? found[1].str() : found[0].str();
}

}  // namespace souk::judge
