#include "scenarios/process/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "scenarios/process/real_time.h"
#include "tests/support/process.h"

namespace souk::process {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::size_t kMost = 1'000'000;

tl::expected<ProgramEnd, std::string> run_shell(const std::string& command,
                                                std::chrono::milliseconds longest = 60s,
                                                std::size_t most = kMost) {
  return run_program({"/bin/sh", "-c", command}, longest, most);
}

TEST(ProgramTest, TellsHowItEndedAndWhatItPrinted) {
  const auto end = run_shell("echo one; echo two >&2; exit 3");

  ASSERT_TRUE(end) << end.error();
  EXPECT_EQ(end->code, 3);
  EXPECT_EQ(end->out, "one\n");
  EXPECT_EQ(end->err, "two\n");
  EXPECT_EQ(run_shell("kill -9 $$")->code, 128 + SIGKILL);
  EXPECT_EQ(run_shell("cat")->out, "") << "there is nothing to read";
}

TEST(ProgramTest, TakesArgumentsAsTheyAre) {
  EXPECT_EQ(run_program({"printf", "%s|", "a b", "$HOME", "'"}, 60s, kMost)->out, "a b|$HOME|'|");
}

TEST(ProgramTest, OneThatIsNotThereIsNamed) {
  EXPECT_EQ(run_program({"no-such-program"}, 60s, kMost).error(),
            "no-such-program: No such file or directory");
  EXPECT_THAT(run_program({"/"}, 60s, kMost).error(), HasSubstr("Permission denied"));
}

TEST(ProgramTest, OneThatTakesTooLongIsKilledWithItsChildren) {
  const test::Folder folder;
  const auto file = folder.in("pid");

  const auto end = run_shell("sleep 1000 & echo $! > " + file + "; wait", 50ms);

  EXPECT_EQ(end.error(), "/bin/sh: it took longer than 50ms");
  pid_t pid = 0;
  std::ifstream(file) >> pid;
  const Stopwatch stopwatch;
  while (pid > 0 && ::kill(pid, 0) == 0 && stopwatch.elapsed() < 30s) pause(1ms);
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST(ProgramTest, OneThatPrintsTooMuchIsKilled) {
  EXPECT_EQ(run_shell("head -c 100 /dev/zero", 60s, 100)->out.size(), 100U);
  EXPECT_EQ(run_shell("head -c 101 /dev/zero", 60s, 100).error(),
            "/bin/sh: it printed more than 100 bytes");
  EXPECT_THAT(run_shell("cat /dev/zero", 60s, 100).error(), HasSubstr("more than 100 bytes"));
}

}  // namespace
}  // namespace souk::process
