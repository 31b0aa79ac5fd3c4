#include "emulator/messaging/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/emulator/messaging/sns_signature.h"

namespace souk::messaging {
namespace {

using testing::MatchesRegex;

TEST(SignerTest, VersionOneIsSha1AndTwoIsSha256) {
  const std::string text = "Message\nhello\nType\nNotification\n";

  EXPECT_TRUE(verifies(text, sign(text, "1"), EVP_sha1()));
  EXPECT_FALSE(verifies(text, sign(text, "1"), EVP_sha256()));
  EXPECT_TRUE(verifies(text, sign(text, "2"), EVP_sha256()));
  EXPECT_FALSE(verifies(text, sign(text, "2"), EVP_sha1()));
}

TEST(SignerTest, ASignatureIsOfItsTextAlone) {
  EXPECT_FALSE(verifies("hello ", sign("hello", "1"), EVP_sha1()));
}

TEST(SignerTest, ASignatureIsOneLineOfBase64AndAlwaysTheSame) {
  const auto signature = sign("hello", "1");

  EXPECT_THAT(signature, MatchesRegex("[A-Za-z0-9+/]{342}=="));
  EXPECT_EQ(signature, sign("hello", "1"));
}

TEST(SignerTest, AForgeryHasTheShapeOfASignatureAndDoesNotVerify) {
  for (const auto* version : {"1", "2"}) {
    const auto forged = forge_signature("hello", version);

    EXPECT_EQ(forged.size(), sign("hello", version).size());
    EXPECT_FALSE(verifies("hello", forged, EVP_sha1()));
    EXPECT_FALSE(verifies("hello", forged, EVP_sha256()));
  }
}

TEST(SignerTest, TheCertificateIsNamedAsAmazonsAre) {
  EXPECT_THAT(certificate_name(), MatchesRegex("SimpleNotificationService-[0-9a-f]{32}\\.pem"));
}

}  // namespace
}  // namespace souk::messaging
