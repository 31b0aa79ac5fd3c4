#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

JournalBuilder::Setup contract() {
  JournalBuilder::Setup setup;
  setup.model = "contract";
  setup.dimensions = Json::array({{{"name", "seats"}, {"metered", false}, {"entitled", true}}});
  return setup;
}

const Json kOneSeat = {{"Entitlements", {{{"Dimension", "seats"}}}}};

/// Up to ResolveCustomer at 09:02; the page and the rest of the registration are still to come.
JournalBuilder resolved() {
  JournalBuilder journal(contract());
  journal.subscribed().activated().at(9h + 2min).token("t+1").resolve("t+1");
  return journal;
}

JournalBuilder registered(JournalBuilder journal) {
  journal.landing("valid", "t+1").form().step("register");
  return journal;
}

TEST(R101, PassesWhenAskedDuringTheRegistration) {
  EXPECT_EQ(verdict_on("R101", registered(resolved().entitlements(kOneSeat))).outcome,
            Outcome::Pass);
}

TEST(R101, PassesUpToTheEndOfTheStepAndFailsAfterIt) {
  auto in_time = resolved();
  in_time.landing("valid", "t+1").form().entitlements(kOneSeat).step("register");
  auto late = registered(resolved());
  late.at(9h + 2min + 1ms).clock().entitlements(kOneSeat);

  EXPECT_EQ(verdict_on("R101", in_time).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R101", late).summary,
            "ann's entitlements were not asked for at registration");
}

TEST(R101, FailsInAnotherRegionAndWithoutAFilter) {
  auto elsewhere = resolved().entitlements(kOneSeat, nullptr, {{"region", "eu-west-1"}});
  auto unfiltered = resolved().entitlements(kOneSeat, {{"ProductCode", "code1"}});

  EXPECT_EQ(verdict_on("R101", registered(elsewhere)).summary,
            "ann's entitlements were asked for in eu-west-1; only us-east-1 has them");
  EXPECT_EQ(verdict_on("R101", registered(unfiltered)).summary,
            "GetEntitlements was called without a filter for ann");
}

TEST(R101, TakesAccountAndCustomerForAFilter) {
  auto journal = resolved().entitlements(
      kOneSeat, {{"Filter", {{"CUSTOMER_AWS_ACCOUNT_ID", {JournalBuilder::account("ann")}}}}});

  EXPECT_EQ(verdict_on("R101", registered(journal)).outcome, Outcome::Pass);
}

TEST(R101, DoesNotApplyToSubscriptionsAndNeedsARegistration) {
  EXPECT_EQ(verdict_on("R101", JournalBuilder().purchase()).summary,
            "applies only to contracts, contracts with consumption");
  EXPECT_EQ(verdict_on("R101", JournalBuilder(contract())).outcome, Outcome::NotExercised);
}

TEST(R102, WantsTheNextPageWithItsToken) {
  const Json first = {{"Entitlements", Json::array()}, {"NextToken", "n1"}};
  auto followed = resolved().entitlements(first).entitlements(kOneSeat, {{"NextToken", "n1"}});
  auto stopped = resolved().entitlements(first);
  auto restarted = resolved().entitlements(first).entitlements(kOneSeat);

  EXPECT_EQ(verdict_on("R102", followed).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R102", stopped).summary,
            "GetEntitlements answered 0 entitlements and a NextToken, and the next page was never "
            "fetched");
  EXPECT_EQ(verdict_on("R102", restarted).outcome, Outcome::Fail);
}

TEST(R102, LeavesOutAnAnswerSoukDropped) {
  auto journal =
      resolved().entitlements({{"NextToken", "n1"}}, nullptr, {{"status", 0}, {"fault", "outage"}});

  EXPECT_EQ(verdict_on("R102", journal).outcome, Outcome::NotExercised);
}

TEST(R102, IsNotExercisedByASinglePage) {
  EXPECT_EQ(verdict_on("R102", resolved().entitlements(kOneSeat)).outcome, Outcome::NotExercised);
}

TEST(R106, PassesWhenPageAndNoticeSurvive) {
  EXPECT_EQ(verdict_on("R106", registered(resolved().entitlements(Json::object()))).outcome,
            Outcome::Pass);

  JournalBuilder journal(contract());
  journal.subscribed().notice("n", "License Updated").entitlements(Json::object());
  journal.delivered("n", "License Updated", 404);

  EXPECT_EQ(verdict_on("R106", journal).outcome, Outcome::Pass);
}

TEST(R106, FailsWhenThePageOrTheHandlerBreaks) {
  auto page = resolved().entitlements(Json::object());
  page.landing("valid", "t+1", 500);
  JournalBuilder handler(contract());
  handler.subscribed().notice("n", "License Updated").entitlements(Json::object());
  handler.delivered("n", "License Updated", 500);

  EXPECT_EQ(verdict_on("R106", page).summary,
            "the landing page broke on an answer without Entitlements: status 500");
  EXPECT_EQ(verdict_on("R106", handler).outcome, Outcome::Fail);
}

TEST(R106, TakesTheBlameForR1) {
  auto journal = resolved().entitlements(Json::object());
  journal.landing("valid", "t+1", 500);

  EXPECT_EQ(verdict_among_all("R1", journal).outcome, Outcome::Warn);
  EXPECT_EQ(verdict_among_all("R38", journal).outcome, Outcome::NotExercised);
}

TEST(R106, IsNotExercisedByAnAnswerWithEntitlements) {
  EXPECT_EQ(verdict_on("R106", registered(resolved().entitlements(kOneSeat))).outcome,
            Outcome::NotExercised);
}

TEST(R104, PassesOnceEveryCallSucceeded) {
  JournalBuilder journal;
  journal.purchase().at(9h + 20min).use(1).at(10h).meter({{.quantity = 1, .hour = 9h}});

  EXPECT_EQ(verdict_on("R104", journal).summary,
            "ResolveCustomer, BatchMeterUsage succeeded for ann");
  EXPECT_EQ(verdict_on("R104", registered(resolved().entitlements(kOneSeat))).summary,
            "ResolveCustomer, GetEntitlements succeeded for ann");
}

TEST(R104, FailsWhenMeteringWasDueAndNeverSucceeded) {
  const auto silent_until = [](Duration at) {
    JournalBuilder journal;
    journal.purchase().at(9h + 20min).use(1).at(at).clock();
    return verdict_on("R104", journal);
  };

  EXPECT_EQ(silent_until(11h - 1ms).outcome, Outcome::NotExercised);
  EXPECT_EQ(silent_until(11h).summary, "BatchMeterUsage never succeeded for ann");
}

/// Used at 09:20, given back by a fault at 10:00, and again when the window has closed.
JournalBuilder held_up() {
  JournalBuilder journal;
  journal.purchase().at(9h + 20min).use(1).fault("set").at(10h).fault("fired");
  journal.meter({{.quantity = 1, .hour = 9h, .status = "unprocessed"}}, {{"fault", "outage"}});
  journal.at(10h + 30min).ended();
  return journal;
}

TEST(R104, DoesNotBlameASellerForWhatSoukItselfKeptBack) {
  auto late = held_up();
  late.at(11h + 31min).meter({{.quantity = 1, .hour = 9h, .status = "CustomerNotSubscribed"}});

  EXPECT_EQ(verdict_on("R104", held_up().at(13h).clock()).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R104", late.at(13h).clock()).outcome, Outcome::NotExercised);
}

TEST(R104, BlamesASellerWhoseRecordsAwsRefusedInTime) {
  auto journal = held_up();
  journal.at(10h + 40min).meter({{.quantity = 1, .hour = 9h, .status = "CustomerNotSubscribed"}});

  EXPECT_EQ(verdict_on("R104", journal.at(13h).clock()).summary,
            "BatchMeterUsage never succeeded for ann");
}

TEST(R104, FailsWhenTheTokenWasNeverResolved) {
  JournalBuilder journal;
  journal.subscribed().activated().token("t").landing("valid", "t");

  EXPECT_EQ(verdict_on("R104", journal).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R104", journal.at(9h + 61s).clock()).summary,
            "ResolveCustomer never succeeded for ann");
}

TEST(R104, IsNotExercisedBeforeAnythingWasDue) {
  EXPECT_THAT(verdict_on("R104", JournalBuilder().purchase()).summary,
              testing::HasSubstr("before every call this pricing model needs was due"));
}

}  // namespace
}  // namespace souk::judge
