#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace souk::marketplace {

/// An amount of money, exact to the eighth decimal as AWS writes it. Below zero: given back.
struct Money {
  std::int64_t units = 0;  ///< hundred-millionths

  auto operator<=>(const Money&) const = default;
};

inline constexpr std::int64_t kUnitsOfOne = 100'000'000;

/// The largest amount that has a text parse_money reads.
inline constexpr Money kLargestAmount{10'000'000'000 * kUnitsOfOne - 1};

/// Reads "12", "12.5" or ".00000001": at most ten digits, then at most eight decimals. Nothing for
/// any other text.
std::optional<Money> parse_money(std::string_view text);

/// "12.50", "-0.001": two decimals, or as many as it takes.
std::string to_text(Money amount);

/// Sums and products stay at the largest amount there is.
Money operator+(Money left, Money right);
Money operator-(Money left, Money right);
Money operator-(Money amount);
Money operator*(Money price, std::int64_t quantity);

/// What money is rounded to: bills have cents, prices three decimals.
inline constexpr Money kCent{kUnitsOfOne / 100};
inline constexpr Money kPriceStep{kUnitsOfOne / 1000};

/// The `part` of `whole` parts of an amount, rounded to a multiple of `step`, halves to the even
/// one. `whole` and `step` are positive.
Money share_of(Money amount, std::int64_t part, std::int64_t whole, Money step = kCent);

}  // namespace souk::marketplace
