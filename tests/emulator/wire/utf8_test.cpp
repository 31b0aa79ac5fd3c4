#include "emulator/wire/utf8.h"

#include <gtest/gtest.h>

namespace souk::wire {
namespace {

TEST(Utf8, TakesCodePointsOfEveryLength) {
  std::string_view text = "aé日😀";

  EXPECT_EQ(take_code_point(text), U'a');
  EXPECT_EQ(take_code_point(text), U'é');
  EXPECT_EQ(take_code_point(text), U'日');
  EXPECT_EQ(take_code_point(text), U'😀');
  EXPECT_EQ(take_code_point(text), std::nullopt);
}

TEST(Utf8, RefusesWhatTheStandardForbids) {
  EXPECT_FALSE(is_utf8("\xC0\x80"));          // overlong
  EXPECT_FALSE(is_utf8("\xE0\x80\x80"));      // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("\x80"));
  EXPECT_FALSE(is_utf8("ab\xE6\x97"));
  EXPECT_TRUE(is_utf8("\xF4\x8F\xBF\xBF"));
}

TEST(Utf8, CountsAndCutsAtCodePoints) {
  EXPECT_EQ(count_code_points("aé日😀"), 4U);
  EXPECT_EQ(cut_at_code_point("aé日", 2), "a");
  EXPECT_EQ(cut_at_code_point("aé日", 3), "aé");
  EXPECT_EQ(cut_at_code_point("aé日", 100), "aé日");
}

}  // namespace
}  // namespace souk::wire
