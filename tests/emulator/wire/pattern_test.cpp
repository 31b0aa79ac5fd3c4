#include "emulator/wire/pattern.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace souk::wire {
namespace {

constexpr auto kLicenseArn =
    "^arn:aws[a-zA-Z-]*:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:"
    "[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$";

struct Case {
  const char* expression;
  std::string text;
  bool matches;
};

class PatternCases : public testing::TestWithParam<Case> {};

TEST_P(PatternCases, AreDecidedOverTheWholeText) {
  const auto& [expression, text, matches] = GetParam();

  EXPECT_EQ(Pattern(expression).matches(text), matches) << expression << " on " << text;
}

INSTANTIATE_TEST_SUITE_P(
    OfTheServiceModels, PatternCases,
    testing::Values(
        Case{"^[0-9]+$", "123456789012", true}, Case{"^[0-9]+$", "", false},
        Case{"^[0-9]+$", "12a", false}, Case{"^[0-9]+$", "12\n", false},
        Case{"\\d{12}", "123456789012", true}, Case{"\\d{12}", "12345678901", false},
        Case{"\\d{12}", "1234567890123", false},
        Case{"^[-a-zA-Z0-9/=:_.@]*$", "prod-1/a=b:c_d.e@f", true},
        Case{"^[-a-zA-Z0-9/=:_.@]*$", "", true}, Case{"^[-a-zA-Z0-9/=:_.@]*$", "a b", false},
        Case{"\\S+", "token", true}, Case{"\\S+", "to ken", false}, Case{"\\S+", "ü", true},
        Case{"[\\s\\S]+", "anything\r\n\tat all", true}, Case{"[\\s\\S]+", "", false},
        Case{"[\\s\\S]*", "", true}, Case{".*", "one line", true}, Case{".*", "two\nlines", false},
        Case{"^[a-zA-Z0-9+ -=._:\\/@]+$", "a,b", true},  // " -=" is a range: blank to equals
        Case{"^[a-zA-Z0-9+ -=._:\\/@]+$", "a[b", false}, Case{"[a-zA-Z0-9-_]+", "a-_9", true},
        Case{"[\\w+=,.@-]*", "session-1@x", true}, Case{"[\\w+=,.@-]*", "a b", false},
        Case{"[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", "Größe 5 日本", true},
        Case{"[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*", "five€", false},
        Case{"[^\\x00-\\x1F\\x7F]+", "plain ü", true}, Case{"[^\\x00-\\x1F\\x7F]+", "a\tb", false},
        Case{"[0-9]{2,}", "1", false}, Case{"[0-9]{2,}", "123", true}, Case{"ab|cd", "cd", true},
        Case{"ab|cd", "ad", false}, Case{"x[0-9]?y", "xy", true}, Case{"x[0-9]?y", "x12y", false},
        Case{"^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:x", "arn:aws-cn:events:us-east-1:x",
             true},
        Case{"^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:x", "arn:aws-cn:events:US:x", false},
        Case{kLicenseArn, "arn:aws:license-manager::123456789012:license:l-1", true},
        Case{kLicenseArn, "arn:aws:license-manager::123456789012:", false},
        Case{kLicenseArn, "arn:aws:-x::1:l", false},
        Case{kLicenseArn, "arn:aws:l::1:" + std::string(1024, 'x'), true},
        Case{kLicenseArn, "arn:aws:l::1:" + std::string(1025, 'x'), false}));

TEST(Pattern, TakesTimeInProportionToAMegabyte) {
  const std::string megabyte(1 << 20, 'a');

  EXPECT_TRUE(Pattern("[\\s\\S]*").matches(megabyte));
  EXPECT_TRUE(Pattern("^[-a-zA-Z0-9/=:_.@]*$").matches(megabyte));
  EXPECT_FALSE(Pattern("^[-a-zA-Z0-9/=:_.@]*$").matches(megabyte + " "));
}

TEST(Pattern, RefusesWhatOnePassCannotDecide) {
  EXPECT_THROW(Pattern("[a-z]*a"), std::logic_error);
  EXPECT_THROW(Pattern("x?[0-9]?x"), std::logic_error);
  EXPECT_THROW(Pattern("(ab)*"), std::logic_error);
  EXPECT_THROW(Pattern("(?!a).+"), std::logic_error);
  EXPECT_THROW(Pattern("[a-z"), std::logic_error);
  EXPECT_THROW(Pattern("\\q"), std::logic_error);
  EXPECT_THROW(Pattern("[z-a]"), std::logic_error);
  EXPECT_THROW(Pattern("a{2"), std::logic_error);
}

TEST(Pattern, LeavesTheRestToAFunction) {
  const Pattern even("(..)*", [](std::string_view text) { return text.size() % 2 == 0; });

  EXPECT_TRUE(even.matches("abab"));
  EXPECT_FALSE(even.matches("aba"));
  EXPECT_EQ(even.text(), "(..)*");
}

}  // namespace
}  // namespace souk::wire
