#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "emulator/marketplace/switches.h"
#include "tests/architecture/source_tree.h"

// What the documents point at exists.
namespace souk::architecture {
namespace {

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator each(text.begin(), text.end(), pattern), end; each != end; ++each) {
    found.push_back((*each)[1]);
  }
  return found;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

TEST(Documents, LinkToFilesThatExist) {
  static const std::regex kLink(R"(\]\(([^)#\s]+)(?:#[^)]*)?\))");
  std::size_t links = 0;
  for (const auto* document : files_ending({".md"})) {
    for (const auto& target : matches(document->text, kLink)) {
      if (target.find("://") != std::string::npos) continue;
      ++links;
      EXPECT_TRUE(exists(folder_of(document->path) + target)) << document->path << ": " << target;
    }
  }
  EXPECT_GT(links, 10U);
}

/// Everything tests are called: "Suite.Name", and the name of each test file.
std::set<std::string> all_tests() {
  static const std::regex kTest(R"(\nTEST(?:_F|_P)?\((\w+,\s*\w+)\))");
  std::set<std::string> names;
  for (const auto* file : cpp_files("tests")) {
    for (const auto& name : matches(file->text, kTest)) {
      const auto comma = name.find(',');
      names.insert(name.substr(0, comma) + "." +
                   name.substr(name.find_first_not_of(" \n", comma + 1)));
    }
  }
  return names;
}

class TestTables : public testing::TestWithParam<const char*> {};

TEST_P(TestTables, NameTestsThatExist) {
  static const std::regex kName(R"(`([A-Z]\w+\.[A-Z]\w+)`)");
  const auto known = all_tests();
  const auto named = matches(file_at(GetParam()).text, kName);
  EXPECT_GT(named.size(), 10U);
  for (const auto& name : named) EXPECT_EQ(known.count(name), 1U) << name;
}

TEST_P(TestTables, NameFilesThatExist) {
  static const std::regex kFile(R"(`((?:tests|scenarios|emulator|client)/[\w/.-]+)`)");
  for (const auto& path : matches(file_at(GetParam()).text, kFile))
    EXPECT_TRUE(exists(path)) << path;
}

INSTANTIATE_TEST_SUITE_P(Documents, TestTables,
                         testing::Values("docs/fidelity.md", "docs/timing-rules.md"));

TEST(Fidelity, TellsOfEverySwitchAndItsChoices) {
  const auto& text = file_at("docs/fidelity.md").text;
  for (const auto& each : marketplace::all_switches()) {
    std::string row = "`" + std::string(each.name) + "`: ";
    for (std::size_t i = 0; i < each.choices.size(); ++i) {
      row += (i == 0 ? "**" : ", ") + std::string(each.choices[i]) + (i == 0 ? "**" : "");
    }
    EXPECT_THAT(text, testing::HasSubstr(row));
  }
}

}  // namespace
}  // namespace souk::architecture
