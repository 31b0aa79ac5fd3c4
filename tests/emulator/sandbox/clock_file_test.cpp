#include "emulator/sandbox/clock_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "emulator/core/time.h"
#include "tests/emulator/sandbox/sandbox_fixture.h"
#include "tests/support/process.h"

namespace souk::sandbox {
namespace {

using testing::HasSubstr;

const Timestamp kNine = parse_iso("2026-10-06T09:00:00.250Z").value();
constexpr clock::Pace kStill{clock::Mode::Frozen, 0};

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ClockFileTest : public testing::Test {
 protected:
  static clock::Pace rate(double times) { return {clock::Mode::Rate, times}; }
  ino_t inode() const {
    struct stat info {};
    stat(path_.c_str(), &info);
    return info.st_ino;
  }

  test::Folder folder_;
  std::string path_ = folder_.file("clock", "");
  Timestamp real_now_ = parse_iso("2031-03-05T12:00:00Z").value();
  ClockFile file_{[this] { return real_now_; }};
};

TEST_F(ClockFileTest, HoldsTheInstantAtWhichTimeStands) {
  ASSERT_TRUE(file_.attach(path_, kNine, kStill));
  EXPECT_EQ(content(path_), "1791277200.250\n");

  file_.follow(kNine + 750ms, kStill);
  EXPECT_EQ(content(path_), "1791277201.000\n");
}

TEST_F(ClockFileTest, HoldsAStartAndASpeedWhereTimeRuns) {
  ASSERT_TRUE(file_.attach(path_, kNine, rate(600)));
  EXPECT_EQ(content(path_), "@1791277200.250 x600\n");

  file_.follow(kNine, {clock::Mode::Real, 1});
  EXPECT_EQ(content(path_), "@1791277200.250 x1\n");
  file_.follow(kNine, rate(0.5));
  EXPECT_EQ(content(path_), "@1791277200.250 x0.5\n");
}

TEST_F(ClockFileTest, IsReplacedAsAWhole) {
  ASSERT_TRUE(file_.attach(path_, kNine, kStill));
  const auto before = inode();

  file_.follow(kNine + 1s, kStill);

  EXPECT_NE(inode(), before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(ClockFileTest, IsNotWrittenWhereItSaysSoAlready) {
  ASSERT_TRUE(file_.attach(path_, kNine, kStill));
  const auto before = inode();

  file_.follow(kNine, kStill);

  EXPECT_EQ(inode(), before);
}

TEST_F(ClockFileTest, AClockThatRunsOnIsNotSetAgain) {
  ASSERT_TRUE(file_.attach(path_, kNine, rate(600)));
  const auto before = inode();

  real_now_ += 1s;
  for (const auto off : {0s, 12s, -12s}) {
    file_.follow(kNine + 600s + off, rate(600));
    EXPECT_EQ(inode(), before) << off.count();
  }
  file_.follow(kNine + 600s + 12s + 1ms, rate(600));
  EXPECT_NE(inode(), before) << "it was moved";
}

TEST_F(ClockFileTest, OverwritesNothingButAClock) {
  for (const auto* text : {"", "1791277200.250\n", "@1791277200 x600\n", "17\n"}) {
    EXPECT_TRUE(file_.attach(folder_.file("good", text), kNine, kStill)) << text;
  }
  for (const auto* text : {"precious\n", "17 18\n", "@\n", "1.2.3\n", "soukclk\n"}) {
    const auto path = folder_.file("bad", text);
    const auto refused = file_.attach(path, kNine, kStill);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().type, "BadClockFile");
    EXPECT_EQ(content(path), text);
  }
}

TEST_F(ClockFileTest, IsAFileThatIsThere) {
  std::filesystem::create_symlink(path_, folder_.in("link"));
  for (const auto& [path, why] :
       {std::pair{folder_.in("nothing"), "is no file"}, std::pair{folder_.path(), "is no file"},
        std::pair{folder_.in("link"), "is no file"},
        std::pair{std::string("clock"), "is no absolute path"}}) {
    const auto refused = file_.attach(path, kNine, kStill);
    ASSERT_FALSE(refused) << path;
    EXPECT_THAT(refused.error().message, HasSubstr(why));
    EXPECT_FALSE(file_.attached());
  }
}

TEST_F(ClockFileTest, OneThatIsLostIsTold) {
  ASSERT_TRUE(file_.attach(path_, kNine, kStill));
  std::filesystem::remove_all(folder_.path());

  file_.follow(kNine + 1s, kStill);

  EXPECT_THAT(file_.trouble(), HasSubstr("The seller's clock could not be set: " + path_));
}

class FollowedSandboxTest : public SandboxTest {
 protected:
  FollowedSandboxTest() {
    Session session(*sandbox_);
    EXPECT_TRUE(sandbox_->clock_file.attach(path_, sandbox_->clock.now(), kStill));
    session.commit();
  }

  test::Folder folder_;
  std::string path_ = folder_.file("clock", "");
  std::shared_ptr<Sandbox> sandbox_ = create("s1");
};

TEST_F(FollowedSandboxTest, TheSellerHearsNothingOfANewTimeBeforeItsClockShowsIt) {
  target(*sandbox_);
  subscribe(*sandbox_);
  std::vector<std::pair<std::string, std::string>> seen;
  outbound_.react = [&](const auto& request) {
    const auto told = parse_iso(std::string(request.headers.get("x-souk-now"))).value();
    seen.emplace_back(content(path_), ClockFile::line_of(told, kStill));
    return answered(200);
  };
  Target where;
  where.by = 2min;

  ASSERT_TRUE(conductor_.advance(*sandbox_, where));

  ASSERT_EQ(seen.size(), 2U);
  for (const auto& [shown, told] : seen) EXPECT_EQ(shown, told);
  EXPECT_NE(seen[0], seen[1]);
  EXPECT_EQ(content(path_), ClockFile::line_of(at("2026-10-06T09:02:00Z"), kStill));
}

TEST_F(FollowedSandboxTest, WhatIsTakenBackIsNotShown) {
  {
    Session session(*sandbox_);
    sandbox_->clock.move_to(sandbox_->clock.now() + 1h);
  }
  EXPECT_EQ(content(path_), ClockFile::line_of(at("2026-10-06T09:00:00Z"), kStill));
}

TEST_F(FollowedSandboxTest, TheMachinesClockIsTheMarkets) {
  const std::lock_guard lock(sandbox_->mutex);
  EXPECT_EQ(sandbox_->seller_now(), at("2026-10-06T09:00:00Z"));
  EXPECT_EQ(sandbox_->seller_clock_slack(), 0s);

  sandbox_->clock.set_pace({clock::Mode::Rate, 600});
  EXPECT_EQ(sandbox_->seller_clock_slack(), 1200s) << "two real seconds";
  sandbox_->clock_file.detach();
  const auto real = real_time::wall_now();
  EXPECT_GE(sandbox_->seller_now(), real);
  EXPECT_EQ(sandbox_->seller_clock_slack(), 0s);
}

}  // namespace
}  // namespace souk::sandbox
