// The small commands around a souk that runs: env, clock, journal, rules, api, ca,
// seller.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "souk/http.h"
#include "tests/support/souk.h"

namespace souk::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HelpersTest : public testing::Test {
 protected:
  Ended ask(std::vector<std::string> words) const {
    words.insert(words.end(), {"--emulator", souk_.url()});
    return souk(std::move(words));
  }

  Souk souk_{{"--clock", "frozen"}};
  Folder folder_;
};

TEST_F(HelpersTest, EnvIsReadByAShell) {
  const auto printed = ask({"env"});
  const auto script = folder_.file("env.sh", printed.out + "echo $AWS_ENDPOINT_URL_SNS\n");

  Command shell;
  shell.words = {"/bin/sh", script};
  const auto ended = run(shell);

  EXPECT_EQ(printed.code, 0);
  EXPECT_EQ(ended.out, souk_.url() + "\n");
}

TEST_F(HelpersTest, EnvSpeaksJsonAndDotenvToo) {
  const auto as_json = nlohmann::json::parse(ask({"env", "--format", "json"}).out);
  const auto as_dotenv = ask({"env", "--format", "dotenv"});

  EXPECT_EQ(as_json.at("SOUK_URL"), souk_.url());
  EXPECT_THAT(as_json.at("AWS_ACCESS_KEY_ID").get<std::string>(), StartsWith("AKIA"));
  EXPECT_THAT(as_dotenv.out, HasSubstr("\nSOUK_URL=" + souk_.url() + "\n"));
}

TEST_F(HelpersTest, EnvWritesProfilesWhereTold) {
  const auto printed = ask({"env", "--aws-config", folder_.in("a 'b'"), "--aws-profile",
                            "seller=Metering", "--aws-profile", "other"});
  const auto script = folder_.file(
      "env.sh",
      printed.out +
          "grep -c '^role_arn = arn:aws:iam::[0-9]*:role/Metering$' \"$AWS_CONFIG_FILE\"\n"
          "grep -A1 '^.other.$' \"$AWS_SHARED_CREDENTIALS_FILE\"\n"
          "echo $AWS_PROFILE $AWS_ACCESS_KEY_ID\n");

  Command shell;
  shell.words = {"/bin/sh", script};
  shell.environment = {{"AWS_ACCESS_KEY_ID", "mine"}};
  const auto ended = run(shell);

  EXPECT_EQ(printed.code, 0);
  EXPECT_THAT(ended.out, testing::MatchesRegex("1\n.other.\naws_access_key_id = AKIA[A-Z0-9]+\n"
                                               "seller\n"));
}

TEST_F(HelpersTest, EnvSaysWhatIsWrongWithProfiles) {
  EXPECT_THAT(ask({"env", "--aws-profile", "x"}),
              ends_with(2, "profiles are kept in files", "--aws-config FOLDER"));
  EXPECT_THAT(ask({"env", "--aws-config", folder_.path(), "--aws-profile", "a b"}),
              ends_with(2, "'a b' is no name of a profile; write NAME, or NAME=ROLE", "--help"));
  EXPECT_THAT(ask({"env", "--aws-config", folder_.path(), "--aws-profile", "a", "--aws-profile",
                   "a=Metering"}),
              ends_with(2, "'a' is given twice", "--help"));
  EXPECT_THAT(ask({"env", "--aws-config", "/proc/nowhere"}),
              ends_with(2, "/proc/nowhere/config cannot be written", "another folder"));
}

TEST_F(HelpersTest, TheEmulatorIsTakenFromTheEnvironment) {
  auto command = souk_command({"clock"});
  command.environment = {{"SOUK_URL", souk_.url()}};

  EXPECT_EQ(run(command).code, 0);
}

TEST_F(HelpersTest, ClockShowsAndMovesTime) {
  const auto before = ask({"clock"});
  const auto moved = ask({"clock", "advance", "3h"});
  const auto after = ask({"clock"});

  EXPECT_THAT(before.out, HasSubstr("T09:00:00.000Z (frozen)"));
  EXPECT_THAT(moved.out, HasSubstr("T12:00:00.000Z"));
  EXPECT_THAT(after.out, HasSubstr("T12:00:00.000Z (frozen)"));
}

TEST_F(HelpersTest, ClockNeverMovesBack) {
  EXPECT_THAT(ask({"clock", "advance", "-1h"}), ends_with(2, "Time never moves back"));
  EXPECT_THAT(ask({"clock", "advance", "2001-01-01T00:00:00Z"}),
              ends_with(2, "2001-01-01T00:00:00.000Z is past", "Time never moves back"));
  EXPECT_THAT(ask({"clock", "rate", "-2"}), ends_with(2, "rate"));
}

TEST_F(HelpersTest, JournalPrintsRowsAndExportsThemAll) {
  ask({"clock", "advance", "3h"});

  const auto rows = ask({"journal", "--kind", "clock"});
  const auto exported = ask({"journal", "--export"});

  EXPECT_THAT(rows.out, AllOf(HasSubstr("clock"), HasSubstr("event=advanced")));
  std::istringstream lines(exported.out);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(nlohmann::json::accept(line)) << line;
  }
}

TEST_F(HelpersTest, FollowingTheJournalEndsWithASignal) {
  Process follower(souk_command({"journal", "--follow", "--emulator", souk_.url()}));
  follower.line_with("event=created");
  ask({"clock", "advance", "3h"});
  follower.line_with("event=advanced");

  follower.signal(SIGINT);

  EXPECT_EQ(follower.wait().code, 128 + SIGINT);
}

TEST_F(HelpersTest, ASandboxThatIsNotThereIsCodeTwo) {
  for (const auto* command : {"env", "clock", "journal"}) {
    EXPECT_THAT(ask({command, "--sandbox", "nowhere"}),
                ends_with(2, "There is no sandbox \"nowhere\"", "/_souk/v1/sandboxes"))
        << command;
  }
}

TEST(Helpers, SayWhenNoSoukAnswers) {
  for (const auto* command : {"env", "clock", "journal", "ca"}) {
    EXPECT_THAT(souk({command, "--emulator", "http://127.0.0.1:1"}),
                ends_with(4, "no souk answers at http://127.0.0.1:1: Connection refused",
                          "Start one with `souk serve`"))
        << command;
  }
}

TEST_F(HelpersTest, CaWritesACertificate) {
  const auto printed = ask({"ca"});
  const auto written = ask({"ca", "--out", folder_.in("ca.pem")});

  EXPECT_THAT(printed.out, StartsWith("-----BEGIN CERTIFICATE-----\n"));
  EXPECT_EQ(written.out, folder_.in("ca.pem") + "\n");
  std::ostringstream content;
  content << std::ifstream(folder_.in("ca.pem")).rdbuf();
  EXPECT_EQ(content.str(), printed.out);
}

TEST_F(HelpersTest, CaThatCannotBeWrittenIsCodeFour) {
  EXPECT_THAT(ask({"ca", "--out", folder_.in("missing/ca.pem")}),
              ends_with(4, "missing/ca.pem: No such file or directory", "Name a file"));
  EXPECT_THAT(ask({"ca", "--out", folder_.path()}), ends_with(4, "Is a directory", "Name a file"));
}

TEST_F(HelpersTest, CaOfADirectoryIsTheOneItsSoukWillUse) {
  const auto before = souk({"ca", "--data", folder_.in("data")});
  Souk later({"--data", folder_.in("data")});

  const auto told = souk({"ca", "--emulator", later.url()});

  EXPECT_EQ(before.code, 0);
  EXPECT_EQ(before.out, told.out);
}

TEST_F(HelpersTest, CaLeavesADirectoryAloneThatIsNotSouks) {
  folder_.file("thesis.tex", "mine");

  const auto ended = souk({"ca", "--data", folder_.path()});

  EXPECT_THAT(ended, ends_with(4, "files that are not souk's", "Name an empty directory"));
  EXPECT_FALSE(std::filesystem::exists(folder_.in("souk-ca.pem")));
}

TEST(Helpers, RulesAreListedAndExplained) {
  const auto all = souk({"rules"});
  const auto one = souk({"rules", "R46"});

  EXPECT_THAT(all.out, AllOf(HasSubstr("R1 "), HasSubstr("R46 "), HasSubstr("R105 ")));
  EXPECT_THAT(one.out, AllOf(StartsWith("R46 "), HasSubstr("source"), HasSubstr("exercised by")));
}

TEST(Helpers, OperationsOfAwsAreListedOfferedOrNot) {
  const auto all = souk({"api"});
  const auto one = souk({"api", "events"});
  const auto none = souk({"api", "s3"});

  EXPECT_EQ(all.code, 0);
  EXPECT_THAT(all.out,
              AllOf(HasSubstr("  yes ResolveCustomer\n"), HasSubstr("\nsqs (Amazon SQS): ")));
  EXPECT_THAT(one.out, AllOf(StartsWith("events (Amazon EventBridge): "),
                             HasSubstr("  -   CreateArchive\n"), Not(HasSubstr("sqs"))));
  EXPECT_THAT(none, ends_with(2, "souk knows no service \"s3\"", "metering, entitlement"));
}

TEST_F(HelpersTest, TheSampleSellerServesUntilASignal) {
  auto command = souk_command({"seller", "--endpoint", souk_.url(), "--port", "0"});
  command.environment = {{"AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "secret"}};
  Process seller(command);
  const auto url = url_in(seller.line_with("the sample seller listens on"));

  const auto page = client::request("GET", url + "/register");
  seller.signal(SIGTERM);

  EXPECT_TRUE(page);
  EXPECT_EQ(seller.wait().code, 0);
}

TEST_F(HelpersTest, ASellerThatCannotServeIsCodeFour) {
  const auto port = souk_.url().substr(souk_.url().rfind(':') + 1);
  auto taken = souk_command({"seller", "--endpoint", souk_.url(), "--port", port});
  auto nowhere = souk_command({"seller", "--endpoint", souk_.url(), "--data", folder_.in("no/db")});
  taken.environment = nowhere.environment = {{"AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"},
                                             {"AWS_SECRET_ACCESS_KEY", "secret"}};

  EXPECT_THAT(run(taken), ends_with(4, port));
  EXPECT_THAT(run(nowhere), ends_with(4, folder_.in("no/db"), "unable to open"));
}

TEST(Helpers, DefectsAreListed) {
  const auto ended = souk({"seller", "--list-defects"});

  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("final-record-late"));
}

}  // namespace
}  // namespace souk::test
