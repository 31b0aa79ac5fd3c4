#include "scenarios/process/follow_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <system_error>

#include "emulator/clock/real_time.h"
#include "emulator/sandbox/clock_file.h"
#include "tests/support/process.h"

namespace souk::process {
namespace {

using testing::Contains;
using testing::Pair;

class FollowClockTest : public testing::Test {
 protected:
  ~FollowClockTest() override {
    unsetenv("SOUK_LIBFAKETIME");
    unsetenv("LD_PRELOAD");
  }

  test::Folder folder_;
};

TEST_F(FollowClockTest, TheLibraryMayBeNamed) {
  const auto library = folder_.file("libfaketimeMT.so.1", "");
  setenv("SOUK_LIBFAKETIME", library.c_str(), 1);
  EXPECT_EQ(find_libfaketime(), library);

  setenv("SOUK_LIBFAKETIME", folder_.in("nothing").c_str(), 1);
  EXPECT_EQ(find_libfaketime(), "");
}

TEST_F(FollowClockTest, WhatIsPreloadedAlreadyStays) {
  setenv("LD_PRELOAD", "/other.so", 1);
  const auto jumps = follow_jumps(folder_.path());
  const auto pace = follow_pace(folder_.path(), "/lib.so");
  unsetenv("LD_PRELOAD");

  EXPECT_THAT(jumps.environment, Contains(Pair("LD_PRELOAD", jumps.library + ":/other.so")));
  EXPECT_THAT(pace.environment, Contains(Pair("LD_PRELOAD", "/lib.so:/other.so")));
}

TEST_F(FollowClockTest, AFolderThatCannotBeWrittenIsNamed) {
  EXPECT_THROW(follow_jumps(folder_.in("nowhere")), std::system_error);
  EXPECT_THROW(follow_pace(folder_.in("nowhere"), "/lib.so"), std::system_error);
}

/// Programs that take the time from a file that a sandbox keeps.
class JumpsTest : public FollowClockTest {
 protected:
  JumpsTest() { EXPECT_TRUE(file_.attach(loader_.file, kNine, kStill)); }

  std::string told(const std::string& python) const {
    test::Command command{{"/usr/bin/python3", "-c", python}, {}, "", false, false, ""};
    for (const auto& [name, value] : loader_.environment) command.environment[name] = value;
    const auto ended = test::run(command);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  }

  static constexpr clock::Pace kStill{clock::Mode::Frozen, 0};
  const Timestamp kNine = parse_iso("2026-10-06T09:00:00.250Z").value();
  ClockLoader loader_ = follow_jumps(folder_.path());
  sandbox::ClockFile file_{real_time::wall_now};
};

TEST_F(JumpsTest, AProgramSeesTheMarketsTimeToTheMillisecond) {
  const auto show = "import time; print(time.time_ns())";
  EXPECT_EQ(told(show), "1791277200250000000\n");

  file_.follow(kNine + std::chrono::hours(24 * 365) + Duration(1), kStill);
  EXPECT_EQ(told(show), "1822813200251000000\n");
}

TEST_F(JumpsTest, AProgramThatRunsSeesTheClockJump) {
  test::Command command{{"/usr/bin/python3", "-uc",
                         "import time\n"
                         "print('before', time.time_ns())\n"
                         "while time.time_ns() == 1791277200250000000: pass\n"
                         "print('after', time.time_ns())"},
                        {},
                        "",
                        false,
                        false,
                        ""};
  for (const auto& [name, value] : loader_.environment) command.environment[name] = value;
  test::Process program(command);
  EXPECT_EQ(program.line_with("before"), "before 1791277200250000000");

  file_.follow(kNine + Duration(1), kStill);

  EXPECT_EQ(program.line_with("after"), "after 1791277200251000000");
}

TEST_F(JumpsTest, SleepsAndTimeoutsStayReal) {
  EXPECT_EQ(told("import time, threading, queue, select\n"
                 "began = time.monotonic()\n"
                 "time.sleep(.02)\n"
                 "threading.Event().wait(.02)\n"
                 "select.select([], [], [], .02)\n"
                 "try: queue.Queue().get(timeout=.02)\n"
                 "except queue.Empty: pass\n"
                 "print(time.monotonic() - began >= .08, time.time_ns())"),
            "True 1791277200250000000\n");
}

TEST_F(JumpsTest, ADeadlineOnTheWallClockIsAsFarOffAsItSeems) {
  EXPECT_EQ(told("import ctypes, time\n"
                 "class Time(ctypes.Structure): _fields_ = [('s', ctypes.c_long), ('ns', "
                 "ctypes.c_long)]\n"
                 "libc = ctypes.CDLL(None)\n"
                 "semaphore = ctypes.create_string_buffer(64)\n"
                 "libc.sem_init(semaphore, 0, 0)\n"
                 "at = time.time_ns() + 20_000_000\n"
                 "began = time.monotonic()\n"
                 "libc.sem_timedwait(semaphore, ctypes.byref(Time(at // 10**9, at % 10**9)))\n"
                 "took = time.monotonic() - began\n"
                 "print(took >= .02, took < 20)"),
            "True True\n");
}

TEST_F(JumpsTest, AClockThatRunsIsFollowedFromItsStart) {
  file_.follow(kNine, {clock::Mode::Rate, 1000});

  EXPECT_EQ(told("import time\n"
                 "first = time.time(); began = time.monotonic()\n"
                 "time.sleep(.02)\n"
                 "passed = time.time() - first; took = time.monotonic() - began\n"
                 "print(passed >= 20, passed <= took * 1000 + 1, first >= 1791277200.25)"),
            "True True True\n");
}

TEST_F(JumpsTest, WithoutAFileTimeIsReal) {
  loader_.environment.back().second = folder_.in("nothing");

  EXPECT_EQ(told("import time; print(time.time() > 1791277201)"), "True\n");
}

}  // namespace
}  // namespace souk::process
