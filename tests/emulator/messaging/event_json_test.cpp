#include "emulator/messaging/event_json.h"

#include <gtest/gtest.h>

namespace souk::messaging {
namespace {

std::string lists(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(EventJsonTest, BlanksGoAndEverythingElseStays) {
  EXPECT_EQ(compact_json("{ \"b\" : 1.50,\n\t\"a\" : [ 1e3 , \" \\\" x \" ] }\r"),
            "{\"b\":1.50,\"a\":[1e3,\" \\\" x \"]}");
}

TEST(EventJsonTest, JsonIsReadAsFarAsItIsNotTooDeep) {
  EXPECT_TRUE(read_json(lists(kDeepestEvent)));
  EXPECT_FALSE(read_json(lists(kDeepestEvent + 1)));
  EXPECT_FALSE(read_json("{"));
}

TEST(EventJsonTest, BracketsInTextsNestNothing) {
  const auto text = "\"" + std::string(2 * kDeepestEvent, '[') + "\\\"[\"";

  EXPECT_TRUE(read_json(text));
}

}  // namespace
}  // namespace souk::messaging
