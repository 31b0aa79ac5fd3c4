#include "scenarios/process/as_aws.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "emulator/http/certificates.h"
#include "scenarios/process/trust_store.h"
#include "tests/support/process.h"

namespace souk::process {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A machine in a folder, with what Debian has.
class AsAwsTest : public testing::Test {
 protected:
  AsAwsTest() {
    fs::create_directories(root() + "/etc/ssl/certs/java");
    write("/etc/hosts", "127.0.0.1 localhost\n10.0.0.7 db\n");
    write("/etc/ssl/certs/ca-certificates.crt", own_);
    write("/etc/ssl/certs/java/cacerts", "old");
    write("/elsewhere/Root.crt", own_);
    fs::create_symlink("/elsewhere/Root.crt", root() + "/etc/ssl/certs/12345678.0");
    machine_.root = root();
    aws_ = {"127.83.1.2", {"sns.us-east-1.amazonaws.com", "sts.amazonaws.com"}, souks_};
    fs::create_directory(folder_.in("laid"));
    unsetenv("NODE_EXTRA_CA_CERTS");
    unsetenv("JAVA_HOME");
  }

  std::string root() const { return folder_.in("machine"); }
  void write(const std::string& path, const std::string& text) const {
    fs::create_directories(fs::path(root() + path).parent_path());
    std::ofstream(root() + path) << text;
  }
  Disguise disguise() {
    auto made = disguise_as_aws(aws_, folder_.in("laid"), machine_);
    EXPECT_TRUE(made) << made.error();
    return *made;
  }
  /// What is seen under a path of the machine.
  static std::string seen(const Disguise& disguise, const std::string& at) {
    for (const auto& each : disguise.overlays) {
      if (each.at == at) return each.from;
    }
    return "";
  }

  test::Folder folder_;
  std::string own_ = http::CertificateAuthority::in_memory().certificate_pem();
  std::string souks_ = http::CertificateAuthority::in_memory().certificate_pem();
  Machine machine_;
  AwsNames aws_;
};

TEST_F(AsAwsTest, NamesOfAwsLeadHereAndOthersWhereTheyLed) {
  EXPECT_EQ(content(seen(disguise(), root() + "/etc/hosts")),
            "127.83.1.2 sns.us-east-1.amazonaws.com\n127.83.1.2 sts.amazonaws.com\n"
            "127.0.0.1 localhost\n10.0.0.7 db\n");
}

TEST_F(AsAwsTest, TheSystemTrustsSoukBesideWhatItTrusted) {
  const fs::path certs = seen(disguise(), root() + "/etc/ssl/certs");

  EXPECT_EQ(content(certs / "ca-certificates.crt"), own_ + souks_);
  EXPECT_EQ(content(certs / (openssl_name_of(souks_) + ".0")), souks_);
  EXPECT_EQ(fs::read_symlink(certs / "12345678.0"), "/elsewhere/Root.crt");
  EXPECT_EQ(content(certs / "java/cacerts"), java_key_store(certificates_in(own_ + souks_)));
  EXPECT_EQ(content(root() + "/etc/ssl/certs/ca-certificates.crt"), own_) << "left as it was";
}

TEST_F(AsAwsTest, ABundleThatIsALinkIsNotWrittenThrough) {
  fs::rename(root() + "/etc/ssl/certs/ca-certificates.crt", root() + "/elsewhere/bundle");
  fs::create_symlink(root() + "/elsewhere/bundle", root() + "/etc/ssl/certs/ca-certificates.crt");

  const fs::path certs = seen(disguise(), root() + "/etc/ssl/certs");

  EXPECT_EQ(content(certs / "ca-certificates.crt"), own_ + souks_);
  EXPECT_EQ(content(root() + "/elsewhere/bundle"), own_);
}

TEST_F(AsAwsTest, TwoCertificatesOfOneNameAreNumbered) {
  const auto name = openssl_name_of(souks_);
  fs::create_symlink("taken.pem", root() + "/etc/ssl/certs/" + name + ".0");

  const fs::path certs = seen(disguise(), root() + "/etc/ssl/certs");

  EXPECT_EQ(content(certs / (name + ".1")), souks_);
  EXPECT_EQ(fs::read_symlink(certs / (name + ".0")), "taken.pem");
}

TEST_F(AsAwsTest, VariablesNameTheStores) {
  const auto certs = root() + "/etc/ssl/certs/";

  const auto made = disguise();

  for (const auto* variable :
       {"AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) {
    EXPECT_THAT(made.environment, Contains(Pair(variable, certs + "ca-certificates.crt")));
  }
  EXPECT_THAT(made.environment, Contains(Pair("NODE_EXTRA_CA_CERTS", certs + "souk-ca.pem")));
}

TEST_F(AsAwsTest, ExtraCertificatesOfNodeStay) {
  const auto extra = folder_.file("extra.pem", own_);
  setenv("NODE_EXTRA_CA_CERTS", extra.c_str(), 1);

  const auto made = disguise();
  unsetenv("NODE_EXTRA_CA_CERTS");

  for (const auto& [name, value] : made.environment) {
    if (name == "NODE_EXTRA_CA_CERTS") {
      EXPECT_EQ(content(value), own_ + souks_);
    }
  }
  EXPECT_EQ(content(extra), own_);
}

TEST_F(AsAwsTest, AMachineWithoutAStoreGetsVariablesOnly) {
  fs::remove_all(root() + "/etc/ssl");

  const auto made = disguise();

  EXPECT_THAT(made.overlays, SizeIs(1));
  for (const auto& [name, value] : made.environment) EXPECT_EQ(content(value), souks_) << name;
}

TEST_F(AsAwsTest, PythonsOwnBundlesTrustSoukToo) {
  write("/venv/certifi/cacert.pem", own_);
  write("/venv/botocore/cacert.pem", own_);
  machine_.python_places = {root() + "/venv", root() + "/nowhere"};

  const auto made = disguise();

  for (const auto* bundle : {"/venv/certifi/cacert.pem", "/venv/botocore/cacert.pem"}) {
    EXPECT_EQ(content(seen(made, root() + bundle)), own_ + souks_) << bundle;
  }
}

TEST_F(AsAwsTest, JavasOwnStoreTrustsSoukToo) {
  write("/usr/lib/jvm/jdk-21/lib/security/cacerts", "old");

  EXPECT_EQ(content(seen(disguise(), root() + "/usr/lib/jvm/jdk-21/lib/security/cacerts")),
            java_key_store(certificates_in(own_ + souks_)));
}

TEST_F(AsAwsTest, WhatCannotBeWrittenIsSaid) {
  const auto made = disguise_as_aws(aws_, folder_.in("nowhere"), machine_);

  ASSERT_FALSE(made);
  EXPECT_THAT(made.error(), HasSubstr("nowhere/hosts"));
}

TEST(AwsAddressTest, IsOfThisMachineAlone) {
  const auto address = free_aws_address();
  // Without the right to port 443 the sentence says how to get it.
  if (!address) {
    EXPECT_THAT(address.error(), HasSubstr("port 443"));
    return;
  }
  EXPECT_THAT(*address, StartsWith("127.83."));
}

}  // namespace
}  // namespace souk::process
