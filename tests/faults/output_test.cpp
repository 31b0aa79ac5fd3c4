// Nobody reads, the disk is full, the descriptors are closed: results and reports are kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/souk.h"
#include "tests/support/stories.h"

namespace souk::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class OutputTest : public testing::Test {
 protected:
  Command run_command(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"run", story_, "--report", "json=" + report_});
    return souk_command(std::move(more));
  }

  std::size_t runs_reported() const {
    const auto report = json::parse(std::ifstream(report_), nullptr, false);
    return report.is_discarded() ? 0 : report.at("runs").size();
  }

  Folder folder_;
  std::string story_ = folder_.file("a.yaml", kAlone);
  std::string report_ = folder_.in("a.json");
};

TEST_F(OutputTest, ARunNobodyReadsEndsAsItWouldHave) {
  auto command = run_command();
  command.unheard = true;

  const auto ended = run(command);

  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(runs_reported(), 2u);
}

TEST_F(OutputTest, AListNobodyReadsEndsByItsSignal) {
  auto command = souk_command({"rules"});
  command.unheard = true;

  EXPECT_EQ(run(command).code, 128 + SIGPIPE);
}

TEST_F(OutputTest, AFullDiskIsToldAndIsCodeFour) {
  auto played = run_command();
  auto listed = souk_command({"rules"});
  played.out_file = listed.out_file = "/dev/full";

  EXPECT_THAT(run(played), ends_with(4, "No space left on device", "Make room"));
  EXPECT_THAT(run(listed), ends_with(4, "No space left on device"));
  EXPECT_EQ(runs_reported(), 2u);
}

TEST_F(OutputTest, ClosedDescriptorsAreNoPlaceForData) {
  auto words = run_command().words;
  std::string line = "exec";
  for (const auto& word : words) line += " '" + word + "'";
  Command shell;
  shell.words = {"/bin/sh", "-c", line + " <&- >&- 2>&-"};

  const auto ended = run(shell);

  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(runs_reported(), 2u);
}

}  // namespace
}  // namespace souk::test
