#include "scenarios/process/trust_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/http/certificates.h"
#include "tests/support/process.h"

namespace souk::process {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::string authority() { return http::CertificateAuthority::in_memory().certificate_pem(); }

test::Ended shell(const std::string& command) {
  return test::run({{"/bin/sh", "-c", command}, {}, "", false, false, ""});
}

TEST(TrustStoreTest, ReadsTheCertificatesOfABundle) {
  const auto one = authority();
  const auto other = authority();

  EXPECT_THAT(certificates_in("# comment\n" + one + "\n" + other), SizeIs(2));
  EXPECT_EQ(certificates_in(one + other)[1], certificates_in(other)[0]);
  EXPECT_THAT(certificates_in("nothing"), IsEmpty());
  EXPECT_THAT(certificates_in(one + "-----BEGIN CERTIFICATE-----\nAAAA\n"), SizeIs(1));
}

TEST(TrustStoreTest, NamesACertificateAsOpenSslDoes) {
  const test::Folder folder;
  const auto pem = authority();
  const auto told = shell("openssl x509 -noout -subject_hash -in " + folder.file("ca.pem", pem));

  EXPECT_EQ(openssl_name_of(pem) + "\n", told.out);
  EXPECT_EQ(openssl_name_of("nothing"), "");
}

// As keytool of a JDK lists it; without a JDK the bytes alone are looked at.
TEST(TrustStoreTest, IsAKeyStoreForJava) {
  const auto certificates = certificates_in(authority() + authority());
  const auto store = java_key_store(certificates);

  EXPECT_EQ(store.substr(0, 12), std::string("\xFE\xED\xFE\xED\0\0\0\2\0\0\0\2", 12));
  EXPECT_EQ(store.size(), 12 + 2 * (4 + 2 + 5 + 8 + 2 + 5 + 4) + certificates[0].size() +
                              certificates[1].size() + 20);
  if (shell("command -v keytool").code != 0) return;
  const test::Folder folder;
  const auto listed =
      shell("keytool -list -storepass changeit -keystore " + folder.file("cacerts", store));
  EXPECT_THAT(listed.out, testing::HasSubstr("2 entries")) << listed.err;
  EXPECT_THAT(listed.out, testing::HasSubstr("trustedCertEntry"));
}

}  // namespace
}  // namespace souk::process
