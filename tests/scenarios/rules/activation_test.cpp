#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

/// Registered at 09:02, active from 09:10.
JournalBuilder registered_early() {
  JournalBuilder journal;
  journal.at(9h).subscribed().at(9h + 2min).token("t+1").resolve("t+1").landing("valid", "t+1");
  return journal;
}

TEST(R39, PassesWhenAccessWaits) {
  auto journal = registered_early();
  journal.access(false).at(9h + 10min).activated();

  const auto verdict = verdict_on("R39", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Pass);
  EXPECT_EQ(verdict.summary, "ann had no access yet 8m before the purchase was activated");
}

TEST(R39, FailsOnAccessBeforeActivationDownToTheLastRow) {
  auto early = registered_early();
  early.at(9h + 10min).access(true).activated();
  auto in_time = registered_early();
  in_time.at(9h + 10min).activated().access(true);

  EXPECT_EQ(verdict_on("R39", early).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R39", in_time).outcome, Outcome::NotExercised);
}

TEST(R39, TellsByHowMuchItWasTooEarly) {
  auto journal = registered_early();
  journal.access(true).at(9h + 10min).activated();

  const auto verdict = verdict_on("R39", journal);

  EXPECT_EQ(verdict.summary, "ann had access 8m before the purchase was activated");
  EXPECT_EQ(verdict.margin, Duration(-8min));
}

TEST(R39, FailsWhenThePurchaseNeverBecameActive) {
  auto journal = registered_early();
  journal.agreement("payment-failed").access(true);

  EXPECT_EQ(verdict_on("R39", journal).summary,
            "ann had access and the purchase was never activated");
}

TEST(R39, NeedsARegistrationAndAProbe) {
  JournalBuilder unregistered;
  unregistered.subscribed().access(false);
  JournalBuilder::Setup blind;
  blind.probes = {};
  JournalBuilder unprobed(blind);
  unprobed.subscribed();

  EXPECT_THAT(verdict_on("R39", unregistered).summary, testing::HasSubstr("had not registered"));
  EXPECT_THAT(verdict_on("R39", unprobed).summary,
              testing::HasSubstr("the access probe (seller: {access: {get: URL, as: buyer}})"));
}

TEST(R39, LeavesABuyerWithAnotherActiveAgreementAlone) {
  JournalBuilder journal;
  journal.subscribed().activated();
  journal.row("agreement", "market", "agmt-2",
              {{"event", "subscribed"},
               {"buyer", "ann"},
               {"product_code", "code1"},
               {"model", "subscription"},
               {"generation", "concurrent"}});
  journal.row("probe", "judge", "ann", {{"agreement", "agmt-2"}, {"granted", true}});

  EXPECT_EQ(verdict_on("R39", journal).outcome, Outcome::NotExercised);
}

TEST(R40, PassesWhenTheFirstRecordComesAfterwards) {
  auto journal = registered_early();
  journal.at(9h + 10min).activated().at(10h).meter({{.quantity = 5, .hour = 9h}});

  const auto verdict = verdict_on("R40", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Pass);
  EXPECT_EQ(verdict.summary, "ann was first metered 50m after the purchase was activated");
}

TEST(R40, DrawsTheLineAtTheActivation) {
  auto before = registered_early();
  before.at(9h + 10min - 1ms)
      .meter({{.quantity = 5, .hour = 9h, .status = "CustomerNotSubscribed"}});
  before.at(9h + 10min).activated();
  auto just_before = registered_early();
  just_before.at(9h + 10min).meter({{.quantity = 5, .hour = 9h}}).activated();
  auto just_after = registered_early();
  just_after.at(9h + 10min).activated().meter({{.quantity = 5, .hour = 9h}});

  EXPECT_EQ(verdict_on("R40", before).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R40", before).margin, Duration(-1ms));
  EXPECT_EQ(verdict_on("R40", just_before).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R40", just_after).outcome, Outcome::Pass);
}

TEST(R40, CountsACallRefusedAsAWhole) {
  auto journal = registered_early();
  journal.refused({{.quantity = 5, .hour = 9h}}, "InvalidLicenseException")
      .at(9h + 10min)
      .activated();

  EXPECT_EQ(verdict_on("R40", journal).summary,
            "5 requests of ann were metered 8m before the purchase was activated");
}

TEST(R40, IsNotExercisedWithoutRegistrationOrRecords) {
  EXPECT_EQ(verdict_on("R40", JournalBuilder().subscribed().activated()).outcome,
            Outcome::NotExercised);
}

TEST(R40, DoesNotApplyToContracts) {
  JournalBuilder::Setup setup;
  setup.model = "contract";

  EXPECT_EQ(verdict_on("R40", JournalBuilder(setup).purchase()).summary,
            "applies only to usage subscriptions, contracts with consumption");
}

/// Cancelled at 12:00, so that the window closes at 13:00.
JournalBuilder over_at_noon() {
  JournalBuilder journal;
  journal.purchase().at(12h).ended();
  return journal;
}

TEST(R50, AllowsAccessUntilTheWindowCloses) {
  auto before = over_at_noon();
  before.at(13h - 1ms).access(true);
  auto at = over_at_noon();
  at.at(13h).access(true);
  auto after = over_at_noon();
  after.at(13h + 1ms).access(true);

  EXPECT_EQ(verdict_on("R50", before).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R50", at).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R50", at).margin, Duration(0));
  EXPECT_EQ(verdict_on("R50", after).margin, Duration(-1ms));
}

TEST(R50, PassesWhenAccessIsRefused) {
  auto journal = over_at_noon();
  journal.at(13h + 5min).access(false);

  EXPECT_EQ(verdict_on("R50", journal).summary,
            "ann no longer had access 5m after the final window closed");
}

TEST(R50, GivesContractsAQuarterOfAnHour) {
  JournalBuilder::Setup setup;
  setup.model = "contract";
  const auto probed_at = [&](Duration at) {
    JournalBuilder journal(setup);
    return journal.purchase().at(12h).agreement("expired").at(at).access(true);
  };

  EXPECT_EQ(verdict_on("R50", probed_at(12h + 15min - 1ms)).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R50", probed_at(12h + 15min)).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R50", probed_at(12h + 15min + 1ms)).outcome, Outcome::Fail);
}

}  // namespace
}  // namespace souk::judge
