#include "emulator/core/json_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "emulator/core/json.h"

namespace souk {
namespace {

std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

TEST(JsonText, IsWhatDumpGives) {
  const Json value{{"whole", -7},
                   {"large", std::numeric_limits<std::uint64_t>::max()},
                   {"least", std::numeric_limits<std::int64_t>::min()},
                   {"part", 0.1},
                   {"round", 3.0},
                   {"yes", true},
                   {"nothing", nullptr},
                   {"list", {1, "two", Json::array(), Json::object()}},
                   {"a \"name\"\n", "tab\there, \\ and \x01, \x7f"},
                   {"umlaut", "Z\u00fcrich \u20ac \U0001f600"}};

  EXPECT_EQ(json_text(value), dumped(value));
}

TEST(JsonText, WritesEmptyThings) {
  EXPECT_EQ(json_text(Json()), "null");
  EXPECT_EQ(json_text(Json::object()), "{}");
  EXPECT_EQ(json_text(Json::array()), "[]");
  EXPECT_EQ(json_text(""), R"("")");
}

TEST(JsonText, ReplacesOrLeavesOutWhatIsNoUtf8) {
  const Json value{{"name", "a\xff z"}};

  EXPECT_EQ(json_text(value), "{\"name\":\"a\uFFFD z\"}");
  EXPECT_EQ(json_text(value, BadBytes::LeftOut), R"({"name":"a z"})");
}

/// A value of any shape, `depth` levels deep at most.
Json any_value(std::mt19937& random, int depth) {
  const auto below = [&](unsigned limit) { return random() % limit; };
  const auto any_string = [&] {
    std::string text;
    for (auto left = below(12); left > 0; --left) text += static_cast<char>(below(256));
    return text;
  };
  switch (below(depth > 0 ? 8 : 6)) {
    case 0:
      return static_cast<std::int64_t>(random()) - (std::int64_t{1} << 31);
    case 1:
      return std::uint64_t{random()} << below(33);
    case 2:
      return static_cast<double>(random()) / 1000;
    case 3:
      return below(2) == 0;
    case 4:
      return nullptr;
    case 5:
      return any_string();
    case 6: {
      auto list = Json::array();
      for (auto left = below(4); left > 0; --left) list.push_back(any_value(random, depth - 1));
      return list;
    }
    default: {
      auto object = Json::object();
      for (auto left = below(4); left > 0; --left) {
        object[any_string()] = any_value(random, depth - 1);
      }
      return object;
    }
  }
}

TEST(JsonText, IsWhatDumpGivesForAnyValue) {
  std::mt19937 random(20261123);

  for (int count = 0; count < 5000; ++count) {
    const auto value = any_value(random, 4);
    ASSERT_EQ(json_text(value), dumped(value)) << "value " << count;
  }
}

}  // namespace
}  // namespace souk
