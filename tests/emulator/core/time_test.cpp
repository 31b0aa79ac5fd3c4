#include "emulator/core/time.h"

#include <gtest/gtest.h>

namespace souk {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, PrintsInstantsInEveryFormAwsUses) {
  const auto at = parse_iso("2026-10-06T09:00:00.007Z");

  ASSERT_TRUE(at);
  EXPECT_EQ(to_iso(*at), "2026-10-06T09:00:00.007Z");
  EXPECT_EQ(to_iso_seconds(*at), "2026-10-06T09:00:00Z");
  EXPECT_EQ(to_http_date(*at), "Tue, 06 Oct 2026 09:00:00 GMT");
}

TEST(TimeText, PrintsInstantsOfAnyYear) {
  EXPECT_EQ(to_iso(Timestamp(-1ms)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_iso(std::chrono::sys_days(std::chrono::year(7) / 2 / 3)),
            "0007-02-03T00:00:00.000Z");
  EXPECT_EQ(to_iso(std::chrono::sys_days(std::chrono::year(9999) / 12 / 31) + 24h),
            "10000-01-01T00:00:00.000Z");
}

TEST(TimeText, ReadsOffsetsAndFractions) {
  EXPECT_EQ(parse_iso("2026-10-06T11:00:00+02:00"), parse_iso("2026-10-06T09:00:00Z"));
  EXPECT_EQ(parse_iso("2026-10-06T09:00:00.5Z"), *parse_iso("2026-10-06T09:00:00Z") + 500ms);
  EXPECT_EQ(parse_iso("2026-10-06"), parse_iso("2026-10-06T00:00:00Z"));
}

struct BadText {
  const char* name;
  const char* text;
};
void PrintTo(const BadText& bad, std::ostream* out) { *out << bad.name; }

class NoInstant : public testing::TestWithParam<BadText> {};
TEST_P(NoInstant, IsNotRead) { EXPECT_FALSE(parse_iso(GetParam().text)); }
INSTANTIATE_TEST_SUITE_P(TimeText, NoInstant,
                         testing::Values(BadText{"empty", ""},
                                         BadText{"thirteenth month", "2026-13-01"},
                                         BadText{"thirtieth of February", "2026-02-30"},
                                         BadText{"no zone", "2026-10-06T09:00:00"},
                                         BadText{"hour 24", "2026-10-06T24:00:00Z"},
                                         BadText{"bare point", "2026-10-06T09:00:00.Z"},
                                         BadText{"trailing text", "2026-10-06T09:00:00Zx"}));

TEST(DurationText, ReadsAndPrints) {
  EXPECT_EQ(parse_duration("59m59s"), 59min + 59s);
  EXPECT_EQ(parse_duration("1h1s"), 1h + 1s);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("2w"), 14 * 24h);
  EXPECT_EQ(to_text(59min + 59s), "59m59s");
  EXPECT_EQ(to_text(-1s), "-1s");
  EXPECT_EQ(to_text(49h), "2d1h");
  EXPECT_EQ(to_text(0s), "0s");
}

class NoDuration : public testing::TestWithParam<BadText> {};
TEST_P(NoDuration, IsNotRead) { EXPECT_FALSE(parse_duration(GetParam().text)); }
INSTANTIATE_TEST_SUITE_P(DurationText, NoDuration,
                         testing::Values(BadText{"empty", ""}, BadText{"bare number", "5"},
                                         BadText{"unknown unit", "5y"}, BadText{"minus only", "-"},
                                         BadText{"too large", "999999999999w"}));

TEST(Hour, BeginsOnTheHour) {
  EXPECT_EQ(hour_of(*parse_iso("1970-01-01T01:59:59.999Z")), 1);
  EXPECT_EQ(hour_of(*parse_iso("1970-01-01T02:00:00Z")), 2);
  EXPECT_EQ(hour_of(*parse_iso("1969-12-31T23:59:59Z")), -1);
}

}  // namespace
}  // namespace souk
