#include "emulator/wire/xml.h"

#include "emulator/wire/utf8.h"

namespace souk::wire {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// What stands for a character that may not stand for itself; empty for all others.
std::string_view replacement_of(char32_t point) {
  switch (point) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#x9;";
    case '\n':
      return "&#xA;";
    case '\r':
      return "&#xD;";
    default:
      break;
  }
  const bool unspeakable = point < 0x20 || point == 0xFFFE || point == 0xFFFF;
  return unspeakable ? kReplacement : std::string_view();
}

}  // namespace

void append_xml_escaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto before = text;
    const auto point = take_code_point(text);
    if (!point) {
      out += kReplacement;
      text.remove_prefix(1);
      continue;
    }
    const auto replacement = replacement_of(*point);
    out += replacement.empty() ? before.substr(0, before.size() - text.size()) : replacement;
  }
}

}  // namespace souk::wire
