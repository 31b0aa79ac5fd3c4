#include "emulator/wire/basic_date.h"

#include <gtest/gtest.h>

namespace souk::wire {
namespace {

const auto kInstant = *parse_iso("2026-11-22T10:15:00Z");

TEST(BasicDate, IsWrittenAndRead) {
  EXPECT_EQ(to_basic_date(kInstant), "20261122T101500Z");
  EXPECT_EQ(parse_basic_date("20261122T101500Z"), kInstant);
}

TEST(BasicDate, RefusesOtherTexts) {
  for (const auto* text : {"", "2026-11-22T10:15:00Z", "20261122T101500", "20261322T101500Z",
                           "20261122T101560Z", "2026112 T101500Z"}) {
    EXPECT_EQ(parse_basic_date(text), std::nullopt) << text;
  }
}

TEST(HttpDate, IsRead) {
  EXPECT_EQ(parse_http_date("Sun, 22 Nov 2026 10:15:00 GMT"), kInstant);
  EXPECT_EQ(parse_http_date("Sun, 22 Nox 2026 10:15:00 GMT"), std::nullopt);
  EXPECT_EQ(parse_http_date("Sun, 22 ovD 2026 10:15:00 GMT"), std::nullopt);
  EXPECT_EQ(parse_http_date("yesterday"), std::nullopt);
}

}  // namespace
}  // namespace souk::wire
