#include "emulator/marketplace/business_days.h"

namespace souk::marketplace {

bool is_business_day(std::chrono::sys_days day) {
  using namespace std::chrono;
  const weekday of_week(day);
  if (of_week == Saturday || of_week == Sunday) return false;
  const year_month_day date(day);
  const auto of_year = date.month() / date.day();
  return of_year != January / 1 && of_year != December / 25;
}

Timestamp after_business_days(Timestamp at, int days) {
  const auto today = std::chrono::floor<std::chrono::days>(at);
  auto day = today;
  while (days > 0) {
    day += std::chrono::days(1);
    if (is_business_day(day)) --days;
  }
  return at + (day - today);
}

}  // namespace souk::marketplace
