#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kTenOClock = 1'791'280'800;  // 2026-10-06T10:00:00Z

JournalBuilder bought() {
  JournalBuilder journal;
  return journal.purchase().at(10h);
}

TEST(R86, AllowsTwentyFiveRecordsAndNoMore) {
  const auto with = [](std::size_t count) {
    return bought().meter(std::vector<JournalBuilder::Sent>(count, {.quantity = 1, .hour = 9h}));
  };

  EXPECT_EQ(verdict_on("R86", with(24)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R86", with(25)).summary, "no call carried more than 25 records");
  EXPECT_EQ(verdict_on("R86", with(26)).summary,
            "BatchMeterUsage was called with 26 records; 25 is the most");
  EXPECT_EQ(verdict_on("R86", bought()).outcome, Outcome::NotExercised);
}

Verdict stamped(const Json& timestamp, const std::string& error) {
  auto journal = bought();
  journal.refused({{.quantity = 1, .timestamp = timestamp}}, error);
  return verdict_on("R93", journal);
}

TEST(R93, PassesOnEpochSeconds) {
  EXPECT_EQ(verdict_on("R93", bought().meter({{.quantity = 1, .hour = 9h}})).outcome,
            Outcome::Pass);
}

TEST(R93, FailsOnMillisecondsAndTexts) {
  EXPECT_EQ(stamped(kTenOClock * 1000, "TimestampOutOfBoundsException").summary,
            "a usage record is stamped with 1791280800000, which is milliseconds, not seconds");
  EXPECT_EQ(stamped("2026-10-06T10:00:00Z", "SerializationException").outcome, Outcome::Fail);
}

TEST(R93, AllowsFiveMinutesOfTheFuture) {
  const auto ahead = [](std::int64_t seconds) {
    return stamped(kTenOClock + seconds, "TimestampOutOfBoundsException").summary;
  };

  EXPECT_THAT(ahead(301), testing::HasSubstr("5m1s in the future"));
  EXPECT_THAT(ahead(300), testing::HasSubstr("a value that AWS refuses"));
  EXPECT_EQ(verdict_on("R93", bought().meter({{.quantity = 1, .hour = 10h + 300s}})).outcome,
            Outcome::Pass);
}

TEST(R93, RefusesWhatIsAsOldAsTheLookBack) {
  const auto old = [](Duration age) {
    JournalBuilder journal;
    journal.purchase().at(40h).refused({{.quantity = 1, .hour = 40h - age}},
                                       "TimestampOutOfBoundsException");
    return verdict_on("R93", journal).summary;
  };

  EXPECT_THAT(old(24h - 1s), testing::HasSubstr("a value that AWS refuses"));
  EXPECT_THAT(old(24h), testing::HasSubstr("1d old where 1d is the most"));
  EXPECT_THAT(old(24h + 1s), testing::HasSubstr("1d1s old"));
}

TEST(R93, ExcusesAnOldRecordThatSoukHandedBack) {
  auto journal = bought();
  journal.meter({{.quantity = 1, .hour = 9h, .status = "unprocessed"}}).at(40h);
  journal.refused({{.quantity = 1, .hour = 9h}}, "TimestampOutOfBoundsException");

  EXPECT_NE(verdict_on("R93", journal).outcome, Outcome::Fail);
}

TEST(R93, FailsOnAnHourBeforeTheAgreement) {
  EXPECT_THAT(verdict_on("R93", bought().meter({{.quantity = 1, .hour = 8h}})).summary,
              testing::HasSubstr("before the agreement started"));
  EXPECT_EQ(verdict_on("R93", bought().meter({{.quantity = 1, .hour = 9h}})).outcome,
            Outcome::Pass);
}

TEST(R93, FailsOnLocalTime) {
  JournalBuilder journal;
  journal.purchase().at(11h + 5min).use(3).at(12h + 5min).use(5).at(13h);
  journal.meter({{.quantity = 3, .hour = 9h}, {.quantity = 5, .hour = 10h}});

  EXPECT_EQ(verdict_on("R93", journal).summary,
            "every record of ann's requests is 2 hours early: local time instead of UTC");
}

TEST(R93, IsNotExercisedWithoutRecords) {
  EXPECT_EQ(verdict_on("R93", bought()).outcome, Outcome::NotExercised);
}

TEST(R94, WantsADimensionOfTheListing) {
  const auto named = [](const std::string& dimension) {
    return verdict_on("R94", bought().refused({{.quantity = 1, .hour = 9h, .dimension = dimension}},
                                              "InvalidUsageDimensionException"));
  };

  EXPECT_EQ(named("requests").outcome, Outcome::Pass);
  EXPECT_EQ(named("Requests").summary,
            "a usage record names the dimension \"Requests\", which the "
            "listing writes \"requests\"");
  EXPECT_THAT(named("calls").summary, testing::HasSubstr("which the listing does not have"));
  EXPECT_EQ(verdict_on("R94", bought()).outcome, Outcome::NotExercised);
}

TEST(R94, WantsAMeteredDimension) {
  JournalBuilder::Setup setup;
  setup.dimensions = Json::array({{{"name", "seats"}, {"metered", false}, {"entitled", true}}});
  JournalBuilder journal(setup);
  journal.purchase().meter({{.quantity = 1, .hour = 9h, .dimension = "seats"}});

  EXPECT_THAT(verdict_on("R94", journal).summary, testing::HasSubstr("which is not metered"));
}

JournalBuilder used_and_told(std::int64_t used, std::int64_t told) {
  JournalBuilder journal;
  journal.purchase().at(9h + 20min).use(used).at(10h);
  return journal.meter({{.quantity = told, .hour = 9h}});
}

TEST(R95, ComparesWithWhatWasUsed) {
  EXPECT_EQ(verdict_on("R95", used_and_told(8, 8)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R95", used_and_told(8, 7)).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R95", used_and_told(8, 9)).summary,
            "9 requests of ann's hour 2026-10-06 09:00 were reported where 8 were used");
}

// What the step wanted, what became of that, what the seller counted.
JournalBuilder counted_and_told(std::int64_t wanted, bool accepted, std::int64_t consumed,
                                std::int64_t told) {
  JournalBuilder journal;
  journal.purchase()
      .at(9h + 20min)
      .row("use", "buyer", "ann",
           {{"agreement", "agmt-ann"},
            {"dimension", "requests"},
            {"quantity", wanted},
            {"hour", "2026-10-06T09:00:00.000Z"},
            {"accepted", accepted},
            {"consumed", consumed}});
  return journal.at(10h).meter({{.quantity = told, .hour = 9h}});
}

TEST(R95, GoesByWhatTheSellerCountsWhereItTells) {
  EXPECT_EQ(verdict_on("R95", counted_and_told(8, true, 7, 7)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R95", counted_and_told(8, true, 7, 8)).summary,
            "8 requests of ann's hour 2026-10-06 09:00 were reported where 7 were used");
  EXPECT_EQ(verdict_on("R95", counted_and_told(8, false, 7, 7)).outcome, Outcome::Pass);
}

TEST(R95, CountsUseThatNoStepAskedFor) {
  JournalBuilder journal;
  journal.purchase()
      .at(9h + 20min)
      .row("use", "buyer", "ann",
           {{"agreement", "agmt-ann"},
            {"dimension", "requests"},
            {"hour", "2026-10-06T09:00:00.000Z"},
            {"consumed", 8}});
  journal.at(10h).meter({{.quantity = 7, .hour = 9h}});

  EXPECT_EQ(verdict_on("R95", journal).summary,
            "7 requests of ann's hour 2026-10-06 09:00 were reported where 8 were used");
}

TEST(R95, WarnsWhenUsageMovedToAnotherHour) {
  auto journal = used_and_told(8, 5);
  journal.at(11h).meter({{.quantity = 3, .hour = 10h}});

  EXPECT_EQ(verdict_on("R95", journal).outcome, Outcome::Warn);
}

TEST(R95, WantsWholeNumbersInRange) {
  const auto quantity = [](const Json& value) {
    return verdict_on("R95", bought().refused({{.hour = 9h, .more = {{"Quantity", value}}}},
                                              "SerializationException"))
        .outcome;
  };

  EXPECT_EQ(quantity(2'147'483'647), Outcome::NotExercised);
  EXPECT_EQ(quantity(2'147'483'648), Outcome::Fail);
  EXPECT_EQ(quantity(-1), Outcome::Fail);
  EXPECT_EQ(quantity(1.5), Outcome::Fail);
  EXPECT_EQ(quantity("1"), Outcome::Fail);
}

TEST(R95, LeavesHoursWithoutARecordToOthers) {
  JournalBuilder journal;
  journal.purchase().at(9h + 20min).use(8).at(40h).clock();

  EXPECT_EQ(verdict_on("R95", journal).outcome, Outcome::NotExercised);
}

TEST(Quantities, OfALegacyCustomerCountTogetherWhenAnAgreementGoesOnInAnother) {
  const auto told = [](const char* generation) {
    auto setup = JournalBuilder::legacy();
    setup.generation = generation;
    JournalBuilder journal(setup);
    journal.purchase().at(10h + 10min).use(3);
    journal.row("agreement", "market", "agmt-next",
                {{"event", "replaces"}, {"previous", "agmt-ann"}, {"generation", generation}});
    journal.agreement("ended", {{"status", "REPLACED"}});
    journal.at(10h + 20min)
        .row("use", "buyer", "ann",
             {{"agreement", "agmt-next"},
              {"dimension", "requests"},
              {"quantity", 5},
              {"hour", "2026-10-06T10:00:00.000Z"},
              {"accepted", true}});
    journal.at(11h).meter({{.quantity = 8, .hour = 10h}});
    return verdict_on("R95", journal).outcome;
  };

  EXPECT_EQ(told("legacy"), Outcome::Pass);
  EXPECT_EQ(told("concurrent"), Outcome::Fail) << "another licence is another customer";
}

}  // namespace
}  // namespace souk::judge
