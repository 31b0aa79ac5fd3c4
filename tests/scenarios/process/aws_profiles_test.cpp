#include "scenarios/process/aws_profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/support/process.h"

namespace souk::process {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

const Keys kKeys{"http://127.0.0.1:1", "111122223333", "us-east-1", "AKIA1", "secret"};

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(AwsProfiles, AreReadByNameAndRole) {
  const auto plain = parse_profile("seller.prod-1");
  const auto role = parse_profile("seller=team/Metering");

  ASSERT_TRUE(plain && role);
  EXPECT_EQ(plain->name, "seller.prod-1");
  EXPECT_EQ(plain->role, "");
  EXPECT_EQ(role->name, "seller");
  EXPECT_EQ(role->role, "team/Metering");
}

TEST(AwsProfiles, AreRefusedWithTheReason) {
  EXPECT_EQ(parse_profile("").error(), "'' is no name of a profile");
  EXPECT_EQ(parse_profile("a]b").error(), "'a]b' is no name of a profile");
  EXPECT_EQ(parse_profile("souk=x").error(), "'souk' is what the sandbox's own profile is called");
  EXPECT_EQ(parse_profile("a=").error(), "'' is no name of a role");
  EXPECT_EQ(parse_profile("a=x y").error(), "'x y' is no name of a role");
  EXPECT_EQ(parse_profile("a=/x").error(), "'/x' is no name of a role");
  EXPECT_EQ(parse_profile("a=arn:aws:iam::1:role/x").error(),
            "'arn:aws:iam::1:role/x' is of an account of its own, and roles are the sandbox's");
}

TEST(AwsProfiles, HaveTheKeysOrARoleAssumedWithThem) {
  const test::Folder folder;

  const auto environment =
      write_profiles(folder.path(), kKeys, {{"seller", "team/Metering"}, {"default", ""}});

  ASSERT_TRUE(environment) << environment.error();
  const auto config = text_of(folder.in("config"));
  EXPECT_THAT(config, HasSubstr("[profile seller]\nregion = us-east-1\nservices = souk\n"
                                "role_arn = arn:aws:iam::111122223333:role/team/Metering\n"
                                "source_profile = souk\n"));
  EXPECT_THAT(config, HasSubstr("\n[default]\nregion = us-east-1\nservices = souk\n\n"));
  EXPECT_THAT(config, HasSubstr("[services souk]\nmarketplace_metering =\n  endpoint_url = "
                                "http://127.0.0.1:1\n"));
  const auto credentials = text_of(folder.in("credentials"));
  EXPECT_THAT(credentials, HasSubstr("[souk]\naws_access_key_id = AKIA1\n"));
  EXPECT_THAT(credentials, HasSubstr("[default]\naws_access_key_id = AKIA1\n"));
  EXPECT_THAT(credentials, Not(HasSubstr("[seller]")));
}

TEST(AwsProfiles, LeadAnSdkToTheFilesAndPastOtherKeys) {
  const test::Folder folder;

  const auto environment = write_profiles(folder.path(), kKeys, {{"seller", ""}});

  ASSERT_TRUE(environment) << environment.error();
  EXPECT_THAT(environment->set, Contains(Pair("AWS_CONFIG_FILE", folder.in("config"))));
  EXPECT_THAT(environment->set,
              Contains(Pair("AWS_SHARED_CREDENTIALS_FILE", folder.in("credentials"))));
  EXPECT_THAT(environment->set, Contains(Pair("AWS_PROFILE", "seller")));
  EXPECT_THAT(environment->set, Contains(Pair("AWS_SDK_LOAD_CONFIG", "1")));
  EXPECT_THAT(environment->set, Contains(Pair("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")));
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}) {
    EXPECT_THAT(environment->set, Not(Contains(Pair(name, testing::_))));
    EXPECT_THAT(environment->unset, Contains(name));
  }
  EXPECT_THAT(environment->unset, Not(Contains("AWS_PROFILE")));
}

TEST(AwsProfiles, NameNoEndpointsWhereAwsIsHere) {
  const test::Folder folder;
  auto keys = kKeys;
  keys.endpoints = false;

  const auto environment = write_profiles(folder.path(), keys, {{"seller", "Metering"}});

  ASSERT_TRUE(environment) << environment.error();
  EXPECT_THAT(text_of(folder.in("config")), Not(HasSubstr("services")));
  EXPECT_THAT(environment->unset, Contains("AWS_ENDPOINT_URL_STS"));
  EXPECT_THAT(environment->unset, Contains("AWS_ENDPOINT_URL"));
}

TEST(AwsProfiles, AreForTheirOwnersEyesAndAreWrittenAnew) {
  const test::Folder folder;
  ASSERT_TRUE(write_profiles(folder.path(), kKeys, {{"old", ""}}));
  ASSERT_TRUE(write_profiles(folder.path(), kKeys, {{"new", ""}}));

  for (const char* name : {"config", "credentials"}) {
    struct stat status {};
    ASSERT_EQ(stat(folder.in(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    EXPECT_THAT(text_of(folder.in(name)), Not(HasSubstr("old")));
  }
}

TEST(AwsProfiles, NeverTakeThePlaceOfFilesOfOthers) {
  const test::Folder folder;
  const auto mine = folder.file("credentials", "[default]\naws_access_key_id = mine\n");

  const auto environment = write_profiles(folder.path(), kKeys, {{"seller", ""}});

  ASSERT_FALSE(environment);
  EXPECT_EQ(environment.error(), mine + " is there already, and souk did not write it");
  EXPECT_THAT(text_of(mine), HasSubstr("mine"));
  EXPECT_EQ(text_of(folder.in("config")), "");
}

TEST(AwsProfiles, SayWhichFileCannotBeWritten) {
  EXPECT_EQ(write_profiles("/proc/nowhere", kKeys, {}).error(),
            "/proc/nowhere/config cannot be written: No such file or directory");
}

TEST(AwsEnvironmentTest, LeadsPastProfilesWhoseKeysWouldGoFirst) {
  EXPECT_THAT(aws_environment(kKeys).unset,
              testing::ElementsAre("AWS_PROFILE", "AWS_DEFAULT_PROFILE"));
}

}  // namespace
}  // namespace souk::process
