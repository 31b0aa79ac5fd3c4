#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "emulator/core/version.h"
#include "tests/architecture/source_tree.h"

// Holds the picture that docs/architecture.md draws.
namespace souk::architecture {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// Which rooms a room may include, beside itself. cli/ puts everything together and may have all.
const std::map<std::string, std::set<std::string>> kRooms{
    {"emulator/core", {}},
    {"emulator/wire", {"emulator/core"}},
    {"emulator/storage", {"emulator/core"}},
    {"emulator/clock", {"emulator/core", "emulator/storage"}},
    {"emulator/marketplace", {"emulator/core", "emulator/storage", "emulator/clock"}},
    {"emulator/messaging",
     {"emulator/core", "emulator/storage", "emulator/clock", "emulator/marketplace"}},
    {"emulator/sandbox",
     {"emulator/core", "emulator/storage", "emulator/clock", "emulator/marketplace",
      "emulator/messaging"}},
    {"emulator/services",
     {"emulator/core", "emulator/wire", "emulator/clock", "emulator/marketplace",
      "emulator/messaging", "emulator/sandbox"}},
    {"emulator/control",
     {"emulator/core", "emulator/clock", "emulator/marketplace", "emulator/messaging",
      "emulator/sandbox"}},
    {"emulator/http",
     {"emulator/core", "emulator/wire", "emulator/clock", "emulator/messaging", "emulator/sandbox",
      "emulator/services", "emulator/control"}},
    {"scenarios/rules", {}},
    {"scenarios/story", {"scenarios/rules", "client"}},
    {"scenarios/report", {"scenarios/rules"}},
    {"scenarios/process", {"client"}},
    {"scenarios/runner",
     {"scenarios/rules", "scenarios/story", "scenarios/process", "scenarios/report", "client"}},
    {"client", {}},
    {"client/sample_seller", {"client"}},
};

/// The first two folders of a path below emulator/ or scenarios/, the sample seller, the client.
std::string room_of(const std::string& path) {
  const auto first = path.find('/');
  const auto top = path.substr(0, first);
  if (top == "souk") return "client";
  if (top == "client") {
    return path.rfind("client/sample_seller/", 0) == 0 ? "client/sample_seller" : "client";
  }
  if (top != "emulator" && top != "scenarios") return top;
  return path.substr(0, path.find('/', first + 1));
}

struct Inclusion {
  std::string from;
  std::string included;
};

/// What a file includes of our own; system headers stand in angle brackets.
std::vector<Inclusion> inclusions_of(const SourceFile& file) {
  static const std::string kStart = "#include \"";
  std::vector<Inclusion> found;
  for (const auto& line : lines_of(file.text)) {
    if (line.rfind(kStart, 0) != 0) continue;
    const auto end = line.find('"', kStart.size());
    found.push_back({file.path, line.substr(kStart.size(), end - kStart.size())});
  }
  return found;
}

std::vector<const SourceFile*> our_cpp() {
  std::vector<const SourceFile*> files;
  for (const auto* folder : {"emulator", "scenarios", "client"}) {
    for (const auto* file : cpp_files(folder)) files.push_back(file);
  }
  return files;
}

bool mentions_any(const std::string& text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return text.find(word) != std::string::npos; });
}

TEST(Rooms, IncludeOnlyWhatStandsBelowThem) {
  ASSERT_GT(our_cpp().size(), 100U);
  for (const auto* file : our_cpp()) {
    const auto room = kRooms.find(room_of(file->path));
    ASSERT_NE(room, kRooms.end()) << file->path << " lies in a room the table does not know";
    for (const auto& each : inclusions_of(*file)) {
      const auto target = room_of(each.included);
      EXPECT_TRUE(target == room->first || room->second.count(target) != 0)
          << each.from << " includes " << each.included;
    }
  }
}

TEST(Rooms, OfTheEmulatorAreBuiltFromTheBottomUp) {
  // The line that adds them lists them in order: what a room includes stands before it.
  const auto& text = file_at("emulator/CMakeLists.txt").text;
  const auto from = text.find("foreach(room ");
  ASSERT_NE(from, std::string::npos);
  std::istringstream names(text.substr(from + 13, text.find(')', from) - from - 13));
  std::set<std::string> before;
  for (std::string name; names >> name;) {
    const auto room = kRooms.find("emulator/" + name);
    ASSERT_NE(room, kRooms.end()) << name;
    for (const auto& each : room->second)
      EXPECT_EQ(before.count(each), 1U) << name << " needs " << each;
    before.insert(room->first);
  }
  const auto rooms = std::count_if(kRooms.begin(), kRooms.end(), [](const auto& each) {
    return each.first.rfind("emulator/", 0) == 0;
  });
  EXPECT_EQ(before.size(), static_cast<std::size_t>(rooms));
}

TEST(RealTime, IsReadInOneRoomOfTheEmulatorAndOneFileOfEachClient) {
  const std::vector<std::string> words{"system_clock", "steady_clock", "high_resolution_clock",
                                       "sleep_for",    "sleep_until",  "clock_gettime",
                                       "gettimeofday"};
  const std::set<std::string> allowed{"scenarios/process/real_time.cpp",
                                      "client/src/real_time.cpp"};
  int readers = 0;
  for (const auto* file : our_cpp()) {
    if (!mentions_any(file->text, words)) continue;
    ++readers;
    EXPECT_TRUE(file->is_under("emulator/clock") || allowed.count(file->path) != 0) << file->path;
  }
  for (const auto* file : cpp_files("cli"))
    EXPECT_FALSE(mentions_any(file->text, words)) << file->path;
  EXPECT_GE(readers, 3);
}

TEST(CppHttplib, IsIncludedByThreeFilesOnly) {
  std::set<std::string> files;
  auto all = our_cpp();
  for (const auto* file : cpp_files("cli")) all.push_back(file);
  for (const auto* file : all) {
    if (file->text.find("#include <httplib.h>") != std::string::npos) files.insert(file->path);
  }
  EXPECT_EQ(files,
            (std::set<std::string>{"client/sample_seller/web_server.cpp", "client/src/http.cpp",
                                   "emulator/http/answer_writer.cpp"}));
}

TEST(Files, StayBelowFourHundredLines) {
  for (const auto* file :
       files_ending({".cpp", ".h", ".js", ".css", ".html", ".py", "CMakeLists.txt"})) {
    EXPECT_LE(lines_of(file->text).size(), 400U) << file->path;
  }
}

TEST(Files, AreBuiltByName) {
  // Two words: this file is one of those looked at.
  const std::string glob = std::string("file(") + "GLOB";
  for (const auto* file : files_ending({"CMakeLists.txt", ".cmake"})) {
    EXPECT_THAT(file->text, testing::Not(HasSubstr(glob))) << file->path;
  }
}

TEST(Version, IsTheSameEverywhere) {
  const std::string version(kVersion);
  EXPECT_THAT(file_at("CMakeLists.txt").text, HasSubstr("project(souk VERSION " + version + " "));
  EXPECT_THAT(file_at("vcpkg.json").text, HasSubstr("\"version\": \"" + version + "\""));
  EXPECT_THAT(file_at("docs/openapi.yaml").text, HasSubstr("\n  version: " + version + "\n"));
}

TEST(Words, OfTheWorkshopStayInTheWorkshop) {
  const std::vector<std::string> words{std::string("/wo") + "rk/", std::string("../sh") + "ared"};
  std::vector<std::string> found;
  for (const auto& file : all_files()) {
    if (mentions_any(file.text, words)) found.push_back(file.path);
  }
  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace souk::architecture
