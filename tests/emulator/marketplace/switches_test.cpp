#include "emulator/marketplace/switches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "emulator/core/json.h"

namespace souk::marketplace {
namespace {

TEST(Switches, BeginWithTheirDefaults) {
  const Switches switches;

  for (const auto& each : all_switches()) {
    EXPECT_EQ(switches.at(each), each.choices.front()) << each.name;
  }
  EXPECT_EQ(switches.to_json(), Json::object());
}

TEST(Switches, TakeEveryChoiceTheyHave) {
  for (const auto& each : all_switches()) {
    for (const auto choice : each.choices) {
      Switches switches;

      ASSERT_TRUE(switches.apply({{std::string(each.name), choice}}));

      EXPECT_TRUE(switches.is(each, choice));
      EXPECT_EQ(switches.to_json().empty(), choice == each.choices.front()) << each.name;
    }
  }
}

TEST(Switches, HaveNamesOfTheirOwnAndSomethingToChoose) {
  std::set<std::string_view> names;

  for (const auto& each : all_switches()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_GE(each.choices.size(), 2) << each.name;
    EXPECT_EQ(each.question.back(), '?') << each.name;
  }
}

TEST(Switches, NameTheNearestWhenThereIsNone) {
  Switches switches;

  const auto refused = switches.apply({{"older_token", "valid"}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, "InvalidSwitch");
  EXPECT_EQ(refused.error().field, "switches.older_token");
  EXPECT_EQ(refused.error().hint, "Did you mean \"older_tokens\"?");
}

TEST(Switches, TellTheirChoices) {
  Switches switches;

  const auto refused = switches.apply({{"entitlement_lag", "1s"}});

  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("0s, 5s, 60s, 5m"));
}

TEST(Switches, ChangeNothingWhenOneChoiceIsWrong) {
  Switches switches;

  EXPECT_FALSE(switches.apply({{"empty_page", "on"}, {"zero_quantity", "maybe"}}));
  EXPECT_FALSE(switches.apply(Json::array()));

  EXPECT_EQ(switches.to_json(), Json::object());
}

TEST(Switches, MayBeGivenAsNumbers) {
  Switches switches;

  ASSERT_TRUE(switches.apply({{"oversize", 413}}));

  EXPECT_EQ(switches.to_json(), (Json{{"oversize", "413"}}));
}

TEST(Switches, GoBackToTheirDefault) {
  Switches switches;
  ASSERT_TRUE(switches.apply({{"oversize", "413"}}));

  ASSERT_TRUE(switches.apply({{"oversize", "validation"}}));

  EXPECT_EQ(switches.to_json(), Json::object());
}

TEST(NearestWord, IsTheOneWithTheFewestMistakes) {
  const std::vector<std::string_view> words{"product", "products", "offer"};

  EXPECT_EQ(nearest_word("prodct", words), "product");
  EXPECT_EQ(nearest_word("productss", words), "products");
  EXPECT_EQ(nearest_word("ofer", words), "offer");
  EXPECT_EQ(nearest_word("agreement", words), "");
  EXPECT_EQ(nearest_word("", words), "");
  EXPECT_EQ(nearest_word("x", {}), "");
}

}  // namespace
}  // namespace souk::marketplace
