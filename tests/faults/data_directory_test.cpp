// Directories that `serve --data` cannot have, and what it does to those it gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/souk.h"

namespace souk::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr auto kOwnerOnly = fs::perms::owner_read | fs::perms::owner_write;

class DataDirectoryTest : public testing::Test {
 protected:
  static Command serve(const std::string& directory) {
    return souk_command({"serve", "--port", "0", "--data", directory});
  }

  Folder folder_;
};

TEST_F(DataDirectoryTest, WithOtherFilesIsLeftAlone) {
  folder_.file("thesis.tex", "mine");

  const auto ended = run(serve(folder_.path()));

  EXPECT_THAT(ended, ends_with(4, folder_.path() + ": this directory has files that are not souk's",
                               "Name an empty directory, or one souk made."));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(DataDirectoryTest, ThatIsAFileIsRefused) {
  const auto file = folder_.file("data", "");

  EXPECT_THAT(run(serve(file)), ends_with(4, file + ": Not a directory", "Name a directory"));
  EXPECT_THAT(run(serve(file + "/in")), ends_with(4, "Not a directory", "Name a directory"));
}

TEST_F(DataDirectoryTest, ThatMayNotBeWrittenIsRefused) {
  fs::create_directory(folder_.in("locked"));
  fs::permissions(folder_.in("locked"), fs::perms::owner_read | fs::perms::owner_exec);
  auto itself = serve(folder_.in("locked"));
  auto below = serve(folder_.in("locked/data"));
  itself.bound_by_modes = below.bound_by_modes = true;

  for (const auto& command : {itself, below}) {
    EXPECT_THAT(run(command), ends_with(4, "Permission denied", "Name a directory you may write"));
  }
}

TEST_F(DataDirectoryTest, ThatMayNotBeReadIsRefused) {
  fs::create_directory(folder_.in("locked"));
  fs::permissions(folder_.in("locked"), fs::perms::none);
  auto command = serve(folder_.in("locked"));
  command.bound_by_modes = true;

  EXPECT_THAT(run(command), ends_with(4, "Permission denied", "Name a directory you may write"));
}

TEST_F(DataDirectoryTest, OfASoukThatRunsIsRefused) {
  Souk first({"--data", folder_.in("data")});

  const auto second = run(serve(folder_.in("data")));

  EXPECT_THAT(second, ends_with(4, folder_.in("data") + ": another souk uses this directory",
                                "Stop the other souk, or name another directory."));
  EXPECT_TRUE(first.box().clock());
}

TEST_F(DataDirectoryTest, OfASoukThatWasKilledIsTakenOver) {
  Souk first({"--data", folder_.in("data"), "--clock", "frozen"});
  ASSERT_TRUE(first.box().advance_by(std::chrono::hours(5)));
  const auto then = first.box().clock();
  first.process().signal(SIGKILL);
  first.process().wait();

  Souk second({"--data", folder_.in("data"), "--clock", "frozen"});

  EXPECT_EQ(second.box().clock()->now, then->now);
}

TEST_F(DataDirectoryTest, WithADatabaseThatIsNoneIsRefusedAndNotTouched) {
  {
    Souk first({"--data", folder_.in("data")});
    first.process().signal(SIGTERM);
    first.process().wait();
  }
  const std::string text = "this was a database once, a long time ago";
  const auto file = folder_.file("data/default.db", text);

  const auto ended = run(serve(folder_.in("data")));

  EXPECT_THAT(ended, ends_with(4, file, "move this file away"));
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  EXPECT_TRUE(content.str() == text);
}

TEST_F(DataDirectoryTest, KeepsSecretsForTheOwnerAlone) {
  Souk souk({"--data", folder_.in("data"), "--tls-port", "0"});
  ASSERT_TRUE(souk.control().create_sandbox({.name = "second"}));

  EXPECT_EQ(fs::status(folder_.in("data")).permissions(), fs::perms::owner_all);
  int databases = 0;
  for (const auto& entry : fs::directory_iterator(folder_.in("data"))) {
    const auto name = entry.path().filename().string();
    if (name == "souk.json") continue;
    EXPECT_EQ(entry.status().permissions(), kOwnerOnly) << name;
    databases += entry.path().extension() == ".db" ? 1 : 0;
  }
  EXPECT_EQ(databases, 2);
}

}  // namespace
}  // namespace souk::test
