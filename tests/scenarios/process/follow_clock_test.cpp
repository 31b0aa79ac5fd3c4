#include "scenarios/process/follow_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/process.h"

namespace souk::process {
namespace {

using testing::Contains;
using testing::Not;
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

TEST_F(FollowClockTest, TimersFollowOnlyAClockThatRuns) {
  const auto stands = follow_clock_environment("/lib.so", "/clock", false);
  const auto runs = follow_clock_environment("/lib.so", "/clock", true);

  EXPECT_THAT(stands, Contains(Pair("FAKETIME_DONT_FAKE_MONOTONIC", "1")));
  EXPECT_THAT(runs, Not(Contains(Pair("FAKETIME_DONT_FAKE_MONOTONIC", "1"))));
  for (const auto& each : {stands, runs}) {
    EXPECT_THAT(each, Contains(Pair("LD_PRELOAD", "/lib.so")));
    EXPECT_THAT(each, Contains(Pair("FAKETIME_TIMESTAMP_FILE", "/clock")));
    EXPECT_THAT(each, Contains(Pair("FAKETIME_FMT", "%s")));
  }
}

TEST_F(FollowClockTest, WhatIsPreloadedAlreadyStays) {
  setenv("LD_PRELOAD", "/other.so", 1);
  const auto variables = follow_clock_environment("/lib.so", "/clock", false);
  unsetenv("LD_PRELOAD");

  EXPECT_THAT(variables, Contains(Pair("LD_PRELOAD", "/lib.so:/other.so")));
}

}  // namespace
}  // namespace souk::process
