// `souk exec`: a command in the market's environment, its exit code, and what it is judged by.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "tests/support/souk.h"

namespace souk::test {
namespace {

using testing::AllOf;
using testing::Field;
using testing::HasSubstr;

Ended exec_shell(const std::string& script, std::vector<std::string> options = {}) {
  options.insert(options.begin(), "exec");
  options.insert(options.end(), {"--", "/bin/sh", "-c", script});
  return souk(options);
}

TEST(Exec, KeepsTheCommandsExitCode) {
  EXPECT_EQ(exec_shell("exit 0").code, 0);
  EXPECT_EQ(exec_shell("exit 1").code, 1);
  EXPECT_EQ(exec_shell("exit 77").code, 77);
}

TEST(Exec, TellsOfASignalAsAShellDoes) { EXPECT_EQ(exec_shell("kill -9 $$").code, 128 + SIGKILL); }

TEST(Exec, LeavesTheCommandsOutputAlone) {
  const auto ended = exec_shell("echo out; echo err >&2; cat");

  EXPECT_EQ(ended.out, "out\n");
  EXPECT_THAT(ended.err, HasSubstr("err\n"));
}

TEST(Exec, GivesTheCommandAWorkingMarket) {
  const auto ended = exec_shell(
      "test -n \"$AWS_ACCESS_KEY_ID$AWS_SECRET_ACCESS_KEY\" && "
      "test \"$AWS_ENDPOINT_URL_SQS\" = \"$SOUK_URL\" && " SOUK_COMMAND " clock");

  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, HasSubstr("(frozen)"));
}

TEST(Exec, KeepsATokenOfOtherCredentialsFromTheCommand) {
  auto command = souk_command({"exec", "--", "sh", "-c", "test -z \"$AWS_SESSION_TOKEN\""});
  command.environment = {{"AWS_SESSION_TOKEN", "left over"}};

  EXPECT_EQ(run(command).code, 0);
}

TEST(Exec, LeadsPastTheProfileOfWhoeverRunsIt) {
  auto command = souk_command({"exec", "--", "sh", "-c", "test -z \"${AWS_PROFILE+set}\""});
  command.environment = {{"AWS_PROFILE", "production"}};

  EXPECT_EQ(run(command).code, 0);
}

TEST(Exec, KeepsTheKeysInAProfile) {
  const auto ended = exec_shell(
      "echo $AWS_PROFILE; grep -c role/Metering $AWS_CONFIG_FILE; dirname $AWS_CONFIG_FILE; "
      "test -z \"${AWS_ACCESS_KEY_ID+set}\"",
      {"--aws-profile", "seller=Metering"});

  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, testing::StartsWith("seller\n1\n/"));
  const auto begin = ended.out.find('/');
  const auto folder = ended.out.substr(begin, ended.out.rfind('\n') - begin);
  EXPECT_FALSE(std::filesystem::exists(folder)) << folder;
}

TEST(Exec, JudgesWhatTheCommandDid) {
  const auto kept = souk({"exec", "--judge", "R86", "--", SOUK_METERING_COMMAND, "25"});
  const auto broken = souk({"exec", "--judge", "R86", "--", SOUK_METERING_COMMAND, "26"});

  EXPECT_EQ(kept.code, 0);
  EXPECT_THAT(kept.err, HasSubstr("1 kept"));
  EXPECT_EQ(broken.code, 1);
  EXPECT_THAT(broken.err, HasSubstr("FAIL R86"));
}

TEST(Exec, JudgesNothingWhenTold) {
  const auto ended = souk({"exec", "--judge", "none", "--", SOUK_METERING_COMMAND, "26"});

  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
}

TEST(Exec, SaysWhenNoCallCame) {
  const auto ended = exec_shell("exit 0");

  EXPECT_THAT(ended.err, AllOf(HasSubstr("the command made no AWS call that reached souk"),
                               HasSubstr("souk env --help")));
}

TEST(Exec, ACommandThatIsMissingIsCodeTwo) {
  const auto ended = souk({"exec", "--", "no-such-command"});

  EXPECT_THAT(ended, ends_with(2, "no-such-command cannot be run: No such file", "Name a program"));
}

TEST(Exec, ACommandThatIsNoProgramIsCodeTwo) {
  const Folder folder;

  const auto ended = souk({"exec", "--", folder.file("notes", "plain text")});

  EXPECT_THAT(ended, ends_with(2, "cannot be run: Permission denied", "may be executed"));
}

TEST(Exec, NoCommandIsCodeTwo) {
  EXPECT_THAT(souk({"exec"}), ends_with(2, "souk: exec: COMMAND", "souk exec --help"));
}

TEST(Exec, AWrongCatalogueIsCodeTwoAndNothingRuns) {
  const Folder folder;
  const auto mark = "touch " + folder.in("ran");

  const auto missing = exec_shell(mark, {"--catalogue", folder.in("none.json")});
  const auto torn =
      exec_shell(mark, {"--catalogue", folder.file("torn.json", "{\n  \"products\": [")});
  const auto wrong =
      exec_shell(mark, {"--catalogue", folder.file("wrong.json", "{\"produts\": []}")});

  EXPECT_THAT(missing, ends_with(2, "none.json: No such file"));
  EXPECT_THAT(torn, ends_with(2, "torn.json: this is not JSON", "line 2"));
  EXPECT_THAT(wrong, ends_with(2, "wrong.json: catalogue.produts", "products, offers and buyers"));
  EXPECT_NE(souk({"exec", "--", "/usr/bin/test", "-e", folder.in("ran")}).code, 0);
}

class ExecSignals : public testing::TestWithParam<int> {};

TEST_P(ExecSignals, EndTheCommandTooAndKeepItsExitCode) {
  const std::string script =
      "tail -f /dev/null & trap \"kill $!; echo leaving; exit 9\" TERM; echo ready; wait";
  Process souk(souk_command({"exec", "--", "/bin/sh", "-c", script}));
  souk.line_with("ready");

  souk.signal(GetParam());
  const auto ended = souk.wait();

  EXPECT_EQ(ended.code, 9);
  EXPECT_THAT(ended.out, HasSubstr("leaving\n"));
}

INSTANTIATE_TEST_SUITE_P(Signals, ExecSignals, testing::Values(SIGINT, SIGTERM));

TEST(Exec, ShowsTheCommandTheMarketsTime) {
  const auto ended =
      exec_shell("date -u +%FT%TZ; " SOUK_COMMAND " clock advance 3h > /dev/null; date -u +%FT%TZ",
                 {"--follow-clock"});

  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, "2026-10-06T09:00:00Z\n2026-10-06T12:00:00Z\n");
}

TEST(Exec, LooksLikeAwsToTheCommand) {
  const auto ended =
      exec_shell("getent hosts sts.amazonaws.com; echo \"[$AWS_ENDPOINT_URL_STS]\"", {"--as-aws"});

  // Without the right to port 443 the sentence says how to get it.
  if (ended.code == 4) {
    EXPECT_THAT(ended, ends_with(4, "--as-aws: port 443", "sysctl"));
    return;
  }
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, testing::MatchesRegex("127\\.83\\.[0-9.]+ +sts.amazonaws.com\n\\[\\]\n"));
}

TEST(Exec, EndsWhatTheCommandLeftRunning) {
  const Folder folder;
  const auto ended =
      exec_shell("setsid sleep 1000 > /dev/null 2>&1 & echo $! > " + folder.in("pid"));

  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(
      run({{"/bin/sh", "-c", "kill -0 $(cat " + folder.in("pid") + ")"}, {}, "", false, false, ""})
          .code,
      0);
}

}  // namespace
}  // namespace souk::test
