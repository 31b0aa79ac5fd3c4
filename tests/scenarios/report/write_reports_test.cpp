#include "scenarios/report/write_reports.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/report/json_report.h"
#include "tests/scenarios/report/runs.h"

namespace souk::judge {
namespace {

namespace fs = std::filesystem;

class WriteReports : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(directory_); }
  void TearDown() override { fs::remove_all(directory_); }

  std::string path(const std::string& name) const { return (directory_ / name).string(); }

  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }

  const fs::path directory_ =
      fs::path(testing::TempDir()) / ("souk-reports-" + std::to_string(::getpid()));
};

TEST_F(WriteReports, WritesEachFormatAndLeavesNothingElse) {
  const auto written = write_reports(
      {kept_run()}, {{"junit", path("r.xml")}, {"json", path("r.json")}, {"html", path("r.html")}});

  ASSERT_TRUE(written.has_value()) << written.error();
  EXPECT_EQ(files(), 3u);
  std::ifstream file(path("r.json"));
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), json_report({kept_run()}));
}

TEST_F(WriteReports, ReplacesAnOlderReport) {
  std::ofstream(path("r.json")) << "old";

  ASSERT_TRUE(write_reports({}, {{"json", path("r.json")}}).has_value());
  EXPECT_GT(fs::file_size(path("r.json")), 3u);
}

TEST_F(WriteReports, NamesAMissingDirectory) {
  const auto written = write_reports({}, {{"junit", path("none/r.xml")}});

  EXPECT_EQ(written.error(), "cannot write the junit report to " + path("none/r.xml") +
                                 ": the directory " + path("none") +
                                 " does not exist; create it or choose another path");
}

TEST_F(WriteReports, RefusesADirectoryAsAPath) {
  EXPECT_THAT(write_reports({}, {{"json", directory_.string()}}).error(),
              testing::HasSubstr("that is a directory; name a file in it"));
}

TEST_F(WriteReports, NamesTheNearestFormat) {
  EXPECT_EQ(write_reports({}, {{"junits", "x"}}).error(),
            "there is no report format \"junits\"; the nearest is junit, and there are junit, json "
            "and html");
}

TEST_F(WriteReports, TriesTheOthersAfterATrouble) {
  const auto written = write_reports({}, {{"html", path("none/r")}, {"json", path("r.json")}});

  EXPECT_FALSE(written.has_value());
  EXPECT_TRUE(fs::exists(path("r.json")));
}

TEST_F(WriteReports, WantsAPath) {
  EXPECT_EQ(write_reports({}, {{"json", ""}}).error(), "the json report needs a path: json=FILE");
}

}  // namespace
}  // namespace souk::judge
