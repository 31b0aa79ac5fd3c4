#include "emulator/marketplace/money.h"

#include <gtest/gtest.h>

#include <limits>

namespace souk::marketplace {
namespace {

std::string read_and_written(const char* text) {
  const auto amount = parse_money(text);
  return amount ? to_text(*amount) : "none";
}

TEST(Money, IsReadAndWrittenToTheEighthDecimal) {
  EXPECT_EQ(read_and_written("12"), "12.00");
  EXPECT_EQ(read_and_written("12.5"), "12.50");
  EXPECT_EQ(read_and_written("0.001"), "0.001");
  EXPECT_EQ(read_and_written(".00000001"), "0.00000001");
  EXPECT_EQ(read_and_written("7."), "7.00");
  EXPECT_EQ(read_and_written("9999999999.99999999"), "9999999999.99999999");
}

TEST(Money, IsNoOtherText) {
  for (const auto* text :
       {"", ".", "-1", "1,5", "1e3", " 1", "12345678901", "1.123456789", "1.2.3", "USD 1"}) {
    EXPECT_EQ(read_and_written(text), "none") << text;
  }
}

TEST(Money, AddsUpExactly) {
  const auto tenth = parse_money("0.1").value();

  EXPECT_EQ(to_text(tenth + tenth + tenth), "0.30");
  EXPECT_EQ(to_text(tenth * 12), "1.20");
  EXPECT_EQ(to_text(tenth * 3 - tenth), "0.20");
  EXPECT_LT(tenth, tenth + tenth);
}

TEST(Money, IsBelowZeroWhereItIsGivenBack) {
  EXPECT_EQ(to_text(Money{-1050'000'000}), "-10.50");
  EXPECT_EQ(to_text(Money{-100'000}), "-0.001");
  EXPECT_EQ(to_text(-Money{}), "0.00");
  EXPECT_EQ(to_text(parse_money("1").value() - parse_money("2.5").value()), "-1.50");
  EXPECT_EQ(to_text(Money{-1050'000'000} + parse_money("10.5").value()), "0.00");
  EXPECT_EQ(to_text(kLargestAmount), "9999999999.99999999");
}

TEST(Money, StaysAtTheLargestAmountThereIs) {
  const auto much = parse_money("9999999999").value();

  EXPECT_EQ((much * std::numeric_limits<std::int64_t>::max()).units,
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ((Money{std::numeric_limits<std::int64_t>::min()} + Money{-1}).units,
            std::numeric_limits<std::int64_t>::min());
}

TEST(ShareTest, IsRoundedToTheCentAndHalvesToTheEvenOne) {
  const auto share = [](const char* amount, std::int64_t part, std::int64_t whole) {
    return to_text(share_of(parse_money(amount).value(), part, whole));
  };

  EXPECT_EQ(share("100", 1, 3), "33.33");
  EXPECT_EQ(share("100", 2, 3), "66.67");
  EXPECT_EQ(share("0.05", 1, 2), "0.02");
  EXPECT_EQ(share("0.07", 1, 2), "0.04");
  EXPECT_EQ(share("9999999999", 31'535'999'999, 31'536'000'000), "9999999998.68");
}

TEST(ShareTest, OfAnAmountBelowZeroIsThatOfTheAmountWithItsSign) {
  EXPECT_EQ(share_of(Money{-100 * kUnitsOfOne}, 2, 3), Money{-6667 * kCent.units});
}

TEST(ShareTest, MayBeRoundedToThePricesThirdDecimal) {
  EXPECT_EQ(to_text(share_of(parse_money("0.010").value(), 105, 100, kPriceStep)), "0.01");
  EXPECT_EQ(to_text(share_of(parse_money("0.110").value(), 105, 100, kPriceStep)), "0.116");
}

}  // namespace
}  // namespace souk::marketplace
