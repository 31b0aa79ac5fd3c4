#include "emulator/marketplace/agreements.h"

namespace souk::marketplace {

std::optional<Timestamp> end_of_term(Timestamp start, std::string_view term) {
  using namespace std::chrono;
  int months_long = 0;
  std::size_t digits = 0;
  while (digits < term.size() && digits < 4 && term[digits] >= '0' && term[digits] <= '9') {
    months_long = months_long * 10 + (term[digits++] - '0');
  }
  const auto unit = term.substr(digits);
  if (digits > 0 && months_long > 0 && (unit == "mo" || unit == "y")) {
    const auto midnight = floor<days>(start);
    year_month_day date =
        year_month_day(midnight) + months(unit == "y" ? months_long * 12 : months_long);
    // A month without that day ends on its last one.
    if (!date.ok()) date = date.year() / date.month() / last;
    return sys_days(date) + (start - midnight);
  }
  const auto length = parse_duration(term);
  if (!length || *length <= Duration(0)) return std::nullopt;
  return start + *length;
}

}  // namespace souk::marketplace
