#include "emulator/core/percent.h"

namespace souk {
namespace {

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

/// The byte an escape at the front of `text` stands for, or -1.
int escaped_byte(std::string_view text) {
  if (text.size() < 3 || digit(text[1]) < 0 || digit(text[2]) < 0) return -1;
  return digit(text[1]) * 16 + digit(text[2]);
}

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' ||
         letter == '~';
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int byte = escaped_byte(text.substr(i));
      if (byte < 0) return std::nullopt;
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::string percent_decode_leniently(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = text[i] == '%' ? escaped_byte(text.substr(i)) : -1;
    decoded += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return decoded;
}

void append_percent_encoded(std::string& out, std::string_view text, bool keep_slash) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char letter : text) {
    if (is_unreserved(letter) || (keep_slash && letter == '/')) {
      out += letter;
    } else {
      const auto byte = static_cast<unsigned char>(letter);
      out += '%';
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 15U];
    }
  }
}

bool for_each_parameter(std::string_view text,
                        const std::function<bool(std::string_view, std::string_view)>& take) {
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto parameter = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (parameter.empty()) continue;
    const auto equals = parameter.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1);
    if (!take(parameter.substr(0, equals), value)) return false;
  }
  return true;
}

}  // namespace souk
