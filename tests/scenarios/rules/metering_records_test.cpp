#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

JournalBuilder used_at_ten() {
  JournalBuilder journal;
  journal.purchase().at(10h + 20min).use(8).use(2);
  return journal;
}

TEST(R72, PassesWithARecordForTheHour) {
  auto journal = used_at_ten();
  journal.at(11h).meter({{.quantity = 10, .hour = 10h}});

  EXPECT_EQ(verdict_on("R72", journal).summary,
            "10 requests of ann's hour 2026-10-06 10:00 were reported");
}

TEST(R72, FailsOnceAnHourHasPassed) {
  const auto silent_until = [](Duration at) {
    auto journal = used_at_ten();
    journal.at(at).clock();
    return verdict_on("R72", journal).outcome;
  };

  EXPECT_EQ(silent_until(12h - 1ms), Outcome::NotExercised);
  EXPECT_EQ(silent_until(12h), Outcome::Fail);
  EXPECT_EQ(silent_until(12h + 1ms), Outcome::Fail);
}

TEST(R72, FailsAtOnceWhenALaterHourWasReported) {
  auto journal = used_at_ten();
  journal.at(11h + 10min).meter({{.quantity = 0, .hour = 11h}}).clock();

  const auto verdict = verdict_on("R72", journal);

  EXPECT_EQ(verdict.summary, "10 requests of ann's hour 2026-10-06 10:00 have no usage record");
  EXPECT_EQ(verdict.evidence.size(), 2u);
}

TEST(R72, TakesTheBlameForASkippedHourAtTheEnd) {
  auto journal = used_at_ten();
  journal.at(11h).clock().tick().at(11h + 10min).ended().at(13h).clock();

  EXPECT_EQ(verdict_among_all("R72", journal).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R46", journal).outcome, Outcome::Warn);
}

TEST(R72, LeavesHoursThatAreNotFullyInsideToOthers) {
  JournalBuilder journal;
  journal.purchase().at(9h + 20min).use(8).at(10h + 20min).use(4).at(10h + 30min).ended();
  journal.at(15h).clock();

  EXPECT_EQ(verdict_on("R72", journal).outcome, Outcome::NotExercised);
}

TEST(R72, CountsARecordSoukHandedBack) {
  auto journal = used_at_ten();
  journal.at(11h).meter({{.quantity = 10, .hour = 10h, .status = "unprocessed"}}).at(13h).clock();

  EXPECT_EQ(verdict_on("R72", journal).outcome, Outcome::Pass);
}

TEST(R79, PassesOnOneRecordPerHour) {
  JournalBuilder journal;
  journal.purchase().meter({{.quantity = 1, .hour = 9h}}).meter({{.quantity = 1, .hour = 9h}});

  EXPECT_EQ(verdict_on("R79", journal).outcome, Outcome::Pass);
}

TEST(R79, FailsOnASecondQuantity) {
  JournalBuilder journal;
  journal.purchase().at(10h).meter({{.quantity = 7, .hour = 9h}});
  journal.meter({{.quantity = 9, .hour = 9h, .status = "DuplicateRecord"}});

  EXPECT_EQ(
      verdict_on("R79", journal).summary,
      "requests for ann's hour 2026-10-06 09:00 was reported with 7 and then with 9: only the "
      "first counts");
}

TEST(R79, FailsOnTwoQuantitiesInOneCall) {
  JournalBuilder journal;
  journal.purchase().meter(
      {{.quantity = 7, .hour = 9h}, {.quantity = 8, .hour = 9h, .status = "DuplicateRecord"}});

  EXPECT_EQ(verdict_on("R79", journal).outcome, Outcome::Fail);
}

TEST(R79, DoesNotAccuseTheSellerOfADuplicateTheStoryMade) {
  JournalBuilder journal;
  journal.purchase().meter({{.quantity = 7, .hour = 9h, .status = "DuplicateRecord"}});

  EXPECT_NE(verdict_on("R79", journal).outcome, Outcome::Fail);
}

TEST(R79, CountsOnlyTheSellersCalls) {
  JournalBuilder journal;
  journal.purchase().meter({{.quantity = 7, .hour = 9h}});
  journal.meter({{.quantity = 9, .hour = 9h, .status = "DuplicateRecord"}});
  auto rows = journal.journal();
  rows.back().actor = "judge";

  EXPECT_EQ(judge(rows, Selection::only({"R79"}).value()).front().outcome, Outcome::Pass);
}

TEST(R79, IsNotExercisedWithoutRecords) {
  EXPECT_EQ(verdict_on("R79", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
}

TEST(R80, PassesOnAnIdenticalRetry) {
  JournalBuilder journal;
  journal.purchase().meter({{.quantity = 7, .hour = 9h, .status = "unprocessed"}});
  journal.meter({{.quantity = 7, .hour = 9h}});

  EXPECT_EQ(verdict_on("R80", journal).summary,
            "requests for ann's hour 2026-10-06 09:00 was sent again identically");
}

TEST(R80, FailsOnAnotherQuantityAndOnOtherAllocations) {
  JournalBuilder quantity;
  quantity.purchase().meter({{.quantity = 7, .hour = 9h, .status = "unprocessed"}});
  quantity.meter({{.quantity = 8, .hour = 9h}});
  JournalBuilder tags;
  tags.purchase().meter({{.quantity = 7, .hour = 9h}});
  tags.meter({{.quantity = 7,
               .hour = 9h,
               .status = "DuplicateRecord",
               .more = {{"UsageAllocations", {{{"AllocatedUsageQuantity", 7}}}}}}});

  EXPECT_THAT(verdict_on("R80", quantity).summary, testing::HasSubstr("with 8 instead of 7"));
  EXPECT_THAT(verdict_on("R80", tags).summary, testing::HasSubstr("with other allocations"));
}

TEST(R80, WarnsOnAnotherTimestampInTheSameHour) {
  JournalBuilder journal;
  journal.purchase()
      .meter({{.quantity = 7, .hour = 9h}})
      .meter({{.quantity = 7, .hour = 9h + 5min}});

  EXPECT_EQ(verdict_on("R80", journal).outcome, Outcome::Warn);
}

TEST(R80, AllowsAFreshRecordAfterARefusal) {
  JournalBuilder journal;
  journal.purchase().meter({{.quantity = 7, .hour = 9h, .status = "CustomerNotSubscribed"}});
  journal.meter({{.quantity = 9, .hour = 9h}});

  EXPECT_EQ(verdict_on("R80", journal).outcome, Outcome::NotExercised);
}

JournalBuilder refused_by_another_writer() {
  JournalBuilder journal;
  journal.purchase().at(9h + 20min).use(7).at(10h);
  return journal.meter({{.quantity = 7, .hour = 9h, .status = "DuplicateRecord"}});
}

TEST(R82, BelievesTheSellersOwnCount) {
  auto noticed = refused_by_another_writer();
  auto believed = refused_by_another_writer();

  EXPECT_EQ(verdict_on("R82", noticed.unbilled(7)).outcome, Outcome::Pass);
  EXPECT_EQ(
      verdict_on("R82", believed.unbilled(0)).summary,
      "7 requests for ann's hour 2026-10-06 09:00 was answered DuplicateRecord, and the seller "
      "believes that everything was billed");
}

TEST(R82, SaysWhichProbeIsMissing) {
  const auto verdict = verdict_on("R82", refused_by_another_writer());

  EXPECT_EQ(verdict.outcome, Outcome::NotExercised);
  EXPECT_THAT(verdict.summary, testing::HasSubstr("the unbilled probe"));
}

TEST(R82, WantsARecordSentTooEarlyAgainWithinAnHour) {
  const auto silent_until = [](Duration at) {
    JournalBuilder journal;
    journal.subscribed().meter({{.quantity = 7, .hour = 9h, .status = "CustomerNotSubscribed"}});
    journal.at(9h + 10min).activated().at(at).clock();
    return verdict_on("R82", journal).outcome;
  };

  EXPECT_EQ(silent_until(10h + 10min - 1ms), Outcome::NotExercised);
  EXPECT_EQ(silent_until(10h + 10min), Outcome::Fail);
}

TEST(R82, PassesWhenTheRecordGoesThroughLater) {
  JournalBuilder journal;
  journal.subscribed().meter({{.quantity = 7, .hour = 9h, .status = "CustomerNotSubscribed"}});
  journal.at(9h + 10min).activated().meter({{.quantity = 7, .hour = 9h}});

  EXPECT_EQ(verdict_on("R82", journal).outcome, Outcome::Pass);
}

TEST(R82, FailsWhenTheSellerGoesOnMeteringACustomerWhoIsGone) {
  JournalBuilder journal;
  journal.purchase().at(12h).ended().at(14h);
  journal.meter({{.quantity = 0, .hour = 13h, .status = "CustomerNotSubscribed"}}).at(15h);
  journal.meter({{.quantity = 0, .hour = 14h, .status = "CustomerNotSubscribed"}});

  EXPECT_THAT(verdict_on("R82", journal).summary, testing::HasSubstr("went on metering ann"));
  EXPECT_EQ(verdict_among_all("R82", journal).outcome, Outcome::Warn);
}

TEST(R82, IsNotExercisedWhenEverythingIsAccepted) {
  EXPECT_EQ(
      verdict_on("R82", JournalBuilder().purchase().meter({{.quantity = 1, .hour = 9h}})).outcome,
      Outcome::NotExercised);
}

/// Handed back at 10:00 by a fault that fires once.
JournalBuilder handed_back() {
  JournalBuilder journal;
  journal.purchase().fault("set", {{"count", 1}}).at(10h).fault("fired");
  return journal.meter({{.quantity = 7, .hour = 9h, .status = "unprocessed"}},
                       {{"fault", "outage"}});
}

TEST(R83, PassesOnceTheRecordGoesThrough) {
  auto journal = handed_back();
  journal.at(11h).meter({{.quantity = 7, .hour = 9h}});

  const auto verdict = verdict_on("R83", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Pass);
  EXPECT_EQ(verdict.deadline, JournalBuilder::instant(34h));
}

TEST(R83, FailsAfterAnHourOrARunOfTheJob) {
  const auto silent_until = [](Duration at) {
    auto journal = handed_back();
    journal.at(at).clock();
    return verdict_on("R83", journal).outcome;
  };
  auto ran = handed_back();
  ran.at(10h + 5min).clock().tick();

  EXPECT_EQ(silent_until(11h - 1ms), Outcome::NotExercised);
  EXPECT_EQ(silent_until(11h), Outcome::Fail);
  EXPECT_EQ(verdict_on("R83", ran).summary,
            "7 requests for ann's hour 2026-10-06 09:00 came back unprocessed and was never sent "
            "again");
}

TEST(R83, IsNotHeldAgainstTheSellerWhileSoukIsDown) {
  JournalBuilder journal;
  journal.purchase().fault("set").at(10h).fault("fired");
  journal.meter({{.quantity = 7, .hour = 9h, .status = "unprocessed"}}, {{"fault", "outage"}});
  journal.at(20h).clock();

  EXPECT_EQ(verdict_on("R83", journal).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R83", journal.fault("cleared").at(22h).clock()).outcome, Outcome::Fail);
}

TEST(R83, FailsOnAnotherQuantity) {
  auto journal = handed_back();
  journal.at(11h).meter({{.quantity = 9, .hour = 9h}});

  EXPECT_EQ(verdict_on("R83", journal).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R80", journal).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R83", journal).outcome, Outcome::Warn);
}

TEST(R83, IsNotExercisedWhenNothingCameBack) {
  EXPECT_EQ(
      verdict_on("R83", JournalBuilder().purchase().meter({{.quantity = 1, .hour = 9h}})).outcome,
      Outcome::NotExercised);
}

}  // namespace
}  // namespace souk::judge
