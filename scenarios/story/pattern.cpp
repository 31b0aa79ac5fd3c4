#include "scenarios/story/pattern.h"

#include <re2/re2.h>

namespace souk::judge {
namespace {

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

}  // namespace

bool is_pattern(const std::string& text) { return RE2(text, quiet()).ok(); }

std::optional<std::string> find_pattern(const std::string& text, const std::string& pattern) {
  const RE2 expression(pattern, quiet());
  if (!expression.ok()) return std::nullopt;
  re2::StringPiece found[2];
  const int wanted = expression.NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!expression.Match(text, 0, text.size(), RE2::UNANCHORED, found, wanted)) return std::nullopt;
  return found[wanted - 1].as_string();
}

}  // namespace souk::judge
