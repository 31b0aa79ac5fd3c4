#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "tests/emulator/sandbox/sandbox_fixture.h"

// Sandboxes that outlive their process.
namespace souk::sandbox {
namespace {

using testing::HasSubstr;

namespace fs = std::filesystem;

class DataDirectoryTest : public SandboxTest {
 protected:
  DataDirectoryTest() {
    auto name = (fs::temp_directory_path() / "souk-sandboxes-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    directory_ = root_ / "data";
  }
  ~DataDirectoryTest() override { fs::remove_all(root_); }

  Result<std::unique_ptr<Sandboxes>> open() const {
    return Sandboxes::open({directory_.string(), 1, "http://127.0.0.1:4747", config("default")});
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
  }

  fs::path root_;
  fs::path directory_;
};

TEST_F(DataDirectoryTest, ARestartFindsEverything) {
  std::string account;
  storage::AgreementRow agreement;
  {
    const auto first = open().value();
    const auto sandbox = first->create(config("one")).value();
    account = sandbox->account();
    agreement = subscribe(*sandbox);
    ASSERT_TRUE(advance(*sandbox, 30s));
  }

  const auto second = open().value();

  const auto sandbox = second->find("one");
  ASSERT_NE(sandbox, nullptr);
  EXPECT_EQ(sandbox->account(), account);
  EXPECT_EQ(second->with_account(account), sandbox);
  EXPECT_EQ(now(*sandbox), at("2026-10-06T09:00:30Z"));
  const auto journey = advance(*sandbox, 1h).value();
  ASSERT_EQ(journey.happenings.size(), 1U);
  EXPECT_EQ(journey.happenings[0].subject, agreement.agreement_id);
}

TEST_F(DataDirectoryTest, WhatWasOutWhenTheProcessDiedIsSentAgain) {
  {
    const auto first = open().value();
    const auto sandbox = first->standard();
    target(*sandbox);
    subscribe(*sandbox);
    Session session(*sandbox);
    const auto due = sandbox->market.agenda.first().value();
    sandbox->market.agenda.remove(due);
    marketplace::fall_due(sandbox->market, due);
    messaging::publish_news(sandbox->messaging);
    ASSERT_EQ(messaging::claim_attempts(sandbox->messaging).size(), 1U);
    session.commit();
  }

  const auto second = open().value();

  EXPECT_EQ(conductor_.deliver(*second->standard()), 1U);
  EXPECT_EQ(rows(*second->standard(), "delivery").back()["data"]["attempt"], 2);
}

TEST_F(DataDirectoryTest, ARunningClockGoesOnFromWhereItWasSeen) {
  Timestamp seen;
  {
    const auto first = open().value();
    auto running = config("running");
    running.pace = {clock::Mode::Rate, 1'000'000};
    const auto sandbox = first->create(running).value();
    while (now(*sandbox) < at("2026-10-07")) {
      // A day in a tenth of a second.
    }
    seen = subscribe(*sandbox).accepted;
  }

  const auto second = open().value();

  EXPECT_GE(now(*second->find("running")), seen);
}

TEST_F(DataDirectoryTest, FilesOfOthersAreLeftAlone) {
  fs::create_directories(directory_);
  write("thesis.txt", "mine");

  const auto refused = open();

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, "DataDirectoryUnusable");
  EXPECT_THAT(refused.error().message, HasSubstr("files that are not souk's"));
  EXPECT_EQ(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()), 1);
}

TEST_F(DataDirectoryTest, IsUsedByOneSoukAtATime) {
  auto first = open();
  ASSERT_TRUE(first);

  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("another souk uses this directory"));

  first->reset();
  EXPECT_TRUE(open());
}

TEST_F(DataDirectoryTest, MustBeOneThatCanBeWritten) {
  std::ofstream(root_ / "file") << "not a directory";
  directory_ = root_ / "file" / "data";

  const auto refused = open();

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, "DataDirectoryUnusable");
}

TEST_F(DataDirectoryTest, ADatabaseWhoseMakerDiedIsMadeAnew) {
  open().value().reset();
  write("half.db", "");
  ASSERT_TRUE(storage::Database::in_file((directory_ / "unfinished.db").string()));

  const auto sandboxes = open().value();

  EXPECT_EQ(sandboxes->find("half"), nullptr);
  EXPECT_TRUE(sandboxes->create(config("half")));
  EXPECT_TRUE(sandboxes->create(config("unfinished")));
}

TEST_F(DataDirectoryTest, ACopyWhoseMakerDiedIsNotTheOriginal) {
  {
    const auto first = open().value();
    subscribe(*first->standard());
  }
  fs::copy_file(directory_ / "default.db", directory_ / "copy.db");

  const auto sandboxes = open().value();

  EXPECT_EQ(sandboxes->find("copy"), nullptr);
  EXPECT_EQ(sandboxes->all().size(), 1U);
  const auto made = sandboxes->create(config("copy"));
  ASSERT_TRUE(made);
  EXPECT_EQ(rows(**made, "agreement").size(), 0U);
}

TEST_F(DataDirectoryTest, AFileThatIsNoDatabaseIsNamed) {
  open().value().reset();
  write("strange.db", std::string(4096, 'x'));

  const auto refused = open();

  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("strange.db"));
}

TEST_F(DataDirectoryTest, ARemovedSandboxIsGoneForGood) {
  {
    const auto first = open().value();
    const auto sandbox = first->create(config("one")).value();
    subscribe(*sandbox);
    ASSERT_TRUE(first->remove("one"));
  }

  EXPECT_EQ(open().value()->find("one"), nullptr);
}

TEST_F(DataDirectoryTest, ANewSandboxOfARemovedOnesNameKeepsWhatItIsTold) {
  {
    const auto first = open().value();
    auto old = first->create(config("one")).value();
    subscribe(*old, "before");
    ASSERT_TRUE(first->remove("one"));
    const auto fresh = first->create(config("one")).value();
    subscribe(*fresh, "after");
    // Somebody had the old one open until now.
    old.reset();
  }

  const auto again = open().value()->find("one");

  ASSERT_NE(again, nullptr);
  Session session(*again);
  EXPECT_TRUE(again->market.catalogue.buyer_named("after"));
  EXPECT_FALSE(again->market.catalogue.buyer_named("before"));
}

TEST_F(DataDirectoryTest, AForkIsKeptToo) {
  {
    const auto first = open().value();
    subscribe(*first->standard());
    ASSERT_TRUE(first->fork(*first->standard(), "copy"));
  }

  const auto second = open().value();
  const auto copy = second->find("copy");

  ASSERT_NE(copy, nullptr);
  EXPECT_NE(copy->account(), second->standard()->account());
  EXPECT_EQ(rows(*copy, "agreement").size(), 1U);
}

}  // namespace
}  // namespace souk::sandbox
