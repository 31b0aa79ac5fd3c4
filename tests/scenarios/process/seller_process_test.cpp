#include "scenarios/process/seller_process.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "scenarios/process/family.h"
#include "scenarios/process/real_time.h"
#include "tests/support/process.h"

namespace souk::process {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

/// Far more than anything here takes.
constexpr Duration kLong = 30s;

class SellerProcessTest : public testing::Test {
 protected:
  Launch launch(const std::string& command) const {
    Launch wish;
    wish.command = command;
    wish.ready = {Readiness::Kind::Line, "ready"};
    wish.keeper = SOUK_COMMAND;
    return wish;
  }
  std::unique_ptr<SellerProcess> prepared(const Launch& wish) {
    auto made = SellerProcess::prepare(wish);
    EXPECT_TRUE(made) << made.error();
    return std::move(*made);
  }
  std::unique_ptr<SellerProcess> started(const std::string& command) {
    auto seller = prepared(launch(command));
    const auto done = seller->start();
    EXPECT_TRUE(done) << done.error();
    return seller;
  }
  static std::string trouble(const Launch& wish) {
    auto made = SellerProcess::prepare(wish);
    if (!made) return made.error();
    const auto done = (*made)->start();
    EXPECT_FALSE((*made)->running()) << "nothing is left of what did not start";
    return done ? "" : done.error();
  }
  static std::string text_of(const std::vector<Printed>& all, const std::string& stream) {
    std::string text;
    for (const auto& each : all) text += each.stream == stream ? each.text : "";
    return text;
  }
  /// A number that the seller wrote into a file.
  static pid_t pid_in(const std::string& file) {
    pid_t pid = 0;
    std::ifstream(file) >> pid;
    return pid;
  }
  static bool is_there(pid_t pid) { return pid > 0 && ::kill(pid, 0) == 0; }
  /// Waits, as long as it takes within bounds, until the process is gone.
  static bool goes(pid_t pid) {
    const Stopwatch stopwatch;
    while (is_there(pid) && stopwatch.elapsed() < kLong) pause(1ms);
    return !is_there(pid);
  }

  test::Folder folder_;
};

TEST_F(SellerProcessTest, IsReadyOnceItSaysSo) {
  auto seller = started("echo hello; echo now ready; echo oh >&2; exec sleep 1000");

  EXPECT_TRUE(seller->running());
  EXPECT_THAT(text_of(seller->take_output(), "stdout"), "hello\nnow ready\n");
  EXPECT_TRUE(seller->stop());
  EXPECT_FALSE(seller->running());
}

TEST_F(SellerProcessTest, FindsItsEnvironmentAndItsFolder) {
  setenv("SELLER_LEFT_OVER", "x", 1);
  auto wish = launch("echo \"$WORD, $SELLER_LEFT_OVER, $(pwd)\"; echo ready; exec sleep 1000");
  wish.environment = {{"WORD", "a 'b' \"c\""}};
  wish.forgotten = {"SELLER_LEFT_OVER"};
  wish.directory = folder_.path();
  auto seller = prepared(wish);

  ASSERT_TRUE(seller->start());

  EXPECT_THAT(text_of(seller->take_output(), "stdout"),
              HasSubstr("a 'b' \"c\", , " + folder_.path()));
}

TEST_F(SellerProcessTest, ACommandThatIsNotThereIsNamed) {
  EXPECT_THAT(trouble(launch("no-such-program --port 1")),
              testing::AllOf(HasSubstr("`no-such-program --port 1` was not found"),
                             HasSubstr("no-such-program: not found")));
  auto nowhere = launch("true");
  nowhere.directory = folder_.in("nowhere");
  EXPECT_THAT(trouble(nowhere), HasSubstr("No such file or directory"));
}

TEST_F(SellerProcessTest, OneThatDiesAtOnceIsQuoted) {
  EXPECT_EQ(trouble(launch("echo no database >&2; exit 7")),
            "the seller's command `echo no database >&2; exit 7` ended with exit code 7 before it "
            "was ready; the last it printed:\n  no database");
  EXPECT_EQ(trouble(launch("exit 0")),
            "the seller's command `exit 0` ended with exit code 0 before it was ready; it printed "
            "nothing");
  EXPECT_THAT(trouble(launch("kill -9 $$")), HasSubstr("was ended by Killed"));
}

TEST_F(SellerProcessTest, OneThatNeverGetsReadyIsEnded) {
  auto wish = launch("echo $$ > " + folder_.in("pid") + "; echo almost; exec sleep 1000");
  wish.ready_within = 50ms;

  EXPECT_EQ(trouble(wish),
            "the seller was started and did not get ready within 50ms: it was waited until it "
            "prints a line with 'ready'; the last it printed:\n  almost");
  EXPECT_TRUE(goes(pid_in(folder_.in("pid"))));
}

TEST_F(SellerProcessTest, AnotherProgramOnItsPortIsNotTakenForIt) {
  const auto port = free_port();
  auto first = prepared([&] {
    auto wish = launch(fmt::format("exec python3 -m http.server {} --bind 127.0.0.1", port));
    wish.ready = {Readiness::Kind::Port, std::to_string(port)};
    return wish;
  }());
  ASSERT_TRUE(first->start());
  auto second = launch("exec sleep 1000");
  second.ready = {Readiness::Kind::Port, std::to_string(port)};

  EXPECT_THAT(trouble(second), HasSubstr("another program is there"));
}

TEST_F(SellerProcessTest, OneThatForksAwayIsEndedToo) {
  auto seller = started(fmt::format(
      "(setsid sh -c 'echo $$ > {}; exec sleep 1000' &) ; while ! [ -s {} ]; do :; done; "
      "echo ready",
      folder_.in("pid"), folder_.in("pid")));
  const auto away = pid_in(folder_.in("pid"));
  ASSERT_TRUE(is_there(away));
  EXPECT_TRUE(seller->running()) << "though the command itself has ended";

  seller->stop();

  EXPECT_FALSE(is_there(away));
  EXPECT_FALSE(seller->running());
}

TEST_F(SellerProcessTest, OneThatIgnoresSigtermIsKilledAfterItsGrace) {
  auto wish = launch("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  wish.grace = 40ms;
  auto seller = prepared(wish);
  ASSERT_TRUE(seller->start());
  const Stopwatch stopwatch;

  EXPECT_FALSE(seller->stop());

  EXPECT_GE(stopwatch.elapsed(), 40ms);
  EXPECT_FALSE(seller->running());
}

TEST_F(SellerProcessTest, MayFinishUponSigterm) {
  auto seller = started("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done");

  EXPECT_TRUE(seller->stop());

  EXPECT_THAT(text_of(seller->take_output(), "stdout"), HasSubstr("bye"));
}

TEST_F(SellerProcessTest, StartsAgain) {
  auto seller = started("echo $$ >> " + folder_.in("pids") + "; echo ready; exec sleep 1000");
  seller->kill();
  EXPECT_FALSE(seller->running());

  ASSERT_TRUE(seller->start());

  EXPECT_TRUE(seller->running());
  std::ifstream file(folder_.in("pids"));
  pid_t first = 0;
  pid_t second = 0;
  file >> first >> second;
  EXPECT_NE(first, second);
  EXPECT_FALSE(is_there(first));
  EXPECT_TRUE(is_there(second));
}

TEST_F(SellerProcessTest, StandsStillWhilePaused) {
  auto seller = started("echo $$ > " + folder_.in("pid") +
                        "; echo ready; while :; do read line < /dev/zero; done");
  const auto pid = pid_in(folder_.in("pid"));
  const auto state = [&] {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string number;
    std::string name;
    std::string letter;
    file >> number >> name >> letter;
    return letter;
  };
  const auto becomes = [&](bool stopped) {
    const Stopwatch stopwatch;
    while ((state() == "T") != stopped && stopwatch.elapsed() < kLong) pause(1ms);
    return (state() == "T") == stopped;
  };

  seller->pause();
  EXPECT_TRUE(becomes(true));
  seller->resume();
  EXPECT_TRUE(becomes(false));
  seller->pause();
  EXPECT_TRUE(seller->stop()) << "a paused one hears SIGTERM, too";
}

TEST_F(SellerProcessTest, NeverWaitsForSoukToReadWhatItPrints) {
  auto seller = started(
      "head -c 20000000 /dev/zero | tr '\\0' 'x' | fold -w 99; echo; echo ready; "
      "exec sleep 1000");

  const auto all = seller->take_output();

  std::size_t bytes = 0;
  for (const auto& each : all) bytes += each.text.size();
  EXPECT_LT(bytes, 2 * OutputLog::kMostBytes);
  EXPECT_THAT(text_of(all, "stderr"), HasSubstr("more lines were left out"));
}

TEST_F(SellerProcessTest, IsEndedWithWhoeverStartedIt) {
  pid_t pid = 0;
  {
    auto seller = started("echo $$ > " + folder_.in("pid") + "; echo ready; exec sleep 1000");
    pid = pid_in(folder_.in("pid"));
    EXPECT_TRUE(is_there(pid));
  }
  EXPECT_FALSE(is_there(pid));
}

TEST_F(SellerProcessTest, LeavesNoLitter) {
  const auto litter = folder_.in("litter");
  std::filesystem::create_directories(litter + "/deep");
  auto wish = launch("echo ready; exec sleep 1000");
  wish.litter = {litter};
  {
    auto seller = prepared(wish);
    ASSERT_TRUE(seller->start());
    EXPECT_TRUE(std::filesystem::exists(litter));
  }
  EXPECT_FALSE(std::filesystem::exists(litter));
}

TEST_F(SellerProcessTest, SeesFilesInPlaceOfOthersAndNobodyElseDoes) {
  const auto at = folder_.file("hosts", "the machine's\n");
  auto wish = launch("cat " + at + "; echo ready; exec sleep 1000");
  wish.overlays = {{folder_.file("other", "another\n"), at}};
  auto seller = prepared(wish);

  ASSERT_TRUE(seller->start());

  EXPECT_THAT(text_of(seller->take_output(), "stdout"), HasSubstr("another\n"));
  std::ifstream outside(at);
  std::string line;
  std::getline(outside, line);
  EXPECT_EQ(line, "the machine's");
  std::ifstream mounts("/proc/self/mounts");
  std::string all((std::istreambuf_iterator<char>(mounts)), {});
  EXPECT_THAT(all, Not(HasSubstr(folder_.path())));
}

TEST_F(SellerProcessTest, AnOverlayThatCannotBeIsNamed) {
  auto wish = launch("exec sleep 1000");
  wish.overlays = {{folder_.in("nothing"), folder_.file("hosts", "")}};

  EXPECT_THAT(trouble(wish), HasSubstr("nothing could not be laid over"));
}

TEST_F(SellerProcessTest, AKeeperThatIsNoneIsSaid) {
  auto wish = launch("true");
  wish.keeper = "/bin/true";

  EXPECT_THAT(trouble(wish), HasSubstr("keeper"));
}

TEST(FamilyTest, IsAllThatAProcessStartedInTurn) {
  const test::Process shell(
      {{"/bin/sh", "-c", "sleep 1000 & sleep 1000 & echo ready; wait"}, {}, "", false, false, ""});
  test::Process& watched = const_cast<test::Process&>(shell);
  watched.line_with("ready");

  EXPECT_EQ(descendants_of(shell.pid()).size(), 2U);
  EXPECT_THAT(descendants_of(getpid()), Contains(shell.pid()));

  signal_family(shell.pid(), SIGKILL);
  watched.wait();
  EXPECT_TRUE(descendants_of(shell.pid()).empty());
}

}  // namespace
}  // namespace souk::process
