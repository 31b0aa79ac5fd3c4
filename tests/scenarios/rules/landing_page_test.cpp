#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

const Json kNoAnswer = {{"failure", "connection refused"}, {"status", 0}};

TEST(R1, PassesWhenTheLandingPageTakesThePost) {
  EXPECT_EQ(verdict_on("R1", JournalBuilder().purchase()).outcome, Outcome::Pass);
}

TEST(R1, FailsOnAnErrorPageAndNamesTheStatus) {
  JournalBuilder journal;
  journal.at(9h).subscribed().token("t").landing("valid", "t", 405);

  const auto verdict = verdict_on("R1", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_EQ(verdict.summary,
            "ann's POST with a registration token was not accepted: the page answered 405");
  ASSERT_EQ(verdict.evidence.size(), 1u);
  EXPECT_EQ(verdict.evidence[0].seq, journal.last());
}

TEST(R1, FailsWhenNoAnswerCame) {
  JournalBuilder journal;
  journal.subscribed().landing("valid", "t", 0, kNoAnswer);

  EXPECT_EQ(verdict_on("R1", journal).summary,
            "ann's POST with a registration token was not accepted: the page did not answer: "
            "connection refused");
}

TEST(R1, IsNotHeldAgainstTheSellerWhenSoukBrokeItsCall) {
  JournalBuilder journal;
  journal.subscribed().token("t").resolve("t",
                                          {{"status", 500},
                                           {"fault", "outage"},
                                           {"error", {{"type", "InternalServiceErrorException"}}}});
  journal.landing("valid", "t", 502);

  EXPECT_EQ(verdict_on("R1", journal).outcome, Outcome::NotExercised);
}

TEST(R1, IsNotExercisedWithoutARegistration) {
  const auto verdict = verdict_on("R1", JournalBuilder().subscribed());

  EXPECT_EQ(verdict.outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict.summary,
            "to exercise it, let a buyer register; needs the seller's landing page (seller: "
            "{landing_page: URL})");
}

TEST(R11, PassesOnAPlainPageBelow500) {
  JournalBuilder journal;
  journal.landing("invalid", "test-invalid-token-00000", 400);

  EXPECT_EQ(verdict_on("R11", journal).outcome, Outcome::Pass);
}

TEST(R11, PassesJustBelowAndFailsAt500) {
  EXPECT_EQ(verdict_on("R11", JournalBuilder().landing("invalid", "x", 499)).outcome,
            Outcome::Pass);
  EXPECT_EQ(verdict_on("R11", JournalBuilder().landing("invalid", "x", 500)).outcome,
            Outcome::Fail);
}

class RawErrors : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(RawErrors, FailR11) {
  JournalBuilder journal;
  journal.landing("invalid", "x", 400, {}, {{"body", GetParam().first}});

  const auto verdict = verdict_on("R11", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_THAT(verdict.summary, testing::HasSubstr(GetParam().second));
}

INSTANTIATE_TEST_SUITE_P(
    Each, RawErrors,
    testing::Values(std::pair("<pre>Traceback (most recent call last):\n File</pre>", "Traceback"),
                    std::pair("Error\n    at Server.<anonymous> (/app/index.js:12:3)", "at Server"),
                    std::pair("boto said InvalidTokenException: no", "InvalidTokenException"),
                    std::pair("goroutine 12 [running]:", "goroutine 12"),
                    std::pair("thrown in /var/www/html/register.php:48", "register.php:48"),
                    std::pair("File \"/srv/app.py\", line 8", "line 8")));

TEST(R11, TakesOrdinaryProseForNoError) {
  JournalBuilder journal;
  journal.landing("invalid", "x", 400, {},
                  {{"body", "<h1>Error</h1><p>This link is at 12:30 no longer valid.</p>"}});

  EXPECT_EQ(verdict_on("R11", journal).outcome, Outcome::Pass);
}

TEST(R11, SurvivesAHugeLine) {
  JournalBuilder journal;
  journal.landing("invalid", "x", 400, {}, {{"body", std::string(200'000, 'a')}});

  EXPECT_EQ(verdict_on("R11", journal).outcome, Outcome::Pass);
}

TEST(R11, IsNotExercisedByValidTokensAlone) {
  EXPECT_EQ(verdict_on("R11", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
}

TEST(R12, PassesWhenThePageSendsTheBuyerBack) {
  JournalBuilder journal;
  journal.landing("expired", "t", 400, {},
                  {{"body", "<p>Choose <b>Set up your account</b> again.</p>"}});

  EXPECT_EQ(verdict_on("R12", journal).outcome, Outcome::Pass);
}

TEST(R12, WarnsWhenThePageLeavesTheBuyerAlone) {
  JournalBuilder journal;
  journal.landing("expired", "t", 400, {}, {{"body", "<p>Token expired.</p>"}});

  EXPECT_EQ(verdict_on("R12", journal).outcome, Outcome::Warn);
}

TEST(R12, WarnsWhenTheBuyerIsToldToSubscribeAgain) {
  JournalBuilder journal;
  journal.landing("expired", "t", 400, {}, {{"body", "Please subscribe again in AWS Marketplace"}});

  EXPECT_EQ(verdict_on("R12", journal).outcome, Outcome::Warn);
}

TEST(R12, FailsAt500) {
  EXPECT_EQ(verdict_on("R12", JournalBuilder().landing("expired", "t", 500)).outcome,
            Outcome::Fail);
}

TEST(R12, FollowsR11) {
  JournalBuilder journal;
  journal.landing("invalid", "x", 500).landing("expired", "t", 500);

  const auto verdict = verdict_among_all("R12", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Warn);
  EXPECT_EQ(verdict.summary,
            "as a consequence of R11: ann's expired token was not handled: the page answered 500");
}

TEST(R12, IsNotExercisedWithoutAnExpiredToken) {
  EXPECT_EQ(verdict_on("R12", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
}

TEST(R13, PassesOnAnExplainingPage) {
  JournalBuilder journal;
  journal.landing("empty", "", 400).landing("missing", "", 400);

  EXPECT_EQ(verdict_on("R13", journal).outcome, Outcome::Pass);
}

TEST(R13, FailsAt500AndWhenTheEmptyTokenIsRedeemed) {
  EXPECT_EQ(verdict_on("R13", JournalBuilder().landing("missing", "", 500)).outcome, Outcome::Fail);

  JournalBuilder journal;
  journal.resolve("", {{"status", 400}, {"error", {{"type", "ValidationException"}}}});
  journal.landing("empty", "", 400);

  EXPECT_EQ(verdict_on("R13", journal).summary,
            "an empty token was sent to ResolveCustomer all the same");
}

TEST(R13, WarnsOnABlankPage) {
  JournalBuilder journal;
  journal.landing("empty", "", 400, {},
                  {{"body", "<html><style>p{}</style><body> </body></html>"}});

  EXPECT_EQ(verdict_on("R13", journal).outcome, Outcome::Warn);
}

TEST(R13, IsNotExercisedByOtherTokens) {
  EXPECT_EQ(verdict_on("R13", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
}

TEST(R105, WantsExactly200) {
  const auto probe = [](int status) {
    return JournalBuilder().row(
        "page", "buyer", "ann",
        {{"purpose", "listing-probe"}, {"method", "GET"}, {"status", status}});
  };

  EXPECT_EQ(verdict_on("R105", probe(200)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R105", probe(204)).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R105", probe(405)).summary,
            "a plain GET of the landing page answered 405, and a listing needs 200");
}

TEST(R105, TellsTheFirstAnswerOfARedirect) {
  JournalBuilder journal;
  journal.row("page", "buyer", "ann",
              {{"purpose", "listing-probe"},
               {"status", 200},
               {"hops", Json::array({{{"status", 302}}, {{"status", 200}}})}});

  EXPECT_EQ(verdict_on("R105", journal).summary,
            "a plain GET of the landing page answered 200, after a first answer of 302");
}

TEST(R105, IsNotExercisedWithoutAProbe) {
  EXPECT_EQ(verdict_on("R105", JournalBuilder().purchase()).outcome, Outcome::NotExercised);
}

}  // namespace
}  // namespace souk::judge
