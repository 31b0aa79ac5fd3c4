#include "emulator/marketplace/business_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::marketplace {
namespace {

struct Span {
  const char* from;
  int days;
  const char* to;
};

void PrintTo(const Span& span, std::ostream* out) { *out << span.from << " and " << span.days; }

class BusinessDaysTest : public testing::TestWithParam<Span> {};

TEST_P(BusinessDaysTest, PassTheDaysOnWhichNobodyWorks) {
  const auto& [from, days, to] = GetParam();

  EXPECT_EQ(to_iso(after_business_days(parse_iso(from).value(), days)), to);
}

INSTANTIATE_TEST_SUITE_P(
    BusinessDays, BusinessDaysTest,
    testing::Values(
        // A Tuesday: three days later nothing is in the way, five days later a weekend is.
        Span{"2026-10-06T09:00:00Z", 0, "2026-10-06T09:00:00.000Z"},
        Span{"2026-10-06T09:00:00Z", 1, "2026-10-07T09:00:00.000Z"},
        Span{"2026-10-06T09:00:00Z", 3, "2026-10-09T09:00:00.000Z"},
        Span{"2026-10-06T09:00:00Z", 4, "2026-10-12T09:00:00.000Z"},
        Span{"2026-10-06T09:00:00Z", 5, "2026-10-13T09:00:00.000Z"},
        // From a Friday, a Saturday and a Sunday the first business day is Monday.
        Span{"2026-10-09T23:59:59.999Z", 1, "2026-10-12T23:59:59.999Z"},
        Span{"2026-10-10T00:00:00Z", 1, "2026-10-12T00:00:00.000Z"},
        Span{"2026-10-11T12:00:00Z", 1, "2026-10-12T12:00:00.000Z"},
        // The year's end: 31 December 2027 is a Friday and 1 January a Saturday; 31 December 2026
        // is a Thursday, and the Friday after it is free, as Friday, 25 December 2026 is.
        Span{"2027-12-31T10:00:00Z", 1, "2028-01-03T10:00:00.000Z"},
        Span{"2027-12-31T10:00:00Z", 3, "2028-01-05T10:00:00.000Z"},
        Span{"2026-12-31T10:00:00Z", 1, "2027-01-04T10:00:00.000Z"},
        Span{"2026-12-31T10:00:00Z", 5, "2027-01-08T10:00:00.000Z"},
        Span{"2026-12-24T10:00:00Z", 1, "2026-12-28T10:00:00.000Z"},
        Span{"2026-12-24T10:00:00Z", 5, "2027-01-04T10:00:00.000Z"},
        // A leap day is a day: 29 February 2028 is a Tuesday, and 2027 has none.
        Span{"2028-02-28T10:00:00Z", 1, "2028-02-29T10:00:00.000Z"},
        Span{"2028-02-28T10:00:00Z", 3, "2028-03-02T10:00:00.000Z"},
        Span{"2027-02-26T10:00:00Z", 1, "2027-03-01T10:00:00.000Z"}));

TEST(BusinessDay, IsNoWeekendAndNoHolidayThatFallsOnAWeekday) {
  const auto works = [](const char* day) {
    return is_business_day(std::chrono::floor<std::chrono::days>(parse_iso(day).value()));
  };

  EXPECT_TRUE(works("2026-12-24"));
  EXPECT_FALSE(works("2026-12-25"));
  EXPECT_FALSE(works("2026-12-26")) << "a Saturday";
  EXPECT_FALSE(works("2026-12-27")) << "a Sunday";
  EXPECT_TRUE(works("2026-12-28"));
  EXPECT_TRUE(works("2026-12-31"));
  EXPECT_FALSE(works("2027-01-01"));
  EXPECT_TRUE(works("2027-01-25"));
  EXPECT_TRUE(works("2026-12-01"));
}

}  // namespace
}  // namespace souk::marketplace
