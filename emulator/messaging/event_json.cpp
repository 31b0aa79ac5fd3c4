#include "emulator/messaging/event_json.h"

namespace souk::messaging {
namespace {

/// Calls `see(letter, in_text)` for each letter.
template <class See>
void walk(std::string_view text, See see) {
  bool in_text = false;
  bool escaped = false;
  for (const char letter : text) {
    const bool quote = letter == '"' && !escaped;
    see(letter, in_text || quote);
    if (quote) in_text = !in_text;
    escaped = in_text && letter == '\\' && !escaped;
  }
}

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  walk(text, [&](char letter, bool in_text) {
    if (in_text) return;
    if (letter == '{' || letter == '[') deepest = std::max(deepest, ++depth);
    if ((letter == '}' || letter == ']') && depth > 0) --depth;
  });
  return deepest > kDeepestEvent;
}

}  // namespace

std::optional<Json> read_json(std::string_view text) {
  if (is_too_deep(text)) return std::nullopt;
  auto read = Json::parse(text, nullptr, false);
  if (read.is_discarded()) return std::nullopt;
  return read;
}

std::string compact_json(std::string_view text) {
  std::string compact;
  compact.reserve(text.size());
  walk(text, [&](char letter, bool in_text) {
    const bool blank = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    if (in_text || !blank) compact += letter;
  });
  return compact;
}

}  // namespace souk::messaging
