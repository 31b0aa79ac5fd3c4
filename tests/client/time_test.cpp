#include "souk/time.h"

#include "tests/support/precompiled.h"

namespace souk::client {
namespace {

using namespace std::chrono_literals;

const Timestamp kMorning = std::chrono::sys_days(std::chrono::year(2026) / 10 / 6) + 9h;

TEST(ClientTime, ReadsTheSpellingsAwsAndSoukUse) {
  EXPECT_EQ(parse_iso("2026-10-06T09:00:00Z"), kMorning);
  EXPECT_EQ(parse_iso("2026-10-06T09:00:00.123456Z"), kMorning + 123ms);
  EXPECT_EQ(parse_iso("2026-10-06T11:00:00+02:00"), kMorning);
  EXPECT_EQ(parse_iso("2026-10-06"), kMorning - 9h);
}

TEST(ClientTime, RefusesWhatIsNoInstant) {
  for (const auto* text :
       {"", "2026-13-01", "2026-02-30", "2026-10-06T25:00:00Z", "2026-10-06T09:00:00",
        "2026-10-06T09:00:00.Z", "2026-10-06T09:00:00Zx"}) {
    EXPECT_FALSE(parse_iso(text)) << text;
  }
}

TEST(ClientTime, PrintsInstants) {
  EXPECT_EQ(to_iso(kMorning + 7ms), "2026-10-06T09:00:00.007Z");
  EXPECT_EQ(to_amz_date(kMorning + 59min), "20261006T095900Z");
}

TEST(ClientTime, ReadsDurations) {
  EXPECT_EQ(parse_duration("59m59s"), 59min + 59s);
  EXPECT_EQ(parse_duration("1w2d"), 216h);
  EXPECT_EQ(parse_duration("-250ms"), -250ms);
  EXPECT_EQ(parse_duration("0s"), 0s);
  for (const auto* text : {"", "-", "5", "h", "5 m", "1y", "99999999999999h", "1h-2m"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(ClientTime, PrintsDurationsAsItReadsThem) {
  for (const auto* text : {"59m59s", "1h", "250ms", "0s", "-1s", "8d", "1d1h1m1s1ms"}) {
    EXPECT_EQ(to_text(parse_duration(text).value()), text);
  }
}

}  // namespace
}  // namespace souk::client
