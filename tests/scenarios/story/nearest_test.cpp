#include "scenarios/story/nearest.h"

#include <gtest/gtest.h>

namespace souk::judge {
namespace {

const std::vector<std::string> kVerbs{"subscribe", "register", "set-up", "cancel", "use", "expect"};

TEST(Nearest, FindsTheWordThatWasMeant) {
  EXPECT_EQ(nearest_word("subscirbe", kVerbs), "subscribe");
  EXPECT_EQ(nearest_word("setup", kVerbs), "set-up");
  EXPECT_EQ(nearest_word("set_up", kVerbs), "set-up");
  EXPECT_EQ(nearest_word("Cancel", kVerbs), "cancel");
  EXPECT_EQ(nearest_word("exp", kVerbs), "expect");
}

TEST(Nearest, FindsNothingFarAway) {
  EXPECT_EQ(nearest_word("teleport", kVerbs), "");
  EXPECT_EQ(nearest_word("x", kVerbs), "");
  EXPECT_EQ(nearest_word("", kVerbs), "");
  EXPECT_EQ(nearest_word(std::string(100'000, 'x'), kVerbs), "");
}

TEST(Nearest, EnumeratesForPeople) {
  EXPECT_EQ(enumerate({"a", "b", "c"}), "a, b or c");
  EXPECT_EQ(enumerate({"a"}), "a");
}

}  // namespace
}  // namespace souk::judge
