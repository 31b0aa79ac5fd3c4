#include "emulator/messaging/usage_signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/emulator/messaging/usage_token_reader.h"

namespace souk::messaging {
namespace {

using testing::Not;
using testing::StartsWith;

const std::string kClaims = R"({"Nonce":"n?>~","ProductCode":"code"})";

TEST(UsageSignerTest, ATokenCarriesItsClaimsUnderPs256) {
  const auto claims = read_usage_token(usage_token(kClaims, 1), usage_public_key_pem(1));

  ASSERT_TRUE(claims);
  EXPECT_EQ(*claims, Json::parse(kClaims));
}

TEST(UsageSignerTest, AKeyAndTheOneThatReplacesItDiffer) {
  EXPECT_NE(usage_public_key_pem(1), usage_public_key_pem(2));
  EXPECT_NE(usage_public_key_pem(2), usage_public_key_pem(3));
  EXPECT_FALSE(read_usage_token(usage_token(kClaims, 1), usage_public_key_pem(2)));
  EXPECT_FALSE(read_usage_token(usage_token(kClaims, 2), usage_public_key_pem(1)));
}

TEST(UsageSignerTest, AChangedTokenDoesNotVerify) {
  const auto token = usage_token(kClaims, 2);
  ASSERT_TRUE(read_usage_token(token, usage_public_key_pem(2)));

  for (std::size_t at = token.find('.') + 1; at + 1 < token.size(); at += 7) {
    auto changed = token;
    if (changed[at] == '.') continue;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read_usage_token(changed, usage_public_key_pem(2))) << at;
  }
}

TEST(UsageSignerTest, APublicKeyIsPemAndATokenHasNoLettersThatUrlsMind) {
  EXPECT_THAT(usage_public_key_pem(1), StartsWith("-----BEGIN PUBLIC KEY-----\n"));
  EXPECT_THAT(usage_token(kClaims, 1), Not(testing::ContainsRegex("[+/=]")));
}

}  // namespace
}  // namespace souk::messaging
