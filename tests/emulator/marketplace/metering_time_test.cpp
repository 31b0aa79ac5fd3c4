#include <algorithm>

#include "tests/emulator/marketplace/market_fixture.h"

// Which times of usage are taken.
namespace souk::marketplace {
namespace {

Timestamp at(std::string_view text) { return parse_iso(text).value(); }

class MeteringTimeTest : public MarketTest {
 protected:
  MeteringTimeTest() : MeteringTimeTest(at("2026-10-01T00:00:00Z")) {}
  explicit MeteringTimeTest(Timestamp start) : MarketTest("current-2026", start) {}

  /// What becomes of usage of `time`; an hour is used once, so that no record is a duplicate.
  std::string usage_of(Timestamp time) {
    const auto held = database->copy();
    const auto result = meter({licensed(ann, 1, time)});
    database->copy_from(*held);
    return result;
  }
  std::string usage_of(std::string_view time) { return usage_of(at(time)); }

  storage::AgreementRow ann = subscribe("ann", kConcurrent);
};

constexpr auto kRefused = "TimestampOutOfBoundsException";

TEST_F(MeteringTimeTest, UsageIsTakenUntilItIsADayOld) {
  advance_to(at("2026-10-06T09:30:00Z"));

  EXPECT_EQ(usage_of("2026-10-05T09:30:00.001Z"), "S");
  EXPECT_EQ(usage_of("2026-10-05T09:30:00.000Z"), kRefused);
  EXPECT_EQ(usage_of("2026-10-05T09:29:59.999Z"), kRefused);
}

TEST_F(MeteringTimeTest, OneRecordThatIsTooOldRefusesAllOfThem) {
  advance_to(at("2026-10-06T09:30:00Z"));

  const auto result = meter({licensed(ann, 1), licensed(ann, 1, market.now() - 24h)});

  EXPECT_EQ(result, kRefused);
  EXPECT_EQ(ledger_lines(), 0);
}

TEST_F(MeteringTimeTest, TheKinderReadingCountsFromTheHourAndTakesItsBound) {
  choose("look_back_from", "hour");
  advance_to(at("2026-10-06T09:59:59.999Z"));

  EXPECT_EQ(usage_of("2026-10-05T09:00:00.001Z"), "S");
  EXPECT_EQ(usage_of("2026-10-05T09:00:00.000Z"), "S");
  EXPECT_EQ(usage_of("2026-10-05T08:59:59.999Z"), kRefused);

  advance(1ms);
  EXPECT_EQ(usage_of("2026-10-05T09:59:59.999Z"), kRefused);
  EXPECT_EQ(usage_of("2026-10-05T10:00:00.000Z"), "S");
}

TEST_F(MeteringTimeTest, TheOldMonthClosesAtSixOnTheFirst) {
  advance_to(at("2026-11-01T05:59:59.999Z"));
  EXPECT_EQ(usage_of("2026-10-31T23:59:59.999Z"), "S");

  advance(1ms);
  EXPECT_EQ(usage_of("2026-10-31T23:59:59.999Z"), kRefused);
  EXPECT_EQ(usage_of("2026-11-01T00:00:00.000Z"), "S");

  advance(1ms);
  EXPECT_EQ(usage_of("2026-10-31T23:59:59.999Z"), kRefused);
}

TEST_F(MeteringTimeTest, TheMonthsGraceDoesNotExtendTheDay) {
  advance_to(at("2026-11-01T05:00:00Z"));

  EXPECT_EQ(usage_of("2026-10-31T05:00:00.001Z"), "S");
  EXPECT_EQ(usage_of("2026-10-31T05:00:00.000Z"), kRefused);
  EXPECT_EQ(usage_of("2026-10-31T04:00:00.000Z"), kRefused);
}

TEST_F(MeteringTimeTest, TheMonthsGraceExtendsTheDayWhereTheSwitchSaysSo) {
  choose("month_end_rule", "grace");
  advance_to(at("2026-11-01T05:59:59.999Z"));
  EXPECT_EQ(usage_of("2026-10-31T04:00:00.000Z"), "S");
  EXPECT_EQ(usage_of("2026-10-02T00:00:00.000Z"), "S");

  advance(1ms);
  EXPECT_EQ(usage_of("2026-10-31T23:00:00.000Z"), kRefused);
}

TEST_F(MeteringTimeTest, TheGraceIsOfThePreviousMonthAlone) {
  choose("month_end_rule", "grace");
  advance_to(at("2026-12-01T05:00:00Z"));

  EXPECT_EQ(usage_of("2026-11-01T00:00:00.000Z"), "S");
  EXPECT_EQ(usage_of("2026-10-31T23:59:59.999Z"), kRefused);
}

TEST_F(MeteringTimeTest, ANewYearClosesTheOldOnesLastMonth) {
  advance_to(at("2027-01-01T05:59:59.999Z"));
  EXPECT_EQ(usage_of("2026-12-31T23:00:00Z"), "S");

  advance(1ms);
  EXPECT_EQ(usage_of("2026-12-31T23:00:00Z"), kRefused);
}

TEST_F(MeteringTimeTest, ClocksMayBeFiveMinutesAhead) {
  advance_to(at("2026-10-06T09:30:00Z"));

  EXPECT_EQ(usage_of("2026-10-06T09:34:59.999Z"), "S");
  EXPECT_EQ(usage_of("2026-10-06T09:35:00.000Z"), "S");
  EXPECT_EQ(usage_of("2026-10-06T09:35:00.001Z"), kRefused);
}

TEST_F(MeteringTimeTest, ClocksMayNotBeAheadWhereTheSwitchSaysSo) {
  choose("future_tolerance", "0s");
  advance_to(at("2026-10-06T09:30:00Z"));

  EXPECT_EQ(usage_of("2026-10-06T09:29:59.999Z"), "S");
  EXPECT_EQ(usage_of("2026-10-06T09:30:00.000Z"), "S");
  EXPECT_EQ(usage_of("2026-10-06T09:30:00.001Z"), kRefused);
}

TEST_F(MeteringTimeTest, TheWholeHourMayBeAheadWhereTheSwitchSaysSo) {
  choose("future_tolerance", "hour-end");
  advance_to(at("2026-10-06T09:30:00Z"));

  EXPECT_EQ(usage_of("2026-10-06T09:59:59.998Z"), "S");
  EXPECT_EQ(usage_of("2026-10-06T09:59:59.999Z"), "S");
  EXPECT_EQ(usage_of("2026-10-06T10:00:00.000Z"), kRefused);
}

TEST_F(MeteringTimeTest, StampsOfASellerInRealTimeAreTranslated) {
  market.seller_in_market_time = false;
  advance_to(at("2026-10-06T09:30:00Z"));
  const auto before = real_now;
  real_now += 10s;
  advance(5h);
  real_now += 10s;

  const auto outcomes = send({licensed(ann, 1, before + 3ms), licensed(ann, 1, real_now)});

  ASSERT_EQ(word(outcomes), "SS");
  EXPECT_EQ((*outcomes)[0].stamp, at("2026-10-06T09:30:00Z"));
  EXPECT_EQ((*outcomes)[1].stamp, at("2026-10-06T14:30:00Z"));
}

TEST_F(MeteringTimeTest, AnOldStampOfASellerInRealTimeKeepsItsAge) {
  market.seller_in_market_time = false;
  advance_to(at("2026-10-06T09:30:00Z"));

  EXPECT_EQ(usage_of(real_now - 24h + 1ms), "S");
  EXPECT_EQ(usage_of(real_now - 24h), kRefused);
}

struct LookBack {
  std::string profile;
  Duration length;
};

class LookBackTest : public MarketTest, public testing::WithParamInterface<LookBack> {
 protected:
  LookBackTest() : MarketTest(GetParam().profile) {}
};

TEST_P(LookBackTest, EndsOnTheMillisecond) {
  subscribe("ann", kLegacy);
  advance(48h);
  const auto code = code_of(kLegacy);
  const auto limit = market.now() - GetParam().length;

  EXPECT_EQ(meter(code, {identified("ann", 1, limit - 1ms)}), kRefused);
  EXPECT_EQ(meter(code, {identified("ann", 1, limit)}), kRefused);
  EXPECT_EQ(meter(code, {identified("ann", 1, limit + 1ms)}), "S");
}

TEST_P(LookBackTest, EndsWithTheHourUnderTheKinderReading) {
  choose("look_back_from", "hour");
  subscribe("ann", kLegacy);
  advance_to(kTestStart + 48h + 59min);
  const auto code = code_of(kLegacy);
  const auto limit = kTestStart + 48h - GetParam().length;

  EXPECT_EQ(meter(code, {identified("ann", 1, limit - 1ms)}), kRefused);
  EXPECT_EQ(meter(code, {identified("ann", 1, limit)}), "S");
}

INSTANTIATE_TEST_SUITE_P(Profiles, LookBackTest,
                         testing::Values(LookBack{"guide-2020", 1h}, LookBack{"guide-2023", 6h},
                                         LookBack{"current-2026", 24h}),
                         [](const auto& row) {
                           auto name = row.param.profile;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace souk::marketplace
