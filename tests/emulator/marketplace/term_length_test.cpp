#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

struct Term {
  const char* start;
  const char* term;
  const char* end;
};

class TermTest : public testing::TestWithParam<Term> {};

TEST_P(TermTest, EndsOnTheDayTheCalendarSays) {
  const auto start = parse_iso(GetParam().start).value();

  EXPECT_EQ(to_iso(end_of_term(start, GetParam().term).value()), GetParam().end);
}

INSTANTIATE_TEST_SUITE_P(
    Terms, TermTest,
    testing::Values(Term{"2026-10-06T09:01:12Z", "1mo", "2026-11-06T09:01:12.000Z"},
                    Term{"2026-10-06T09:01:12Z", "12mo", "2027-10-06T09:01:12.000Z"},
                    Term{"2026-10-06T09:01:12Z", "1y", "2027-10-06T09:01:12.000Z"},
                    Term{"2026-01-31T00:00:00Z", "1mo", "2026-02-28T00:00:00.000Z"},
                    Term{"2028-01-31T00:00:00Z", "1mo", "2028-02-29T00:00:00.000Z"},
                    Term{"2028-02-29T23:59:59.999Z", "1y", "2029-02-28T23:59:59.999Z"},
                    Term{"2026-08-31T12:00:00Z", "1mo", "2026-09-30T12:00:00.000Z"},
                    Term{"2026-12-15T12:00:00Z", "1mo", "2027-01-15T12:00:00.000Z"},
                    Term{"2026-10-06T00:00:00Z", "30d", "2026-11-05T00:00:00.000Z"},
                    Term{"2026-10-06T00:00:00Z", "1h30m", "2026-10-06T01:30:00.000Z"}));

TEST(Term, OfNoLengthIsNone) {
  for (const auto* text : {"", "mo", "0mo", "0y", "0s", "-1d", "12", "12 mo", "1mon", "forever"}) {
    EXPECT_FALSE(end_of_term(kTestStart, text)) << text;
  }
}

}  // namespace
}  // namespace souk::marketplace
