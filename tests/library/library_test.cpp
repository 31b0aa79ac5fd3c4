#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "client/sample_seller/defects.h"

namespace souk {
namespace {

using nlohmann::json;

/// How `souk run` ended, and what its report says.
struct Played {
  int code = 0;
  std::string output;
  json report;
};

std::filesystem::path report_file(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) / ("souk-library-" + name + ".json");
}

Played play(const std::string& name, const std::string& arguments) {
  const auto report = report_file(name);
  const auto command = std::string(SOUK_COMMAND) + " run " + SOUK_LIBRARY + " --jobs 3 --report json=" +
                       report.string() + " " + arguments + " 2>&1";
  Played played;
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (const auto read = std::fread(buffer, 1, sizeof buffer, pipe)) played.output.append(buffer, read);
  played.code = WEXITSTATUS(pclose(pipe));
  std::ifstream file(report);
  if (file) played.report = json::parse(file, nullptr, false);
  std::filesystem::remove(report);
  return played;
}

std::set<std::string> failed_rules(const json& report) {
  std::set<std::string> failed;
  for (const auto& run : report.at("runs")) {
    for (const auto& verdict : run.at("verdicts")) {
      if (verdict.at("outcome") == "fail") failed.insert(verdict.at("rule").get<std::string>());
    }
  }
  return failed;
}

/// Rules that the same wrong decision breaks beside the one it is named for.
std::set<std::string> also_broken(std::string_view defect) {
  // A record sent again with another quantity is both a second quantity and a changed repeat.
  if (defect == "resends-different-quantity") return {"R80"};
  // A token nobody comes back for is redeemed so late that it never is.
  if (defect == "resolves-late") return {"R6", "R104"};
  return {};
}

TEST(Library, IsKeptByTheSampleSeller) {
  const auto played = play("good", "--seller sample");

  EXPECT_EQ(played.code, 0) << played.output;
  EXPECT_THAT(failed_rules(played.report), testing::IsEmpty());
}

class Defects : public testing::TestWithParam<sample::DefectRow> {};

TEST_P(Defects, BreakTheirRuleAndNoUnrelatedOne) {
  const auto& defect = GetParam();

  const auto played =
      play(std::string(defect.name), "--seller sample:" + std::string(defect.name));

  EXPECT_EQ(played.code, 1) << played.output;
  auto failed = failed_rules(played.report);
  EXPECT_THAT(failed, testing::Contains(std::string(defect.rule))) << played.output;
  failed.erase(std::string(defect.rule));
  for (const auto& related : also_broken(defect.name)) failed.erase(related);
  EXPECT_THAT(failed, testing::IsEmpty()) << played.output;
}

std::string name_of(const testing::TestParamInfo<sample::DefectRow>& info) {
  std::string name(info.param.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Library, Defects, testing::ValuesIn(sample::defects().begin(), sample::defects().end()),
                         name_of);

}  // namespace
}  // namespace souk
