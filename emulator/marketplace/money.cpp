#include "emulator/marketplace/money.h"

#include <fmt/format.h>

#include <cstdlib>
#include <limits>

namespace souk::marketplace {
namespace {

constexpr std::size_t kMostDigits = 10;
constexpr std::size_t kDecimals = 8;

std::optional<std::int64_t> digits_of(std::string_view text) {
  std::int64_t number = 0;
  for (const char letter : text) {
    if (letter < '0' || letter > '9') return std::nullopt;
    number = number * 10 + (letter - '0');
  }
  return number;
}

}  // namespace

std::optional<Money> parse_money(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  std::string decimals(point == std::string_view::npos ? "" : text.substr(point + 1));
  if (whole.size() + decimals.size() == 0 || whole.size() > kMostDigits ||
      decimals.size() > kDecimals) {
    return std::nullopt;
  }
  decimals.resize(kDecimals, '0');
  const auto ones = digits_of(whole);
  const auto parts = digits_of(decimals);
  if (!ones || !parts) return std::nullopt;
  return Money{*ones * kUnitsOfOne + *parts};
}

std::string to_text(Money amount) {
  auto text =
      fmt::format("{}{}.{:08}", amount.units < 0 ? "-" : "", std::abs(amount.units / kUnitsOfOne),
                  std::abs(amount.units % kUnitsOfOne));
  while (text.ends_with('0') && text[text.size() - 3] != '.') text.pop_back();
  return text;
}

Money operator+(Money left, Money right) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(left.units, right.units, &sum)) {
    using Limits = std::numeric_limits<std::int64_t>;
    sum = left.units < 0 ? Limits::min() : Limits::max();
  }
  return {sum};
}

Money operator-(Money left, Money right) { return left + -right; }

Money operator-(Money amount) { return {-amount.units}; }

Money operator*(Money price, std::int64_t quantity) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(price.units, quantity, &product)) {
    product = std::numeric_limits<std::int64_t>::max();
  }
  return {product};
}

Money share_of(Money amount, std::int64_t part, std::int64_t whole, Money step) {
  __extension__ using Wide = __int128;
  const Wide product = Wide{amount.units} * part;
  const Wide divisor = Wide{whole} * step.units;
  Wide steps = product / divisor;
  const Wide rest = product % divisor;
  const Wide twice = 2 * (rest < 0 ? -rest : rest);
  if (twice > divisor || (twice == divisor && steps % 2 != 0)) steps += product < 0 ? -1 : 1;
  return Money{static_cast<std::int64_t>(steps) * step.units};
}

}  // namespace souk::marketplace
