#include "emulator/marketplace/registration.h"

#include <algorithm>

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

class RegistrationTest : public MarketTest {
 protected:
  std::string token_for(const storage::AgreementRow& agreement) {
    return issue_token(market, agreement.agreement_id).value().token;
  }
};

TEST_F(RegistrationTest, ATokenTellsWhoCameAsOftenAsItIsAsked) {
  const auto agreement = subscribe("ann", kConcurrent);
  const auto token = token_for(agreement);

  for (int i = 0; i < 3; ++i) {
    const auto registration = resolve_token(market, token);

    ASSERT_TRUE(registration);
    EXPECT_EQ(registration->buyer.name, "ann");
    EXPECT_EQ(registration->product.name, kConcurrent);
    EXPECT_EQ(registration->agreement.license_arn, agreement.license_arn);
    advance(1h);
  }
}

TEST_F(RegistrationTest, GarbageIsExplainedWhereTextsAreOurOwn) {
  choose("message_texts", "own");

  const auto registration = resolve_token(market, "garbage");

  ASSERT_THAT(registration, FailsWith("InvalidTokenException"));
  EXPECT_EQ(registration.error().message, "This token was never issued here.");
}

TEST_F(RegistrationTest, GarbageIsInvalidInAwssWords) {
  const auto token = token_for(subscribe("ann", kConcurrent));
  auto decoded_twice = token;
  decoded_twice[decoded_twice.find('+')] = ' ';

  for (const auto& garbage :
       {std::string("garbage"), std::string(), decoded_twice, token.substr(0, 20), token + "="}) {
    const auto registration = resolve_token(market, garbage);

    ASSERT_THAT(registration, FailsWith("InvalidTokenException"));
    EXPECT_EQ(registration.error().status, 400);
    EXPECT_EQ(registration.error().message, "Registration token is invalid");
  }
}

TEST_F(RegistrationTest, ATokenHasTheLettersThatPagesGetWrong) {
  const auto agreement = subscribe("ann", kConcurrent);

  for (int i = 0; i < 20; ++i) {
    const auto token = token_for(agreement);

    EXPECT_THAT(token, HasSubstr("+"));
    EXPECT_THAT(token, HasSubstr("/"));
    EXPECT_THAT(token, EndsWith("=="));
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789+/="),
              std::string::npos);
  }
}

TEST_F(RegistrationTest, EachClickMakesATokenAndOlderOnesStayGood) {
  const auto agreement = subscribe("ann", kConcurrent);

  const auto first = token_for(agreement);
  const auto second = token_for(agreement);

  EXPECT_NE(first, second);
  EXPECT_TRUE(resolve_token(market, first));
  EXPECT_TRUE(resolve_token(market, second));
}

TEST_F(RegistrationTest, ANewTokenEndsOlderOnesWhereTheSwitchSaysSo) {
  choose("older_tokens", "invalidated");
  const auto agreement = subscribe("ann", kConcurrent);
  const auto other = token_for(subscribe("bob", kConcurrent));

  const auto first = token_for(agreement);
  const auto second = token_for(agreement);

  EXPECT_THAT(resolve_token(market, first), FailsWith("InvalidTokenException"));
  EXPECT_TRUE(resolve_token(market, second));
  EXPECT_TRUE(resolve_token(market, other));
}

TEST_F(RegistrationTest, ATokenOutlivesItsAgreement) {
  const auto agreement = subscribe("ann", kLegacy);
  cancel(agreement);
  const auto token = token_for(agreement);

  advance(kFinalWindow);

  ASSERT_EQ(now(agreement).state, "ENDED");
  EXPECT_TRUE(resolve_token(market, token));
  advance(3h - 1ms);
  EXPECT_TRUE(resolve_token(market, token));
  advance(1ms);
  EXPECT_THAT(resolve_token(market, token), FailsWith("ExpiredTokenException"));
}

TEST_F(RegistrationTest, ATokenEndsWithItsAgreementWhereTheSwitchSaysSo) {
  choose("token_after_end", "invalid");
  const auto agreement = subscribe("ann", kLegacy);
  cancel(agreement);
  const auto token = token_for(agreement);

  advance(kFinalWindow - 1ms);
  EXPECT_TRUE(resolve_token(market, token));
  advance(1ms);
  EXPECT_THAT(resolve_token(market, token), FailsWith("InvalidTokenException"));
}

TEST_F(RegistrationTest, ATokenOfAnEndingAgreementResolvesEitherWay) {
  for (const auto* choice : {"resolves", "invalid"}) {
    choose("token_after_end", choice);
    const auto agreement = subscribe("ann", kConcurrent);
    const auto token = token_for(agreement);
    cancel(agreement);

    advance(kEndAnnounced + kLicenceDeprovisionedAfterEnd);

    ASSERT_EQ(now(agreement).state, "ENDING");
    EXPECT_TRUE(resolve_token(market, token)) << choice;
  }
}

TEST_F(RegistrationTest, OnlyALivingAgreementHasAnAccountToSetUp) {
  const auto pending = buy("ann", kLegacy);
  EXPECT_TRUE(issue_token(market, pending.agreement_id));

  advance(kLicenceProvisioned);
  EXPECT_TRUE(issue_token(market, pending.agreement_id));

  cancel(now(pending));
  EXPECT_TRUE(issue_token(market, pending.agreement_id));

  advance(kFinalWindow);
  const auto refused = issue_token(market, pending.agreement_id);
  ASSERT_THAT(refused, FailsWith("WrongState"));
  EXPECT_EQ(refused.error().status, 409);
  EXPECT_THAT(issue_token(market, "agmt-none"), FailsWith("AgreementNotFound"));
}

TEST_F(RegistrationTest, ATokenIsOfItsOwnAgreement) {
  const auto first = subscribe("ann", kConcurrent);
  const auto second = subscribe("ann", kConcurrent);

  const auto registration = resolve_token(market, token_for(first));

  ASSERT_TRUE(registration);
  EXPECT_EQ(registration->agreement.license_arn, first.license_arn);
  EXPECT_NE(registration->agreement.license_arn, second.license_arn);
}

TEST_F(RegistrationTest, TheJournalTellsOfEachToken) {
  const auto agreement = subscribe("ann", kConcurrent);

  const auto token = token_for(agreement);

  const auto rows = journal_of("token");
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0]["subject"], token);
  EXPECT_EQ(rows[0]["data"]["agreement"], agreement.agreement_id);
  EXPECT_EQ(rows[0]["data"]["buyer"], "ann");
  EXPECT_EQ(rows[0]["data"]["expires"], to_iso(market.now() + 4h));
}

struct Life {
  std::string profile;
  Duration length;
};

class TokenLifeTest : public MarketTest, public testing::WithParamInterface<Life> {
 protected:
  TokenLifeTest() : MarketTest(GetParam().profile) {}
};

TEST_P(TokenLifeTest, EndsOnTheMillisecond) {
  const auto token = issue_token(market, subscribe("ann", kLegacy).agreement_id).value().token;

  advance(GetParam().length - 1ms);
  EXPECT_TRUE(resolve_token(market, token));

  advance(1ms);
  const auto expired = resolve_token(market, token);
  ASSERT_THAT(expired, FailsWith("ExpiredTokenException"));
  EXPECT_EQ(expired.error().status, 400);

  advance(1ms);
  EXPECT_THAT(resolve_token(market, token), FailsWith("ExpiredTokenException"));
}

INSTANTIATE_TEST_SUITE_P(Profiles, TokenLifeTest,
                         testing::Values(Life{"guide-2020", 1h}, Life{"guide-2023", 1h},
                                         Life{"current-2026", 4h}),
                         [](const auto& row) {
                           auto name = row.param.profile;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace souk::marketplace
