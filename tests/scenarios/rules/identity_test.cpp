#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

TEST(R25, PassesWhenOneAccountRemains) {
  JournalBuilder journal;
  journal.purchase().landing("repeated", "to+k/en=1234567890").accounts(1);

  EXPECT_EQ(verdict_on("R25", journal).outcome, Outcome::Pass);
}

TEST(R25, FailsOnASecondAccount) {
  JournalBuilder journal;
  journal.purchase().landing("repeated", "to+k/en=1234567890").accounts(2);

  const auto verdict = verdict_on("R25", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_EQ(verdict.summary,
            "after ann posted the same token twice the seller holds 2 accounts where 1 would do");
}

TEST(R25, FailsWhenTheSecondPostBreaksThePage) {
  EXPECT_EQ(verdict_on("R25", JournalBuilder().purchase().landing("repeated", "t", 500)).outcome,
            Outcome::Fail);
}

TEST(R25, SaysWhichProbeIsMissing) {
  const auto verdict = verdict_on("R25", JournalBuilder().purchase().landing("repeated", "t"));

  EXPECT_EQ(verdict.outcome, Outcome::NotExercised);
  EXPECT_THAT(verdict.summary, testing::HasSubstr("the accounts probe (seller: {accounts:"));
}

TEST(R25, IsNotExercisedByOnePost) {
  EXPECT_EQ(verdict_on("R25", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
}

TEST(R38, PassesWhenRegistrationIsCompleted) {
  EXPECT_EQ(verdict_on("R38", JournalBuilder().purchase()).outcome, Outcome::Pass);
}

TEST(R38, FailsWhenThePageRefuses) {
  JournalBuilder journal;
  journal.subscribed().token("t").resolve("t").landing("valid", "t", 400);

  const auto verdict = verdict_on("R38", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_EQ(verdict.summary,
            "ann could not register: ResolveCustomer names no CustomerIdentifier, "
            "and the page answered 400");
}

TEST(R38, BlamesNobodyWhoseAnswerSoukHeldBack) {
  JournalBuilder journal;
  journal.subscribed().token("t").resolve("t", {{"fault", "outage"}}).landing("valid", "t", 400);

  EXPECT_EQ(verdict_on("R38", journal).outcome, Outcome::NotExercised);
}

TEST(R38, FailsWhenTheRegistrationStepFails) {
  JournalBuilder journal;
  journal.subscribed().token("t").resolve("t").landing("valid", "t").step("register", false);

  EXPECT_EQ(verdict_on("R38", journal).outcome, Outcome::Fail);
}

TEST(R38, DoesNotBlameTheIdentifierWhenThePageGotFurther) {
  JournalBuilder journal;
  journal.subscribed().token("t").resolve("t").entitlements(Json::object());
  journal.landing("valid", "t", 500);

  EXPECT_EQ(verdict_on("R38", journal).outcome, Outcome::NotExercised);
}

TEST(R38, FailsOnARecordWithACustomerIdentifier) {
  JournalBuilder journal;
  journal.purchase().meter({{.quantity = 1, .hour = 9h, .more = {{"CustomerIdentifier", "c"}}}});

  EXPECT_EQ(verdict_on("R38", journal).outcome, Outcome::Fail);
}

Outcome verdict_on_two_buyers(int accounts) {
  JournalBuilder journal;
  journal.purchase().subscribed("bob").token("t2").resolve("t2").landing("valid", "t2");
  journal.step("register").accounts(accounts);
  auto rows = journal.journal();
  for (auto& row : rows) {
    if (row.kind == "page" && row.data.value("token", "") == "t2") row.subject = "bob";
  }
  return judge(rows, Selection::only({"R38"}).value()).front().outcome;
}

TEST(R38, FailsWhenBuyersWithoutAnIdentifierBecomeOne) {
  EXPECT_EQ(verdict_on_two_buyers(1), Outcome::Fail);
  EXPECT_EQ(verdict_on_two_buyers(2), Outcome::Pass);
  EXPECT_EQ(verdict_on_two_buyers(3), Outcome::Pass);
}

TEST(R38, DoesNotApplyToLegacyProducts) {
  EXPECT_EQ(verdict_on("R38", JournalBuilder(JournalBuilder::legacy()).purchase()).summary,
            "applies only to products with concurrent agreements");
}

TEST(R89, PassesOnLicenceAndAccount) {
  EXPECT_EQ(
      verdict_on("R89", JournalBuilder().purchase().meter({{.quantity = 1, .hour = 9h}})).outcome,
      Outcome::Pass);
}

TEST(R89, FailsOnAProductCodeBesideTheLicence) {
  JournalBuilder journal;
  journal.purchase().refused({{.quantity = 1, .hour = 9h}}, "ValidationException");
  auto rows = journal.journal();
  rows.back().data["request"]["ProductCode"] = "code1";

  const auto verdict = judge(rows, Selection::only({"R89"}).value()).front();

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_THAT(verdict.summary, testing::HasSubstr("a ProductCode beside LicenseArn"));
}

TEST(R89, FailsOnARecordWithoutLicence) {
  JournalBuilder journal;
  journal.purchase().meter({{.quantity = 1, .hour = 9h, .more = {{"LicenseArn", ""}}}});

  EXPECT_THAT(verdict_on("R89", journal).summary,
              testing::HasSubstr("a record without LicenseArn"));
}

TEST(R89, IsNotExercisedWithoutRecordsAndDoesNotApplyToLegacy) {
  EXPECT_EQ(verdict_on("R89", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
  EXPECT_EQ(
      verdict_on(
          "R89",
          JournalBuilder(JournalBuilder::legacy()).purchase().meter({{.quantity = 1, .hour = 9h}}))
          .outcome,
      Outcome::NotExercised);
}

TEST(R91, WantsOneIdentity) {
  const auto with = [](const Json& more) {
    return JournalBuilder(JournalBuilder::legacy())
        .purchase()
        .meter({{.quantity = 1, .hour = 9h, .more = more}});
  };

  EXPECT_EQ(verdict_on("R91", with({})).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R91", with({{"CustomerAWSAccountId", ""}})).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R91", with({{"CustomerAWSAccountId", "111122223333"}})).outcome,
            Outcome::Fail);
  EXPECT_EQ(verdict_on("R91", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
}

}  // namespace
}  // namespace souk::judge
