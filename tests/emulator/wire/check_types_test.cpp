#include <gtest/gtest.h>

#include "emulator/core/json.h"
#include "emulator/wire/check.h"
#include "tests/emulator/wire/metering_shapes.h"

namespace souk::wire {
namespace {

struct Mistake {
  const char* name;
  const char* body;
  const char* message;
  const char* field;
};

class TypeMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(TypeMistakes, AreNamedInTheWordsOfAws) {
  const auto result = check_types(batch_meter_usage(), Json::parse(GetParam().body));

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().type, "SerializationException");
  EXPECT_EQ(result.error().status, 400);
  EXPECT_EQ(result.error().message, GetParam().message);
  EXPECT_EQ(result.error().field, GetParam().field);
  EXPECT_NE(result.error().hint, "");
}

INSTANTIATE_TEST_SUITE_P(
    OneByOne, TypeMistakes,
    testing::Values(
        Mistake{"ListForBody", "[]", "Start of list found where not expected", ""},
        Mistake{"NumberForBody", "5", "Expected structure or null", ""},
        Mistake{"NumberForText", R"({"ProductCode": 5})",
                "NUMBER_VALUE can not be converted to String", "ProductCode"},
        Mistake{"TrueForText", R"({"ProductCode": true})",
                "TRUE_VALUE can not be converted to String", "ProductCode"},
        Mistake{"FalseForText", R"({"ProductCode": false})",
                "FALSE_VALUE can not be converted to String", "ProductCode"},
        Mistake{"ObjectForText", R"({"ProductCode": {}})",
                "Start of structure or map found where not expected", "ProductCode"},
        Mistake{"ListForText", R"({"ProductCode": []})", "Start of list found where not expected",
                "ProductCode"},
        Mistake{"ObjectForList", R"({"UsageRecords": {}})",
                "Start of structure or map found where not expected", "UsageRecords"},
        Mistake{"TextForList", R"({"UsageRecords": "x"})", "Expected list or null", "UsageRecords"},
        Mistake{"NullInList", R"({"UsageRecords": [null]})", "Expected structure or null",
                "UsageRecords[0]"},
        Mistake{"TextForInteger", R"({"UsageRecords": [{"Quantity": "5"}]})",
                "STRING_VALUE can not be converted to Integer", "UsageRecords[0].Quantity"},
        Mistake{"FractionForInteger", R"({"UsageRecords": [{}, {"Quantity": 1.5}]})",
                "NUMBER_VALUE can not be converted to Integer", "UsageRecords[1].Quantity"},
        Mistake{"HugeInteger", R"({"UsageRecords": [{"Quantity": 18446744073709551615}]})",
                "NUMBER_VALUE can not be converted to Integer", "UsageRecords[0].Quantity"},
        Mistake{"IsoTimestamp", R"({"UsageRecords": [{"Timestamp": "2026-11-22T10:00:00Z"}]})",
                "STRING_VALUE can not be converted to Timestamp", "UsageRecords[0].Timestamp"}),
    [](const auto& test) { return test.param.name; });

TEST(CheckTypes, TakesNullForAbsentAndLeavesUnknownMembersAlone) {
  const auto result = check_types(batch_meter_usage(),
                                  Json::parse(R"({"ProductCode": null, "Later": {"x": [null]}})"));

  ASSERT_TRUE(result);
  EXPECT_EQ(*result, Json::parse(R"({"Later": {"x": [null]}})"));
}

TEST(CheckTypes, MakesWholeFloatsIntegers) {
  const auto result =
      check_types(batch_meter_usage(), Json::parse(R"({"UsageRecords": [{"Quantity": 5.0}]})"));

  ASSERT_TRUE(result);
  EXPECT_EQ(result->dump(), R"({"UsageRecords":[{"Quantity":5}]})");
}

TEST(CheckTypes, TakesIsoTimestampsWhereToldTo) {
  const auto body = Json::parse(R"({"UsageRecords": [{"Timestamp": "2026-11-22T10:15:00.5Z"}]})");

  const auto result = check_types(batch_meter_usage(), body, {.iso_timestamps = true});

  ASSERT_TRUE(result);
  EXPECT_EQ((*result)["UsageRecords"][0]["Timestamp"], 1795342500.5);
  EXPECT_FALSE(check_types(timestamp(), "last week", {.iso_timestamps = true}));
}

TEST(CheckTypes, KnowsTheKindsThatMeteringHasNone) {
  EXPECT_TRUE(check_types(boolean(), true));
  EXPECT_FALSE(check_types(boolean(), "true"));
  EXPECT_TRUE(check_types(floating(), 1));
  EXPECT_FALSE(check_types(floating(), "1"));
  EXPECT_TRUE(check_types(blob(), "Zm9v"));
  EXPECT_FALSE(check_types(blob(), "no base64"));
  EXPECT_FALSE(check_types(blob(), 1));
  EXPECT_TRUE(check_types(long_integer(), INT64_MAX));
  EXPECT_FALSE(check_types(map(string(), string()), Json::array()));
  EXPECT_EQ(check_types(map(string(), string()), Json{{"a", nullptr}, {"b", "x"}}),
            (Json{{"b", "x"}}));
}

TEST(CheckTypes, SaysNothingOfLimits) {
  EXPECT_TRUE(check_types(get_entitlements(), Json{{"MaxResults", 1000}}));
}

}  // namespace
}  // namespace souk::wire
