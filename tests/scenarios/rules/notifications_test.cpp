#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

JournalBuilder& repeat_start(JournalBuilder& journal) {
  return journal.notice("copy", "License Updated", {{"copy_of", "start"}})
      .delivered("copy", "License Updated");
}

TEST(R44, PassesWhenNothingChanges) {
  JournalBuilder journal;
  journal.purchase().access(true);
  repeat_start(journal).access(true);

  EXPECT_EQ(verdict_on("R44", journal).summary,
            "the repeated License Updated for ann had no second effect");
}

TEST(R44, FailsWhenAccessChanges) {
  JournalBuilder journal;
  journal.purchase().at(12h).ended().at(13h).agreement("final-window-closed").access(false);
  repeat_start(journal).access(true);

  EXPECT_EQ(verdict_on("R44", journal).summary,
            "the repeated License Updated for ann had a second effect: access changed from refused "
            "to granted");
}

TEST(R44, FailsOnASecondAccount) {
  JournalBuilder journal;
  journal.purchase().accounts(1);
  repeat_start(journal).accounts(2);

  EXPECT_THAT(verdict_on("R44", journal).summary, testing::HasSubstr("1 accounts became 2"));
}

TEST(R44, DoesNotBlameTheCopyForAnAccountSomebodyRegistered) {
  JournalBuilder journal;
  journal.purchase().accounts(1);
  repeat_start(journal).landing("valid", "another").accounts(2);

  EXPECT_EQ(verdict_on("R44", journal).outcome, Outcome::NotExercised);
}

TEST(R44, FailsOnAnotherQuantitySentAtOnce) {
  JournalBuilder journal;
  journal.purchase().use(7).at(12h).ended().meter({{.quantity = 7, .hour = 9h}});
  journal.notice("copy", "License Deprovisioned", {{"copy_of", "end-ann"}});
  journal.meter({{.quantity = 14, .hour = 9h, .status = "DuplicateRecord"}});
  journal.delivered("copy", "License Deprovisioned");

  EXPECT_THAT(verdict_on("R44", journal).summary,
              testing::HasSubstr("14 requests were reported for 2026-10-06 09:00"));
}

TEST(R44, AllowsAnIdenticalRecordSentAtOnce) {
  JournalBuilder journal;
  journal.purchase().use(7).at(12h).ended().meter({{.quantity = 7, .hour = 9h}});
  journal.notice("copy", "License Deprovisioned", {{"copy_of", "end-ann"}});
  journal.meter({{.quantity = 7, .hour = 9h}}).delivered("copy", "License Deprovisioned");

  EXPECT_EQ(verdict_on("R44", journal).outcome, Outcome::Pass);
}

TEST(R44, SaysWhichProbeIsMissing) {
  JournalBuilder journal;
  journal.purchase();
  repeat_start(journal);

  EXPECT_THAT(verdict_on("R44", journal).summary, testing::HasSubstr("needs the access probe"));
}

TEST(R44, IsNotExercisedWithoutACopyOrWhenItNeverArrived) {
  JournalBuilder lost;
  lost.purchase().notice("copy", "License Updated", {{"copy_of", "start"}});

  EXPECT_EQ(verdict_on("R44", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
  EXPECT_THAT(verdict_on("R44", lost).summary, testing::HasSubstr("never reached the seller"));
}

JournalBuilder& forge(JournalBuilder& journal, int status) {
  return journal.notice("forged", "unsubscribe-success", {{"forged", "signature"}})
      .delivered("forged", "unsubscribe-success", status, "http");
}

TEST(R64, PassesWhenNothingHappensWhateverTheAnswer) {
  for (const int status : {200, 403}) {
    JournalBuilder journal(JournalBuilder::legacy());
    journal.purchase().access(true);
    forge(journal, status).access(true);

    EXPECT_EQ(verdict_on("R64", journal).summary,
              "a forged unsubscribe-success for ann (signature) had no effect");
  }
}

TEST(R64, FailsWhenAccessChanges) {
  JournalBuilder journal(JournalBuilder::legacy());
  journal.purchase().access(true);
  forge(journal, 200).access(false);

  EXPECT_EQ(verdict_on("R64", journal).outcome, Outcome::Fail);
}

TEST(R64, FailsOnACallItSetsOff) {
  JournalBuilder journal(JournalBuilder::legacy());
  journal.purchase().notice("forged", "unsubscribe-pending", {{"forged", "topic"}});
  journal.meter({{.quantity = 3, .hour = 9h}}).delivered("forged", "unsubscribe-pending");

  EXPECT_THAT(verdict_on("R64", journal).summary,
              testing::HasSubstr("was believed: the seller called BatchMeterUsage"));
}

TEST(R64, DoesNotBlameItForWhatTheClockSetOff) {
  JournalBuilder journal(JournalBuilder::legacy());
  journal.purchase().access(true);
  forge(journal, 200).clock().meter({{.quantity = 3, .hour = 9h}}).access(true);

  EXPECT_EQ(verdict_on("R64", journal).outcome, Outcome::Pass);
}

TEST(R64, NeedsProbesAndHttp) {
  JournalBuilder unseen(JournalBuilder::legacy());
  forge(unseen.purchase(), 200);
  JournalBuilder queued(JournalBuilder::legacy());
  queued.purchase().notice("f", "unsubscribe-success", {{"forged", "topic"}});
  queued.delivered("f", "unsubscribe-success", 200, "sqs");

  EXPECT_THAT(verdict_on("R64", unseen).summary, testing::HasSubstr("needs the access probe"));
  EXPECT_EQ(verdict_on("R64", queued).outcome, Outcome::NotExercised);
}

JournalBuilder& subscribe_endpoint(JournalBuilder& journal) {
  return journal.row("subscription", "operator", "sub-1",
                     {{"event", "created"}, {"protocol", "https"}, {"topic_arn", "t"}});
}

TEST(R65, PassesOnceConfirmed) {
  JournalBuilder journal(JournalBuilder::legacy());
  subscribe_endpoint(journal).delivered("", "SubscriptionConfirmation");
  journal.row("subscription", "seller", "sub-1", {{"event", "confirmed"}});

  EXPECT_EQ(verdict_on("R65", journal).outcome, Outcome::Pass);
}

TEST(R65, FailsWhenTheMessageCameAndNothingFollowed) {
  JournalBuilder journal(JournalBuilder::legacy());
  subscribe_endpoint(journal).delivered("", "SubscriptionConfirmation", 204);

  EXPECT_EQ(verdict_on("R65", journal).summary,
            "the SNS subscription was never confirmed: the SubscriptionConfirmation was answered "
            "204, and SubscribeURL was not fetched");
}

TEST(R65, IsNotExercisedWhenTheMessageNeverCameOrThereIsNoSns) {
  JournalBuilder journal(JournalBuilder::legacy());
  subscribe_endpoint(journal);

  EXPECT_THAT(verdict_on("R65", journal).summary, testing::HasSubstr("never reached"));
  EXPECT_EQ(verdict_on("R65", JournalBuilder()).outcome, Outcome::NotExercised);
}

}  // namespace
}  // namespace souk::judge
