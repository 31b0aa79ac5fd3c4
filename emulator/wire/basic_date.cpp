#include "emulator/wire/basic_date.h"

#include <fmt/format.h>

#include <algorithm>

namespace souk::wire {

std::string to_basic_date(Timestamp at) {
  auto text = to_iso_seconds(at);
  std::erase_if(text, [](char letter) { return letter == '-' || letter == ':'; });
  return text;
}

std::optional<Timestamp> parse_basic_date(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return parse_iso(fmt::format("{}-{}-{}T{}:{}:{}Z", text.substr(0, 4), text.substr(4, 2),
                               text.substr(6, 2), text.substr(9, 2), text.substr(11, 2),
                               text.substr(13, 2)));
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const auto month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  return parse_iso(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month / 3 + 1,
                               text.substr(5, 2), text.substr(17, 8)));
}

}  // namespace souk::wire
