#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

const std::string kToken = "AbC+d/eFgH1234567890==";

/// A POST at 09:02 whose token is redeemed so much later.
JournalBuilder redeemed_after(Duration delay) {
  JournalBuilder journal;
  journal.at(9h + 2min).subscribed().token(kToken).landing("valid", kToken);
  journal.at(9h + 2min + delay).clock().resolve(kToken);
  return journal;
}

TEST(R6, PassesWhenTheTokenIsRedeemedWhateverTheAnswer) {
  JournalBuilder journal;
  journal.token(kToken).resolve(kToken, {{"status", 400}}).landing("valid", kToken);

  EXPECT_EQ(verdict_on("R6", journal).outcome, Outcome::Pass);
}

TEST(R6, FailsOnceAnHourHasPassed) {
  const auto silent_until = [](Duration at) {
    JournalBuilder journal;
    return journal.at(9h).token(kToken).landing("valid", kToken).at(at).clock();
  };

  EXPECT_EQ(verdict_on("R6", silent_until(10h - 1ms)).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R6", silent_until(10h)).summary,
            "ann's token was never redeemed: no ResolveCustomer call carries " + kToken);
  EXPECT_EQ(verdict_on("R6", silent_until(10h + 1ms)).outcome, Outcome::Fail);
}

TEST(R6, FailsSoonerWhenTheJobHasRun) {
  JournalBuilder journal;
  journal.at(9h).token(kToken).landing("valid", kToken).at(9h + 60s).tick();

  EXPECT_EQ(verdict_on("R6", journal).outcome, Outcome::Fail);
}

TEST(R6, CannotTellLateFromNeverBeforeTheJobHasRun) {
  JournalBuilder journal;
  journal.at(9h).token(kToken).landing("valid", kToken).at(9h + 59min).clock();

  EXPECT_THAT(verdict_on("R6", journal).summary, testing::HasSubstr("ended 59m after the POST"));
}

TEST(R6, IsNotExercisedWithoutAToken) {
  EXPECT_EQ(verdict_on("R6", JournalBuilder()).outcome, Outcome::NotExercised);
}

TEST(R7, IsRightUpTo5sAWarningUpTo60sAndBrokenAfter) {
  EXPECT_EQ(verdict_on("R7", redeemed_after(0s)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R7", redeemed_after(5s - 1ms)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R7", redeemed_after(5s)).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R7", redeemed_after(5s + 1ms)).outcome, Outcome::Warn);
  EXPECT_EQ(verdict_on("R7", redeemed_after(60s - 1ms)).outcome, Outcome::Warn);
  EXPECT_EQ(verdict_on("R7", redeemed_after(60s)).outcome, Outcome::Warn);
  EXPECT_EQ(verdict_on("R7", redeemed_after(60s + 1ms)).outcome, Outcome::Fail);
}

TEST(R7, TellsMarginAndDeadline) {
  const auto verdict = verdict_on("R7", redeemed_after(58min));

  EXPECT_EQ(verdict.summary, "ann's token was redeemed 58m after the POST; 1m is the most");
  EXPECT_EQ(verdict.margin, Duration(-57min));
  EXPECT_EQ(verdict.deadline, JournalBuilder::instant(9h + 3min));
}

TEST(R7, WarnsWhenTheTokenWaitedForTheNextPage) {
  JournalBuilder journal;
  journal.token(kToken).landing("valid", kToken).resolve(kToken).form();

  const auto verdict = verdict_on("R7", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Warn);
  EXPECT_THAT(verdict.summary, testing::HasSubstr("only when the buyer asked for the next page"));
}

TEST(R7, CountsATokenThatStillWaitsAtTheEnd) {
  const auto waiting_until = [](Duration at) {
    JournalBuilder journal;
    return journal.at(9h).token(kToken).landing("valid", kToken).at(at).clock();
  };

  EXPECT_EQ(verdict_on("R7", waiting_until(9h + 60s)).outcome, Outcome::NotExercised);
  EXPECT_EQ(verdict_on("R7", waiting_until(9h + 60s + 1ms)).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R7", waiting_until(11h)).outcome, Outcome::Warn);
}

TEST(R8, PassesOnTheTokenAsItWas) {
  EXPECT_EQ(verdict_on("R8", redeemed_after(0s)).outcome, Outcome::Pass);
}

TEST(R8, FailsOnATokenDecodedTwice) {
  JournalBuilder journal;
  journal.token("a+b=1234").resolve("a b=1234", {{"status", 400}}).landing("valid", "a+b=1234");

  const auto verdict = verdict_on("R8", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_EQ(verdict.summary, "ann's token was decoded twice: \"a+b=1234\" became \"a b=1234\"");
}

TEST(R8, FailsOnATokenNotDecoded) {
  JournalBuilder journal;
  journal.token("a+b").resolve("a%2Bb").landing("valid", "a+b");

  EXPECT_THAT(verdict_on("R8", journal).summary, testing::HasSubstr("was not decoded"));
}

TEST(R8, IsNotExercisedByATokenThatNothingWouldChange) {
  JournalBuilder journal;
  journal.token("abc").resolve("abc").landing("valid", "abc");

  EXPECT_EQ(verdict_on("R8", journal).outcome, Outcome::NotExercised);
}

TEST(R8, TakesTheBlameForR6) {
  JournalBuilder journal;
  journal.at(9h).token("a+b").resolve("a b", {{"status", 400}}).landing("valid", "a+b");
  journal.at(10h).clock();

  EXPECT_EQ(verdict_on("R6", journal).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_among_all("R6", journal).outcome, Outcome::Warn);
}

TEST(R9, JudgesTheSignature) {
  const auto signed_as = [](const char* signature) {
    return JournalBuilder().resolve("t", {{"signed", signature}});
  };

  EXPECT_EQ(verdict_on("R9", signed_as("verified")).outcome, Outcome::Pass);
  EXPECT_EQ(verdict_on("R9", signed_as("refused")).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R9", signed_as("none")).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R9", signed_as("unverified")).summary,
            "signatures are not verified here; start souk with --auth verify");
}

TEST(R9, FailsOnACallFromABrowser) {
  JournalBuilder journal;
  journal.row("call", "seller", "ResolveCustomer", {{"signed", "verified"}, {"status", 200}},
              {{"user_agent", "Mozilla/5.0"}});

  EXPECT_EQ(verdict_on("R9", journal).outcome, Outcome::Fail);
}

TEST(R9, IsNotExercisedWithoutACall) {
  EXPECT_EQ(verdict_on("R9", JournalBuilder()).outcome, Outcome::NotExercised);
}

JournalBuilder with_cookie(const std::string& cookie) {
  JournalBuilder journal;
  journal.token(kToken).resolve(kToken).landing("valid", kToken, 200, {},
                                                {{"set_cookies", Json::array({cookie})}});
  return journal;
}

TEST(R15, PassesOnAnOrdinarySession) {
  EXPECT_EQ(verdict_on("R15", with_cookie("session=8f14e45fceea167a; Path=/")).outcome,
            Outcome::Pass);
}

class DisguisedTokens : public testing::TestWithParam<const char*> {};

TEST_P(DisguisedTokens, FailR15) {
  EXPECT_EQ(verdict_on("R15", with_cookie(GetParam())).outcome, Outcome::Fail);
}

INSTANTIATE_TEST_SUITE_P(Each, DisguisedTokens,
                         testing::Values("token=AbC+d/eFgH1234567890==; Path=/",
                                         "token=AbC%2Bd%2FeFgH1234567890%3D%3D",
                                         // base64 of the token, of JSON that holds it, and hex
                                         "s=QWJDK2QvZUZnSDEyMzQ1Njc4OTA9PQ==",
                                         "s=eyJ0IjoiQWJDK2QvZUZnSDEyMzQ1Njc4OTA9PSJ9.c2lnbmF0dXJl",
                                         "s=4162432b642f65466748313233343536373839303d3d"));

TEST(R15, CannotSeeValuesThatWereLeftOut) {
  JournalBuilder journal;
  journal.token(kToken).row("page", "buyer", "ann",
                            {{"purpose", "landing"}, {"case", "valid"}, {"token", kToken}});

  EXPECT_EQ(verdict_on("R15", journal).summary, "this journal was exported without cookie values");
}

TEST(R15, IsNotExercisedWithoutAToken) {
  EXPECT_EQ(verdict_on("R15", JournalBuilder()).outcome, Outcome::NotExercised);
}

TEST(R16, PassesWithoutTheTokenInAnyAddress) {
  EXPECT_EQ(verdict_on("R16", with_cookie("a=b")).outcome, Outcome::Pass);
}

TEST(R16, FailsOnALocationALinkAndAFormAction) {
  const std::string encoded = "/sign-up?token=AbC%2Bd%2FeFgH1234567890%3D%3D";
  const Json hops = Json::array({{{"method", "POST"}, {"status", 303}, {"location", encoded}}});
  const Json forms = Json::array({{{"method", "POST"}, {"action", encoded}}});
  const auto landing = [](const Json& more, const Json& rest) {
    return JournalBuilder().token(kToken).landing("valid", kToken, 200, more, rest);
  };

  EXPECT_EQ(verdict_on("R16", landing({{"hops", hops}}, {})).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R16", landing({{"forms", forms}}, {})).outcome, Outcome::Fail);
  EXPECT_EQ(verdict_on("R16", landing({}, {{"links", {encoded}}})).outcome, Outcome::Fail);
}

TEST(R16, IsNotExercisedWithoutAToken) {
  EXPECT_EQ(verdict_on("R16", JournalBuilder()).outcome, Outcome::NotExercised);
}

}  // namespace
}  // namespace souk::judge
