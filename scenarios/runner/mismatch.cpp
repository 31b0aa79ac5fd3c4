#include "scenarios/runner/mismatch.h"

#include <fmt/format.h>

#include "scenarios/runner/letters.h"
#include "scenarios/runner/seller_json.h"
#include "scenarios/story/names.h"
#include "scenarios/story/pattern.h"

namespace souk::judge {
namespace {

constexpr std::size_t kShownBody = 120;

// Letters are compared without case.
bool holds_text(const std::string& text, const std::string& part) {
  return lower(text).find(lower(part)) != std::string::npos;
}

}  // namespace

std::string mismatch(const Json& expected, int status, const std::string& body,
                     const std::string& text) {
  const auto says = [&] {
    return text.empty() ? body.substr(0, kShownBody) : text.substr(0, kShownBody);
  };
  if (expected.contains("status") && expected["status"] != status) {
    return fmt::format("it answered {}, not {}", status, as_text(expected["status"]));
  }
  if (expected.contains("below") && status >= expected["below"].get<int>()) {
    return fmt::format("it answered {}, which is not below {}", status, as_text(expected["below"]));
  }
  if (expected.contains("contains")) {
    const std::string part = as_text(expected["contains"]);
    if (!holds_text(body, part) && !holds_text(text, part)) {
      return fmt::format("the answer does not say '{}'; it says '{}'", part, says());
    }
  }
  if (expected.contains("matches")) {
    const std::string pattern = as_text(expected["matches"]);
    if (!find_pattern(body, pattern)) {
      return fmt::format("the answer has nothing like '{}'; it says '{}'", pattern, says());
    }
  }
  if (!expected.contains("json")) return {};
  const Json answer = read_seller_json(body);
  if (answer.is_discarded()) return fmt::format("the answer is not JSON: '{}'", says());
  for (const auto& [name, value] : expected["json"].items()) {
    const Json::json_pointer pointer(name);
    if (!answer.contains(pointer)) return fmt::format("the answer has nothing at {}", name);
    if (answer[pointer] != value) {
      return fmt::format("the answer has {} at {}, not {}", shown(answer[pointer]), name,
                         shown(value));
    }
  }
  return {};
}

}  // namespace souk::judge
