#include "scenarios/story/schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "scenarios/story/language.h"

namespace souk::judge {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// Editors read a file, souk reads the table. Where they differ, the right text of the file is left
// beside the test's other output, to be copied over it.
TEST(Schema, TheFileForEditorsSaysWhatTheTableSays) {
  const std::string file = std::string(SOUK_SOURCE_DIR) + "/docs/scenario.schema.json";
  const std::string right = story_schema().dump(1) + "\n";
  const std::string fresh = testing::TempDir() + "scenario.schema.json";

  if (text_of(file) != right) std::ofstream(fresh) << right;

  EXPECT_TRUE(text_of(file) == right) << "cp " << fresh << " " << file;
}

TEST(Schema, EveryVerbAndMemberIsThere) {
  const auto schema = story_schema();

  for (const Member& member : story_table()) {
    EXPECT_TRUE(schema["properties"].contains(std::string(member.name))) << member.name;
  }
  for (const Verb& verb : verb_table()) {
    const auto& step = schema["$defs"]["step"]["properties"];
    ASSERT_TRUE(step.contains(std::string(verb.name)));
    EXPECT_EQ(step[std::string(verb.name)]["description"], verb.about);
  }
}

TEST(Schema, EveryVerbIsExplainedWithAnExample) {
  const std::string docs = text_of(std::string(SOUK_SOURCE_DIR) + "/docs/stories.md");

  for (const Verb& verb : verb_table()) {
    EXPECT_NE(docs.find("- " + std::string(verb.name) + ":"), std::string::npos) << verb.name;
    if (!verb.arguments.table) continue;
    for (const Member& member : *verb.arguments.table) {
      EXPECT_NE(docs.find(std::string(member.name)), std::string::npos)
          << verb.name << ": " << member.name;
    }
  }
}

}  // namespace
}  // namespace souk::judge
