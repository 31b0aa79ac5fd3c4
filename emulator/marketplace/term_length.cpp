#include "emulator/marketplace/agreements.h"

namespace souk::marketplace {

namespace {

struct Term {
  int months = 0;     ///< by the calendar
  Duration length{};  ///< where it is not counted in months
};

std::optional<Term> parse_term(std::string_view text) {
  int number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9') {
    number = number * 10 + (text[digits++] - '0');
  }
  const auto unit = text.substr(digits);
  if (number > 0 && (unit == "mo" || unit == "y")) return Term{unit == "y" ? number * 12 : number};
  const auto length = parse_duration(text);
  if (!length || *length <= Duration(0)) return std::nullopt;
  return Term{0, *length};
}

/// A month without that day ends on its last one.
Timestamp months_from(Timestamp at, int count) {
  using namespace std::chrono;
  const auto midnight = floor<days>(at);
  year_month_day date = year_month_day(midnight) + months(count);
  if (!date.ok()) date = date.year() / date.month() / last;
  return sys_days(date) + (at - midnight);
}

}  // namespace

std::optional<Timestamp> end_of_term(Timestamp start, std::string_view term) {
  const auto parsed = parse_term(term);
  if (!parsed) return std::nullopt;
  return parsed->months > 0 ? months_from(start, parsed->months) : start + parsed->length;
}

std::optional<Timestamp> start_of_term(Timestamp end, std::string_view term) {
  const auto parsed = parse_term(term);
  if (!parsed) return std::nullopt;
  return parsed->months > 0 ? months_from(end, -parsed->months) : end - parsed->length;
}

}  // namespace souk::marketplace
