#include "scenarios/rules/time_text.h"

#include <fmt/format.h>

#include <charconv>

namespace souk::judge {
namespace {

using namespace std::chrono;

struct Parts {
  year_month_day date;
  hh_mm_ss<Duration> time;

  explicit Parts(Timestamp at) : date(floor<days>(at)), time(at - Timestamp(floor<days>(at))) {}
};

std::string date_text(const year_month_day& date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

/// Takes exactly `width` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  const auto* end = text.data() + width;
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || text.front() == '-') return std::nullopt;
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Duration> take_time_of_day(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return hours(*hour) + minutes(*minute) + seconds(*second);
}

std::optional<Duration> take_decimals(std::string_view& text) {
  if (!take(text, '.')) return Duration(0);
  int kept = 0;
  std::size_t count = 0;
  for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
    if (count < 3) kept = kept * 10 + (text[count] - '0');
  }
  if (count == 0 || count > 9) return std::nullopt;
  for (auto missing = count; missing < 3; ++missing) kept *= 10;
  text.remove_prefix(count);
  return Duration(kept);
}

std::optional<Duration> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return Duration(0);
  const auto sign = take(text, '-') ? -1 : (take(text, '+') ? 1 : 0);
  if (sign == 0) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute) return std::nullopt;
  return sign * (hours(*hour) + minutes(*minute));
}

}  // namespace

std::string instant_text(Timestamp at) {
  const Parts parts(at);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", date_text(parts.date),
                     parts.time.hours().count(), parts.time.minutes().count(),
                     parts.time.seconds().count(), parts.time.subseconds().count());
}

std::string moment_text(Timestamp at) {
  const Parts parts(at);
  const auto text =
      fmt::format("{} {:02}:{:02}:{:02}", date_text(parts.date), parts.time.hours().count(),
                  parts.time.minutes().count(), parts.time.seconds().count());
  const auto rest = parts.time.subseconds().count();
  return rest == 0 ? text : fmt::format("{}.{:03}", text, rest);
}

std::string hour_text(Timestamp hour) {
  const Parts parts(hour);
  return fmt::format("{} {:02}:{:02}", date_text(parts.date), parts.time.hours().count(),
                     parts.time.minutes().count());
}

std::string duration_text(Duration duration) {
  if (duration == Duration(0)) return "0s";
  std::string text = duration < Duration(0) ? "-" : "";
  auto rest = duration < Duration(0) ? -duration.count() : duration.count();
  const std::pair<std::int64_t, const char*> units[] = {
      {86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}, {1, "ms"}};
  for (const auto& [size, name] : units) {
    if (rest < size) continue;
    text += fmt::format("{}{}", rest / size, name);
    rest %= size;
  }
  return text;
}

std::optional<Timestamp> parse_instant(std::string_view text) {
  const auto year_number = take_digits(text, 4);
  if (!year_number || !take(text, '-')) return std::nullopt;
  const auto month_number = take_digits(text, 2);
  if (!month_number || !take(text, '-')) return std::nullopt;
  const auto day_number = take_digits(text, 2);
  if (!day_number) return std::nullopt;
  const auto date = year(*year_number) / *month_number / *day_number;
  if (!date.ok()) return std::nullopt;
  const Timestamp midnight = sys_days(date);
  if (text.empty()) return midnight;
  if (!take(text, 'T')) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time) return std::nullopt;
  const auto decimals = take_decimals(text);
  if (!decimals) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return midnight + *time + *decimals - *offset;
}

}  // namespace souk::judge
