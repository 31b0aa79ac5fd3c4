#include "souk/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace souk::client {
namespace {

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<Duration> clock;
};

Civil civil(Timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<Duration>(at - day)};
}

/// Walks over a text from the front; every take_ leaves the rest behind.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool take(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `count` digits.
  std::optional<int> take_digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (const char letter : rest_.substr(0, count)) {
      if (letter < '0' || letter > '9') return std::nullopt;
      value = value * 10 + (letter - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  /// As many letters of a kind as there are.
  template <class IsWanted>
  std::string_view take_while(IsWanted is_wanted) {
    std::size_t length = 0;
    while (length < rest_.size() && is_wanted(static_cast<unsigned char>(rest_[length]))) ++length;
    const auto taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

 private:
  std::string_view rest_;
};

bool is_digit(unsigned char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(unsigned char letter) { return std::isalpha(letter) != 0; }

std::optional<std::chrono::year_month_day> take_date(Reader& reader) {
  const auto year = reader.take_digits(4);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.take_digits(2);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.take_digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return date;
}

/// "09:00:00.123" as time since midnight.
std::optional<Duration> take_clock(Reader& reader) {
  const auto hour = reader.take_digits(2);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.take_digits(2);
  if (!minute || !reader.take(':')) return std::nullopt;
  const auto second = reader.take_digits(2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  int milliseconds = 0;
  if (reader.take('.')) {
    std::string fraction(reader.take_while(is_digit));
    if (fraction.empty() || fraction.size() > 9) return std::nullopt;
    fraction.resize(3, '0');
    milliseconds = std::stoi(fraction);
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
         Duration(milliseconds);
}

/// How far the clock that "Z" or "+02:00" names is ahead of UTC.
std::optional<Duration> take_offset(Reader& reader) {
  if (reader.take('Z') || reader.take('z')) return Duration(0);
  const bool ahead = reader.take('+');
  if (!ahead && !reader.take('-')) return std::nullopt;
  const auto hours = reader.take_digits(2);
  reader.take(':');
  const auto minutes = reader.take_digits(2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return ahead ? offset : -offset;
}

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
constexpr std::array kUnits{Unit{"w", 604'800'000}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
                            Unit{"m", 60'000},      Unit{"s", 1'000},      Unit{"ms", 1}};

}  // namespace

std::string to_iso(Timestamp at) {
  const auto parts = civil(at);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(parts.date.year()),
                     unsigned(parts.date.month()), unsigned(parts.date.day()),
                     parts.clock.hours().count(), parts.clock.minutes().count(),
                     parts.clock.seconds().count(), parts.clock.subseconds().count());
}

std::string to_amz_date(Timestamp at) {
  const auto parts = civil(at);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", int(parts.date.year()),
                     unsigned(parts.date.month()), unsigned(parts.date.day()),
                     parts.clock.hours().count(), parts.clock.minutes().count(),
                     parts.clock.seconds().count());
}

std::optional<Timestamp> parse_iso(std::string_view text) {
  Reader reader(text);
  const auto date = take_date(reader);
  if (!date) return std::nullopt;
  const Timestamp midnight = std::chrono::sys_days(*date);
  if (reader.at_end()) return midnight;
  if (!reader.take('T') && !reader.take(' ')) return std::nullopt;
  const auto clock = take_clock(reader);
  if (!clock) return std::nullopt;
  const auto offset = take_offset(reader);
  if (!offset || !reader.at_end()) return std::nullopt;
  return midnight + *clock - *offset;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Reader reader(text);
  const bool negative = reader.take('-');
  if (reader.at_end()) return std::nullopt;
  std::int64_t total = 0;
  while (!reader.at_end()) {
    const auto digits = reader.take_while(is_digit);
    if (digits.empty() || digits.size() > 12) return std::nullopt;
    const auto name = reader.take_while(is_letter);
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&](const Unit& known) { return known.name == name; });
    const auto value = std::stoll(std::string(digits));
    if (unit == kUnits.end() || value > INT64_MAX / 4 / unit->milliseconds) return std::nullopt;
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
  for (const auto& unit : kUnits) {
    if (unit.name == "w" || rest / unit.milliseconds == 0) continue;
    text += fmt::format("{}{}", rest / unit.milliseconds, unit.name);
    rest %= unit.milliseconds;
  }
  return text;
}

}  // namespace souk::client
