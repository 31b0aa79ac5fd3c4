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

TEST(Money, StaysAtTheLargestAmountThereIs) {
  const auto much = parse_money("9999999999").value();

  EXPECT_EQ((much * std::numeric_limits<std::int64_t>::max()).units,
            std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace souk::marketplace
