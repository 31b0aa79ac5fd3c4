#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

/// 12 requests used at 12:05, over at 12:10, so that the window closes at 13:10.
JournalBuilder owing() {
  JournalBuilder journal;
  journal.purchase().at(12h + 5min).use(12).at(12h + 10min).ended();
  return journal;
}

JournalBuilder flushed_at(Duration at, const std::string& status = "Success") {
  auto journal = owing();
  journal.at(at).clock().meter({{.quantity = 12, .hour = 12h, .status = status}});
  return journal;
}

TEST(R46, PassesWithTheTimeThatWasLeft) {
  const auto verdict = verdict_on("R46", flushed_at(12h + 10min + 30s));

  EXPECT_EQ(verdict.outcome, Outcome::Pass);
  EXPECT_EQ(verdict.summary,
            "12 requests of ann's hour 2026-10-06 12:00 were submitted 30s after the end, 59m30s "
            "before the window closed");
  EXPECT_EQ(verdict.margin, Duration(59min + 30s));
  EXPECT_EQ(verdict.deadline, JournalBuilder::instant(13h + 10min));
}

TEST(R46, CountsTheClosingInstantAsTooLate) {
  const auto before = verdict_on("R46", flushed_at(13h + 10min - 1ms));
  const auto at = verdict_on("R46", flushed_at(13h + 10min, "CustomerNotSubscribed"));
  const auto after = verdict_on("R46", flushed_at(13h + 10min + 1ms, "CustomerNotSubscribed"));

  EXPECT_EQ(before.outcome, Outcome::Pass);
  EXPECT_EQ(before.margin, Duration(1ms));
  EXPECT_EQ(at.outcome, Outcome::Fail);
  EXPECT_EQ(at.margin, Duration(0));
  EXPECT_THAT(at.summary, testing::HasSubstr("at the very instant the window closed"));
  EXPECT_EQ(after.margin, Duration(-1ms));
}

TEST(R46, TellsHowLateTheFinalRecordCame) {
  EXPECT_EQ(verdict_on("R46", flushed_at(13h + 11min, "CustomerNotSubscribed")).summary,
            "the final record came 1h1m after the end: 12 requests of ann's hour 2026-10-06 12:00, "
            "1m after the window had closed");
}

TEST(R46, FailsWhenNothingCame) {
  auto journal = owing();
  journal.at(13h + 10min).clock();

  EXPECT_EQ(
      verdict_on("R46", journal).summary,
      "12 requests of ann's hour 2026-10-06 12:00 were never submitted, and the window closed "
      "at 2026-10-06 13:10:00");
}

TEST(R46, WaitsForTheWindowToClose) {
  auto journal = owing();
  journal.at(13h).clock();

  const auto verdict = verdict_on("R46", journal);

  EXPECT_EQ(verdict.outcome, Outcome::NotExercised);
  EXPECT_THAT(verdict.summary, testing::HasSubstr("10m before the final window closed"));
}

TEST(R46, TakesARecordSoukHandedBackAsSubmitted) {
  EXPECT_EQ(verdict_on("R46", flushed_at(12h + 20min, "unprocessed")).outcome,
            Outcome::NotExercised);

  auto journal = flushed_at(12h + 20min, "unprocessed");
  journal.at(14h).clock();

  EXPECT_EQ(verdict_on("R46", journal).outcome, Outcome::Pass);
}

TEST(R46, TakesADroppedConnectionAsSubmitted) {
  auto journal = owing();
  journal.refused({{.quantity = 12, .hour = 12h}}, "", {{"status", 0}, {"fault", "outage"}});
  journal.at(14h).clock();

  EXPECT_EQ(verdict_on("R46", journal).outcome, Outcome::Pass);
}

TEST(R46, CountsAPartAsMissing) {
  auto journal = owing();
  journal.meter({{.quantity = 5, .hour = 12h}}).at(14h).clock();

  EXPECT_THAT(verdict_on("R46", journal).summary, testing::HasSubstr("7 requests of ann's hour"));
}

TEST(R46, AllowsUnitsCaughtUpUnderAnotherHour) {
  JournalBuilder journal;
  journal.purchase().at(11h + 5min).use(10).at(11h + 30min).meter({{.quantity = 4, .hour = 11h}});
  journal.at(12h + 10min).ended().meter({{.quantity = 6, .hour = 12h}}).at(14h).clock();

  EXPECT_EQ(verdict_on("R46", journal).outcome, Outcome::Pass);
}

TEST(R46, LeavesOutUsageTheSellerRefusedAndUsageAfterTheEnd) {
  JournalBuilder journal;
  journal.purchase().at(12h + 5min).use(12, false).at(12h + 10min).ended().use(3).at(14h).clock();

  EXPECT_EQ(verdict_on("R46", journal).outcome, Outcome::NotExercised);
}

TEST(R46, LeavesOutAnEndTheSellerWasNeverTold) {
  JournalBuilder journal;
  journal.purchase().at(12h + 5min).use(12).at(12h + 10min).agreement("ended");
  journal.agreement("final-window-opened", {{"opens", JournalBuilder::iso(12h + 10min)},
                                            {"closes", JournalBuilder::iso(13h + 10min)}});
  journal.notice("end", "License Deprovisioned").at(14h).clock();

  EXPECT_THAT(verdict_on("R46", journal).summary, testing::HasSubstr("no notice of the end"));
}

TEST(R46, JudgesTheOlderReadingToo) {
  JournalBuilder journal;
  journal.purchase().at(12h + 5min).use(12).at(12h + 10min).agreement("ended");
  journal.agreement("final-window-opened", {{"opens", JournalBuilder::iso(12h + 10min)},
                                            {"closes", JournalBuilder::iso(13h + 10min)},
                                            {"reading", "agreement-ended"}});
  journal.notice("end", "Purchase Agreement Ended").delivered("end", "Purchase Agreement Ended");
  journal.at(13h + 10min).notice("gone", "License Deprovisioned");
  journal.delivered("gone", "License Deprovisioned");
  journal.meter({{.quantity = 12, .hour = 12h, .status = "CustomerNotSubscribed"}});

  EXPECT_EQ(verdict_on("R46", journal).outcome, Outcome::Fail);
}

TEST(R46, ForgetsAnEndTheBuyerTookBack) {
  auto journal = owing();
  journal.agreement("resubscribed").at(15h).clock();

  EXPECT_EQ(verdict_on("R46", journal).outcome, Outcome::NotExercised);
}

TEST(R46, IsAConsequenceOfMilliseconds) {
  auto journal = owing();
  journal.refused({{.quantity = 12, .hour = 12h, .timestamp = 1'791'288'000'000}},
                  "TimestampOutOfBoundsException");
  journal.at(14h).clock();

  EXPECT_EQ(verdict_on("R46", journal).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R93", journal).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R46", journal).outcome, Outcome::Warn);
  EXPECT_THAT(verdict_among_all("R46", journal).summary,
              testing::StartsWith("as a consequence of R93: 12 requests"));
}

TEST(R46, NeedsTheGroundTruth) {
  JournalBuilder::Setup setup;
  setup.probes = {};
  JournalBuilder journal(setup);
  journal.purchase().at(12h).ended().at(14h).clock();

  EXPECT_THAT(verdict_on("R46", journal).summary,
              testing::HasSubstr("needs the ground truth of usage (seller: {use: {post: URL}}"));
}

/// The hourly job runs so long after the notice of the end and sends the final record.
JournalBuilder sent_by_the_job(Duration after_notice) {
  auto journal = owing();
  journal.at(12h + 10min + after_notice).clock().meter({{.quantity = 12, .hour = 12h}}).tick();
  return journal;
}

TEST(R47, PassesWhenTheNoticeIsEnough) {
  auto journal = flushed_at(12h + 10min + 2s);
  journal.at(13h).clock().tick();

  const auto verdict = verdict_on("R47", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Pass);
  EXPECT_EQ(verdict.margin, Duration(59min + 58s));
}

TEST(R47, FailsWhenTheFinalRecordWaitsForTheNextRun) {
  const auto verdict = verdict_on("R47", sent_by_the_job(50min));

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_EQ(
      verdict.summary,
      "12 requests of ann's hour 2026-10-06 12:00 waited for the hourly job: the seller knew of "
      "the end 50m earlier");
}

TEST(R47, DrawsTheLineAtAMinuteAndAtTheNextRun) {
  EXPECT_EQ(verdict_on("R47", sent_by_the_job(60s - 1ms)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R47", sent_by_the_job(60s)).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R47", sent_by_the_job(60s + 1ms)).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R47", sent_by_the_job(61min - 1ms)).outcome, Outcome::Fail);
  EXPECT_NE(verdict_on("R47", sent_by_the_job(61min)).outcome, Outcome::Fail);
}

TEST(R47, LeavesAFinalRecordOfALaterRunToR46) {
  auto journal = owing();
  journal.at(13h).clock().tick();
  journal.at(14h).clock();
  journal.meter({{.quantity = 12, .hour = 12h, .status = "CustomerNotSubscribed"}}).tick();

  EXPECT_EQ(verdict_among_all("R47", journal).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_among_all("R46", journal).outcome, Outcome::Fail);
}

TEST(R47, TakesTheBlameForALateRecordOfTheNextRun) {
  auto journal = owing();
  journal.at(13h + 10min).clock();
  journal.meter({{.quantity = 12, .hour = 12h, .status = "CustomerNotSubscribed"}}).tick();

  EXPECT_EQ(verdict_among_all("R47", journal).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R46", journal).outcome, Outcome::Warn);
}

TEST(R47, AllowsTheOrdinaryHourlyRunBetweenTheTwoNotices) {
  JournalBuilder journal;
  journal.purchase().at(12h + 5min).use(12).at(12h + 58min).agreement("ended");
  journal.notice("e", "Purchase Agreement Ended").delivered("e", "Purchase Agreement Ended");
  journal.at(13h).clock().meter({{.quantity = 12, .hour = 12h}}).tick();
  journal.at(13h + 1min)
      .agreement("final-window-opened", {{"opens", JournalBuilder::iso(13h + 1min)},
                                         {"closes", JournalBuilder::iso(14h + 1min)}});
  journal.notice("d", "License Deprovisioned").delivered("d", "License Deprovisioned");
  journal.at(15h).clock();

  EXPECT_NE(verdict_on("R47", journal).outcome, Outcome::Fail);
}

TEST(R47, IsNotExercisedWithNothingOwed) {
  JournalBuilder journal;
  journal.purchase().at(12h).ended().at(14h).clock();

  EXPECT_EQ(verdict_on("R47", journal).outcome, Outcome::NotExercised);
}

TEST(R49, PassesOnSilence) {
  auto journal = flushed_at(12h + 11min);
  journal.at(14h).clock().tick();

  EXPECT_EQ(verdict_on("R49", journal).outcome, Outcome::Pass);
}

TEST(R49, DrawsTheLineAtTheClosingInstant) {
  const auto sent_at = [](Duration at) {
    auto journal = flushed_at(12h + 11min);
    journal.at(at).clock().meter({{.quantity = 0, .hour = 13h}}).at(15h).clock();
    return verdict_on("R49", journal);
  };

  EXPECT_EQ(sent_at(13h + 10min - 1ms).outcome, Outcome::Pass);
  EXPECT_EQ(sent_at(13h + 10min).outcome, Outcome::Fail);
  EXPECT_EQ(sent_at(13h + 10min + 1ms).margin, Duration(-1ms));
}

TEST(R49, CountsTheRecords) {
  auto journal = flushed_at(12h + 11min);
  journal.at(14h).clock().meter({{.quantity = 0, .hour = 13h}});
  journal.at(15h).clock().meter({{.quantity = 0, .hour = 14h}});

  EXPECT_EQ(verdict_on("R49", journal).summary,
            "2 records for ann were sent after the final window closed, the first 50m late");
}

TEST(R49, AllowsRetriesOfWhatSoukHandedBack) {
  auto journal = flushed_at(12h + 11min, "unprocessed");
  journal.at(14h + 10min).clock().meter({{.quantity = 12, .hour = 12h}});

  EXPECT_EQ(verdict_on("R49", journal).outcome, Outcome::Pass);
}

TEST(R49, WaitsUntilTheJobHasHadItsTurn) {
  auto journal = flushed_at(12h + 11min);
  journal.at(13h + 30min).clock();

  EXPECT_EQ(verdict_on("R49", journal).outcome, Outcome::NotExercised);
}

JournalBuilder used_at_nine() {
  JournalBuilder journal;
  journal.purchase().at(9h + 20min).use(8);
  return journal;
}

TEST(R77, DrawsTheLineAtTheLookBack) {
  const auto left_until = [](Duration at) {
    auto journal = used_at_nine();
    journal.at(at).clock();
    return verdict_on("R77", journal).outcome;
  };

  EXPECT_EQ(left_until(34h - 1ms), Outcome::NotExercised);
  EXPECT_EQ(left_until(34h), Outcome::Fail);
  EXPECT_EQ(left_until(34h + 1ms), Outcome::Fail);
}

TEST(R77, KnowsTheLookBackOfEachProfile) {
  const auto left_for = [](const std::string& profile, Duration at) {
    JournalBuilder::Setup setup;
    setup.profile = profile;
    JournalBuilder journal(setup);
    journal.purchase().at(9h + 20min).use(8).at(at).clock();
    return verdict_on("R77", journal).outcome;
  };

  EXPECT_EQ(left_for("guide-2020", 11h - 1ms), Outcome::NotExercised);
  EXPECT_EQ(left_for("guide-2020", 11h), Outcome::Fail);
  EXPECT_EQ(left_for("guide-2023", 16h - 1ms), Outcome::NotExercised);
  EXPECT_EQ(left_for("guide-2023", 16h), Outcome::Fail);
}

TEST(R77, PassesWithTheTimeThatWasLeft) {
  auto journal = used_at_nine();
  journal.at(10h).meter({{.quantity = 8, .hour = 9h}}).at(40h).clock();

  const auto verdict = verdict_on("R77", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Pass);
  EXPECT_EQ(verdict.margin, Duration(24h));
}

TEST(R77, ExcusesAnOutageOfSoukButNotSilenceAfterIt) {
  auto down = used_at_nine();
  down.at(10h).meter({{.quantity = 8, .hour = 9h, .status = "unprocessed"}}).at(40h).clock();
  auto up_again = used_at_nine();
  up_again.fault("set", {{"count", 1}}).at(10h).fault("fired");
  up_again.meter({{.quantity = 8, .hour = 9h, .status = "unprocessed"}}, {{"fault", "outage"}});
  up_again.at(40h).clock();

  EXPECT_EQ(verdict_on("R77", down).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R77", up_again).outcome, Outcome::Fail);
}

TEST(R77, AllowsUnitsCaughtUpLater) {
  auto journal = used_at_nine();
  journal.at(10h)
      .meter({{.quantity = 5, .hour = 9h}})
      .at(11h)
      .meter({{.quantity = 3, .hour = 10h}});
  journal.at(40h).clock();

  EXPECT_NE(verdict_on("R77", journal).outcome, Outcome::Fail);
}

}  // namespace
}  // namespace souk::judge
