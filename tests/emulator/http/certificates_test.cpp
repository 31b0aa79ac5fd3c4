#include "emulator/http/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "emulator/http/tls.h"

namespace souk::http {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

CertificateHandle parsed(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  return CertificateHandle(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

/// Whether `certificate` is valid today and vouched for by `authority`.
bool is_vouched_for(X509* certificate, X509* authority) {
  const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                      &X509_STORE_free);
  X509_STORE_add_cert(store.get(), authority);
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> context(
      X509_STORE_CTX_new(), &X509_STORE_CTX_free);
  X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr);
  return X509_verify_cert(context.get()) == 1;
}

std::string content_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest() {
    std::string name = testing::TempDir() + "souk-ca-XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~CertificatesTest() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path file() const { return directory_ / CertificateAuthority::kCaFileName; }
  void write(const std::string& text) const { std::ofstream(file()) << text; }

  std::filesystem::path directory_;
};

TEST_F(CertificatesTest, KeepsOneAuthorityPerDirectory) {
  const auto first = CertificateAuthority::in_directory(directory_ / "new" / "deep");
  const auto second = CertificateAuthority::in_directory(directory_ / "new" / "deep");

  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->certificate_pem(), second->certificate_pem());
  struct stat status {};
  stat((directory_ / "new" / "deep" / CertificateAuthority::kCaFileName).c_str(), &status);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_ / "new" / "deep"), {}), 1);
}

TEST_F(CertificatesTest, AgreesOnOneAuthorityWhenSeveralStartTogether) {
  std::vector<std::string> made(8);
  std::vector<std::thread> threads;
  for (auto& pem : made) {
    threads.emplace_back(
        [&] { pem = CertificateAuthority::in_directory(directory_).value().certificate_pem(); });
  }
  for (auto& thread : threads) thread.join();

  EXPECT_THAT(made, testing::Each(made.front()));
}

TEST_F(CertificatesTest, NeverOverwritesAFileItDoesNotUnderstand) {
  const auto whole = [&] {
    EXPECT_TRUE(CertificateAuthority::in_directory(directory_));
    return content_of(file());
  }();
  const auto other = CertificateAuthority::in_memory();
  const auto foreign = other.issue_server();
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "whole"},
      {"not a certificate", "whole"},
      {whole.substr(0, whole.size() / 2), "whole"},
      {whole.substr(0, whole.find("-----BEGIN CERT")), "whole"},
      {foreign.key_pem + foreign.certificate_pem, "not made by souk"},
      {whole.substr(0, whole.find("-----BEGIN CERT")) + other.certificate_pem(), "belong together"},
  };
  for (const auto& [text, reason] : cases) {
    write(text);

    const auto refused = CertificateAuthority::in_directory(directory_);

    ASSERT_FALSE(refused) << reason;
    EXPECT_THAT(refused.error().message, HasSubstr(reason));
    EXPECT_THAT(refused.error().message, HasSubstr(file().string()));
    EXPECT_THAT(refused.error().hint, HasSubstr("does not overwrite"));
    EXPECT_EQ(content_of(file()), text);
  }
}

TEST_F(CertificatesTest, SaysWhenTheDirectoryCannotBeMade) {
  write("a file, not a directory");

  const auto refused = CertificateAuthority::in_directory(file());

  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().hint, HasSubstr("can be written"));
}

TEST_F(CertificatesTest, IssuesServersUnderTheNamesOfThisMachineAndOfAws) {
  const auto authority = CertificateAuthority::in_memory();

  const auto issued = authority.issue_server({"souk", "192.0.2.7"});

  const auto certificate = parsed(issued.certificate_pem);
  EXPECT_TRUE(is_vouched_for(certificate.get(), parsed(authority.certificate_pem()).get()));
  EXPECT_TRUE(TlsContext::for_server(issued.certificate_pem, issued.key_pem));
  for (const auto* host :
       {"localhost", "souk", "sns.us-east-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com",
        "events.ap-southeast-4.amazonaws.com", "sts.us-gov-west-1.amazonaws.com",
        "metering.marketplace.us-east-1.amazonaws.com", "metering-marketplace.eu-west-1.api.aws",
        "entitlement.marketplace.us-east-1.amazonaws.com",
        "agreement-marketplace.us-east-1.amazonaws.com"}) {
    EXPECT_EQ(X509_check_host(certificate.get(), host, 0, 0, nullptr), 1) << host;
  }
  EXPECT_NE(X509_check_host(certificate.get(), "s3.us-east-1.amazonaws.com", 0, 0, nullptr), 1);
  for (const auto* address : {"127.0.0.1", "::1", "192.0.2.7"}) {
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), address, 0), 1) << address;
  }
}

TEST_F(CertificatesTest, ListsEachAwsHostOnce) {
  auto names = aws_host_names();
  const auto count = names.size();
  std::sort(names.begin(), names.end());

  EXPECT_EQ(std::unique(names.begin(), names.end()) - names.begin(),
            static_cast<std::ptrdiff_t>(count));
  EXPECT_THAT(names, Contains("metering.marketplace.cn-northwest-1.amazonaws.com.cn"));
  EXPECT_THAT(names, Not(Contains(HasSubstr("*"))));
}

TEST_F(CertificatesTest, IssuesWhatSnsMessagesAreVerifiedWith) {
  const auto authority = CertificateAuthority::in_memory();
  const KeyHandle key(EVP_RSA_gen(2048));
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), key.get());
  char* start = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &start);

  const auto pem = authority.issue_sns_signing({start, static_cast<std::size_t>(length)});

  ASSERT_TRUE(pem);
  EXPECT_THAT(*pem, StartsWith("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_THAT(*pem, EndsWith("-----END CERTIFICATE-----\n"));
  EXPECT_EQ(pem->find("-----BEGIN", 1), std::string::npos);
  EXPECT_EQ(pem->find('\r'), std::string::npos);
  const auto certificate = parsed(*pem);
  EXPECT_TRUE(is_vouched_for(certificate.get(), parsed(authority.certificate_pem()).get()));
  EXPECT_EQ(X509_check_host(certificate.get(), "sns.amazonaws.com", 0, 0, nullptr), 1);
  EXPECT_EQ(EVP_PKEY_eq(X509_get0_pubkey(certificate.get()), key.get()), 1);
  char name[64];
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                            sizeof name);
  EXPECT_STREQ(name, "sns.amazonaws.com");
}

TEST_F(CertificatesTest, IssuesNothingForAKeyThatIsNotRsa) {
  const auto authority = CertificateAuthority::in_memory();

  EXPECT_FALSE(authority.issue_sns_signing("no key"));
  EXPECT_FALSE(authority.issue_sns_signing(authority.issue_server().key_pem));
}

}  // namespace
}  // namespace souk::http
