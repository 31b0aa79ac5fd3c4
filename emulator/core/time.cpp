#include "emulator/core/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace souk {
namespace {

struct Fields {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<Duration> clock;
  std::chrono::weekday weekday;
};

Fields split(Timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<Duration>(at - day),
          std::chrono::weekday(day)};
}

/// Writes `value` over the `count` characters of `text` from `at` on.
void put_digits(std::string& text, std::size_t at, std::size_t count, std::int64_t value) {
  for (auto place = at + count; place-- > at; value /= 10) {
    text[place] = static_cast<char>('0' + value % 10);
  }
}

/// By hand where a year has four digits: every journal row and usage record has some of these.
std::string date_and_clock(const Fields& fields) {
  const auto year = int(fields.date.year());
  std::string text = "0000-00-00T00:00:00";
  if (year < 0 || year > 9999) {
    text = fmt::format("{:04}-00-00T00:00:00", year);
  } else {
    put_digits(text, 0, 4, year);
  }
  const auto end = text.size();
  put_digits(text, end - 14, 2, unsigned(fields.date.month()));
  put_digits(text, end - 11, 2, unsigned(fields.date.day()));
  put_digits(text, end - 8, 2, fields.clock.hours().count());
  put_digits(text, end - 5, 2, fields.clock.minutes().count());
  put_digits(text, end - 2, 2, fields.clock.seconds().count());
  return text;
}

/// Takes digits from the front of `text`; nothing unless exactly `count` are there.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

/// Takes ".123…" and returns milliseconds; 0 when there is no fraction, nothing when it is broken.
std::optional<int> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  int milliseconds = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (digits < 3) milliseconds = milliseconds * 10 + (text[digits] - '0');
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  for (std::size_t i = digits; i < 3; ++i) milliseconds *= 10;
  text.remove_prefix(digits);
  return milliseconds;
}

/// Takes "Z" or "+hh:mm" and returns how far the clock it names is ahead of UTC.
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return std::chrono::minutes(0);
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '+' ? 1 : -1;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  take(text, ':');
  const auto minutes = take_number(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
constexpr std::array kUnits{Unit{"ms", 1},        Unit{"s", 1'000},      Unit{"m", 60'000},
                            Unit{"h", 3'600'000}, Unit{"d", 86'400'000}, Unit{"w", 604'800'000}};

}  // namespace

std::string to_iso(Timestamp at) {
  const auto fields = split(at);
  auto text = date_and_clock(fields) + ".000Z";
  put_digits(text, text.size() - 4, 3, fields.clock.subseconds().count());
  return text;
}

std::string to_iso_seconds(Timestamp at) { return date_and_clock(split(at)) + "Z"; }

std::string to_http_date(Timestamp at) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto fields = split(at);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[fields.weekday.c_encoding()],
                     unsigned(fields.date.day()), kMonths[unsigned(fields.date.month()) - 1],
                     int(fields.date.year()), fields.clock.hours().count(),
                     fields.clock.minutes().count(), fields.clock.seconds().count());
}

std::optional<Timestamp> parse_iso(std::string_view text) {
  using namespace std::chrono;
  const auto years = take_number(text, 4);
  if (!years || !take(text, '-')) return std::nullopt;
  const auto months = take_number(text, 2);
  if (!months || !take(text, '-')) return std::nullopt;
  const auto days_in_month = take_number(text, 2);
  if (!days_in_month) return std::nullopt;
  const year_month_day date{year(*years), month(unsigned(*months)), day(unsigned(*days_in_month))};
  if (!date.ok()) return std::nullopt;
  const Timestamp midnight = sys_days(date);
  if (text.empty()) return midnight;

  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return midnight + hours(*hour) + minutes(*minute) + seconds(*second) + milliseconds(*fraction) -
         *offset;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const bool negative = take(text, '-');
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      value = value * 10 + (text[digits] - '0');
    }
    if (digits == 0 || digits > 12) return std::nullopt;
    text.remove_prefix(digits);
    std::size_t letters = 0;
    while (letters < text.size() && std::isalpha(static_cast<unsigned char>(text[letters]))) {
      ++letters;
    }
    const auto name = text.substr(0, letters);
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&](const Unit& known) { return known.name == name; });
    if (unit == kUnits.end() || value > INT64_MAX / 2 / unit->milliseconds) return std::nullopt;
    text.remove_prefix(letters);
    total += value * unit->milliseconds;
    if (total > INT64_MAX / 4) return std::nullopt;
  }
  return Duration(negative ? -total : total);
}

std::string to_text(Duration duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text = rest < 0 ? "-" : "";
  if (rest < 0) rest = -rest;
  for (const std::string_view name : {"d", "h", "m", "s", "ms"}) {
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&](const Unit& known) { return known.name == name; });
    if (rest / unit->milliseconds == 0) continue;
    text += fmt::format("{}{}", rest / unit->milliseconds, name);
    rest %= unit->milliseconds;
  }
  return text;
}

std::int64_t hour_of(Timestamp at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

}  // namespace souk
