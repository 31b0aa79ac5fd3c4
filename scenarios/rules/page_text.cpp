#include "scenarios/rules/page_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>

namespace souk::judge {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return result;
}

bool contains(std::string_view haystack, std::string_view needle) {
  return !needle.empty() && haystack.find(needle) != haystack.npos;
}

std::string base64(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8) | byte;
    for (held += 8; held >= 6; held -= 6) text += kBase64[(bits >> (held - 6)) & 63];
  }
  if (held > 0) text += kBase64[(bits << (6 - held)) & 63];
  return text;
}

/// Decodes as much base64 or base64url as `text` begins with.
std::string unbase64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (char letter : text) {
    if (letter == '-') letter = '+';
    if (letter == '_') letter = '/';
    const auto value = kBase64.find(letter);
    if (value == kBase64.npos) break;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 255);
  }
  return bytes;
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  const auto small = static_cast<char>(letter | 0x20);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string decoded(std::string_view text, bool plus_is_blank) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      result += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
               hex_digit(text[i + 2]) >= 0) {
      result += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

bool any_in(std::string_view haystack, const std::vector<std::string>& needles) {
  return std::any_of(needles.begin(), needles.end(),
                     [&](const std::string& needle) { return contains(haystack, needle); });
}

/// The text without every "<tag …> … </tag>" and all that is in it.
std::string without_element(const std::string& text, std::string_view tag) {
  const auto small = lower(text);
  const auto open = fmt::format("<{}", tag);
  const auto close = fmt::format("</{}", tag);
  std::string kept;
  std::size_t from = 0;
  while (from < text.size()) {
    const auto start = small.find(open, from);
    kept += text.substr(from, start == small.npos ? start : start - from);
    if (start == small.npos) break;
    const auto stop = small.find(close, start);
    if (stop == small.npos) break;
    from = std::min(small.find('>', stop), text.size() - 1) + 1;
  }
  return kept;
}

}  // namespace

std::string raw_error_in(std::string_view body) {
  static const std::regex kSigns(
      R"(Traceback \(most recent call last\)|^\s+at [\w.$<>]+ ?\([^)]*:\d+|goroutine \d+ \[)"
      R"(|Exception in thread|[Ss]tack ?trace:|panic: |Fatal error:|SQLSTATE\[)"
      R"(|\b[A-Z]\w+(?:Exception|Error)\b|\bjava\.lang\.|File "[^"]+", line \d+)"
      R"(|(?:/usr/|/home/|/app/|/var/|node_modules/)[\w./-]+:\d+)"
      R"(|\w+\.(?:cpp|cc|java|py|rb|js|ts|go|php|cs):\d+)");
  // Short pieces, because std::regex needs stack in proportion to what it looks at.
  constexpr std::size_t kPiece = 400;
  auto rest = body.substr(0, 65'536);
  while (!rest.empty()) {
    const auto length = std::min({rest.find('\n'), kPiece, rest.size()});
    const auto piece = std::string(rest.substr(0, length));
    std::smatch match;
    if (std::regex_search(piece, match, kSigns)) return match.str();
    const bool ends_line = length < rest.size() && rest[length] == '\n';
    rest.remove_prefix(length + (ends_line ? 1 : 0));
  }
  return "";
}

bool points_back_to_set_up(std::string_view body) {
  const auto text = lower(visible_text(body));
  const bool way = contains(text, "set up your account") || contains(text, "aws marketplace");
  return way && !contains(text, "subscribe again");
}

std::string visible_text(std::string_view body) {
  std::string text(body);
  for (const auto* tag : {"script", "style", "head"}) text = without_element(text, tag);
  std::string shown;
  bool in_tag = false;
  for (const char letter : text) {
    if (letter == '<') in_tag = true;
    const bool blank = in_tag || std::isspace(static_cast<unsigned char>(letter)) != 0;
    if (letter == '>') in_tag = false;
    if (!blank) shown += letter;
    if (blank && !shown.empty() && shown.back() != ' ') shown += ' ';
  }
  while (!shown.empty() && shown.back() == ' ') shown.pop_back();
  return shown;
}

std::vector<std::string> disguises_of(std::string_view token) {
  if (token.empty()) return {};
  auto plain = base64(token);
  auto url_safe = plain;
  std::replace(url_safe.begin(), url_safe.end(), '+', '-');
  std::replace(url_safe.begin(), url_safe.end(), '/', '_');
  return {std::string(token), percent_encoded(token), percent_encoded(percent_encoded(token)),
          std::move(plain),   std::move(url_safe),    hex(token)};
}

bool carries(std::string_view haystack, const std::vector<std::string>& disguises) {
  if (any_in(haystack, disguises)) return true;
  if (any_in(decoded(haystack, false), disguises)) return true;
  if (any_in(decoded(haystack, true), disguises)) return true;
  // A session cookie is often base64 of something that holds the token, cut by dots.
  for (std::size_t from = 0; from < haystack.size();) {
    const auto to = std::min(haystack.find_first_of("=.:;, \"%", from), haystack.size());
    if (to - from >= 16 && any_in(unbase64(haystack.substr(from, to - from)), disguises)) {
      return true;
    }
    from = to + 1;
  }
  return false;
}

std::string form_decoded(std::string_view text) { return decoded(text, true); }

std::string percent_encoded(std::string_view text) {
  std::string result;
  for (const unsigned char byte : text) {
    const bool plain =
        std::isalnum(byte) != 0 || byte == '-' || byte == '.' || byte == '_' || byte == '~';
    result += plain ? std::string(1, static_cast<char>(byte)) : fmt::format("%{:02X}", byte);
  }
  return result;
}

}  // namespace souk::judge
