#include "emulator/messaging/filter_policy.h"

#include <gtest/gtest.h>

#include "emulator/messaging/matching.h"

namespace souk::messaging {
namespace {

struct Match {
  const char* name;
  const char* policy;
  const char* values;
  bool passes;
};

class FilterPolicyTest : public testing::TestWithParam<Match> {};

TEST_P(FilterPolicyTest, LetsThroughWhatFits) {
  ASSERT_TRUE(check_filter_policy(GetParam().policy, true));

  EXPECT_EQ(matches(Json::parse(GetParam().policy), Json::parse(GetParam().values)),
            GetParam().passes);
}

INSTANTIATE_TEST_SUITE_P(
    Operators, FilterPolicyTest,
    testing::Values(
        Match{"Text", R"({"a":["x","y"]})", R"({"a":"y"})", true},
        Match{"TextOfAnotherCase", R"({"a":["x"]})", R"({"a":"X"})", false},
        Match{"Absent", R"({"a":["x"]})", R"({"b":"x"})", false},
        Match{"EveryKey", R"({"a":["x"],"b":["y"]})", R"({"a":"x","b":"z"})", false},
        Match{"Empty", R"({})", R"({"a":"x"})", true},
        Match{"Number", R"({"a":[1.0]})", R"({"a":1})", true},
        Match{"NumberIsNoText", R"({"a":[1]})", R"({"a":"1"})", false},
        Match{"True", R"({"a":[true]})", R"({"a":true})", true},
        Match{"FalseIsNotTrue", R"({"a":[true]})", R"({"a":false})", false},
        Match{"Null", R"({"a":[null]})", R"({"a":null})", true},
        Match{"NullIsNotAbsent", R"({"a":[null]})", R"({})", false},
        Match{"Prefix", R"({"a":[{"prefix":"un"}]})", R"({"a":"unsubscribe"})", true},
        Match{"NoPrefix", R"({"a":[{"prefix":"un"}]})", R"({"a":"begun"})", false},
        Match{"PrefixOfANumber", R"({"a":[{"prefix":"1"}]})", R"({"a":12})", false},
        Match{"Suffix", R"({"a":[{"suffix":"success"}]})", R"({"a":"subscribe-success"})", true},
        Match{"NoSuffix", R"({"a":[{"suffix":"success"}]})", R"({"a":"success-not"})", false},
        Match{"LongSuffix", R"({"a":[{"suffix":"success"}]})", R"({"a":"ess"})", false},
        Match{"IgnoredCase", R"({"a":[{"equals-ignore-case":"Abc"}]})", R"({"a":"aBC"})", true},
        Match{"OtherLetters", R"({"a":[{"equals-ignore-case":"Abc"}]})", R"({"a":"abd"})", false},
        Match{"AnythingBut", R"({"a":[{"anything-but":"x"}]})", R"({"a":"y"})", true},
        Match{"NotTheOne", R"({"a":[{"anything-but":"x"}]})", R"({"a":"x"})", false},
        Match{"NoneOfAList", R"({"a":[{"anything-but":["x",1]}]})", R"({"a":1})", false},
        Match{"OutsideAList", R"({"a":[{"anything-but":["x",1]}]})", R"({"a":2})", true},
        Match{"AnythingButNeedsAValue", R"({"a":[{"anything-but":"x"}]})", R"({})", false},
        Match{"NotThisStart", R"({"a":[{"anything-but":{"prefix":"x"}}]})", R"({"a":"xy"})", false},
        Match{"AnotherStart", R"({"a":[{"anything-but":{"prefix":"x"}}]})", R"({"a":"yx"})", true},
        Match{"NotThisEnd", R"({"a":[{"anything-but":{"suffix":"x"}}]})", R"({"a":"yx"})", false},
        Match{"NumericEqual", R"({"a":[{"numeric":["=",5]}]})", R"({"a":5.0})", true},
        Match{"NumericBelow", R"({"a":[{"numeric":["<",5]}]})", R"({"a":5})", false},
        Match{"NumericAtMost", R"({"a":[{"numeric":["<=",5]}]})", R"({"a":5})", true},
        Match{"NumericAbove", R"({"a":[{"numeric":[">",5]}]})", R"({"a":5})", false},
        Match{"NumericAtLeast", R"({"a":[{"numeric":[">=",5]}]})", R"({"a":5})", true},
        Match{"InRange", R"({"a":[{"numeric":[">",0,"<=",5]}]})", R"({"a":5})", true},
        Match{"AtTheOpenEnd", R"({"a":[{"numeric":[">",0,"<=",5]}]})", R"({"a":0})", false},
        Match{"NumericOfAText", R"({"a":[{"numeric":["=",5]}]})", R"({"a":"5"})", false},
        Match{"Exists", R"({"a":[{"exists":true}]})", R"({"a":"x"})", true},
        Match{"ExistsNot", R"({"a":[{"exists":true}]})", R"({})", false},
        Match{"Missing", R"({"a":[{"exists":false}]})", R"({})", true},
        Match{"NotMissing", R"({"a":[{"exists":false}]})", R"({"a":"x"})", false},
        Match{"InNetwork", R"({"a":[{"cidr":"10.0.1.0/24"}]})", R"({"a":"10.0.1.255"})", true},
        Match{"NextNetwork", R"({"a":[{"cidr":"10.0.1.0/24"}]})", R"({"a":"10.0.2.0"})", false},
        Match{"OddNetwork", R"({"a":[{"cidr":"10.0.0.128/25"}]})", R"({"a":"10.0.0.127"})", false},
        Match{"NewNetwork", R"({"a":[{"cidr":"2001:db8::/32"}]})", R"({"a":"2001:db8::1"})", true},
        Match{"NoAddress", R"({"a":[{"cidr":"10.0.0.0/8"}]})", R"({"a":"ten"})", false},
        Match{"OneOfAList", R"({"a":["x"]})", R"({"a":["y","x"]})", true},
        Match{"NoneOfTheList", R"({"a":["x"]})", R"({"a":["y","z"]})", false},
        Match{"Nested", R"({"a":{"b":["x"]}})", R"({"a":{"b":"x","c":1}})", true},
        Match{"NestedElsewhere", R"({"a":{"b":["x"]}})", R"({"b":"x"})", false},
        Match{"NestedInAList", R"({"a":{"b":["x"]}})", R"({"a":[{"b":"y"},{"b":"x"}]})", true},
        Match{"NestedMissing", R"({"a":{"b":[{"exists":false}]}})", R"({"a":{}})", true},
        Match{"FirstOr", R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"a":"x"})", true},
        Match{"SecondOr", R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"b":"y"})", true},
        Match{"NeitherOr", R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"a":"y","b":"x"})", false},
        Match{"OrIsNotEnough", R"({"c":["z"],"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"a":"x"})",
              false}),
    [](const auto& each) { return std::string(each.param.name); });

struct Refusal {
  const char* name;
  const char* policy;
  const char* text;
};

class FilterPolicyRefusalTest : public testing::TestWithParam<Refusal> {};

TEST_P(FilterPolicyRefusalTest, IsWordedAsSnsWordsIt) {
  const auto checked = check_filter_policy(GetParam().policy, true);

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message, std::string("FilterPolicy: ") + GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, FilterPolicyRefusalTest,
    testing::Values(
        Refusal{"NoJson", "{", "failed to parse JSON."},
        Refusal{"NoObject", "[]", "Filter is not an object"},
        Refusal{"NoList", R"({"key":"x"})", R"("key" must be an object or an array)"},
        Refusal{"EmptyList", R"({"a":[]})", "Empty arrays are not allowed"},
        Refusal{"EmptyObject", R"({"a":{}})", "Empty objects are not allowed"},
        Refusal{"UnknownMatch", R"({"a":[{"like":"x"}]})", "Unrecognized match type like"},
        Refusal{"TwoMatches", R"({"a":[{"prefix":"x","suffix":"y"}]})",
                "Only one key allowed in match expression"},
        Refusal{"ListInAList", R"({"a":[["x"]]})",
                "Match value must be String, number, true, false, or null"},
        Refusal{"NumberAsSuffix", R"({"a":[{"suffix":1}]})",
                "suffix match pattern must be a string"},
        Refusal{"NumberAsPrefix", R"({"a":[{"prefix":1}]})",
                "prefix match pattern must be a string"},
        Refusal{"NoneBut", R"({"a":[{"anything-but":[]}]})", "Empty arrays are not allowed"},
        Refusal{"ButLike", R"({"a":[{"anything-but":{"like":"x"}}]})",
                "Unsupported anything-but pattern: like"},
        Refusal{"Upside", R"({"a":[{"numeric":[">",5,"<",5]}]})", "Bottom must be less than top"},
        Refusal{"LongRange", R"({"a":[{"numeric":[">",1,"<",5,"<"]}]})",
                "Too many elements in numeric expression"},
        Refusal{"EqualAndMore", R"({"a":[{"numeric":["=",1,"<",5]}]})",
                "Too many elements in numeric expression"},
        Refusal{"NoSign", R"({"a":[{"numeric":["~",1]}]})",
                "Unrecognized numeric range operator: ~"},
        Refusal{"ExistsMaybe", R"({"a":[{"exists":"x"}]})",
                "exists match pattern must be either true or false."},
        Refusal{"NoMask", R"({"a":[{"cidr":"10.0.0.1"}]})", "Malformed CIDR, one '/' required"},
        Refusal{"SixKeys", R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]})",
                "Filter policy can not have more than 5 keys"},
        Refusal{"TooComplex", R"({"a":[1,2,3,4,5,6,7],"b":[1,2,3,4,5,6,7],"c":[1,2,3,4]})",
                "Filter policy is too complex"},
        Refusal{"DepthCounts",
                R"({"a":{"b":{"c":["1","2","3","4"]}},"d":{"e":["1","2","3"]},"f":["1","2","3"]})",
                "Filter policy is too complex"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(FilterPolicyLimitsTest, FiveKeysAndAHundredAndFiftyCombinationsAreTaken) {
  EXPECT_TRUE(check_filter_policy(R"({"a":[1],"b":[1],"c":[1],"d":[1],"e":[1]})", false));
  EXPECT_TRUE(check_filter_policy(R"({"a":[1,2,3,4,5],"b":[1,2,3,4,5],"c":[1,2,3,4,5,6]})", false));
  EXPECT_FALSE(
      check_filter_policy(R"({"a":[1,2,3,4,5],"b":[1,2,3,4,5],"c":[1,2,3,4,5,6,7]})", false));
}

TEST(FilterPolicyLimitsTest, AttributesHaveNoKeysInKeys) {
  const auto checked = check_filter_policy(R"({"a":{"b":["x"]}})", false);

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message,
            "Filter policy scope MessageAttributes does not support nested filter policy");
}

TEST(FilterPolicyAttributesTest, AreReadByTheirTypes) {
  EXPECT_EQ(filterable_attributes(
                {{"t", {{"DataType", "String"}, {"StringValue", "12"}}},
                 {"n", {{"DataType", "Number.int"}, {"StringValue", "12"}}},
                 {"l", {{"DataType", "String.Array"}, {"StringValue", R"(["x",1,true,null])"}}},
                 {"b", {{"DataType", "Binary"}, {"BinaryValue", "aGk="}}}}),
            (Json{{"t", "12"}, {"n", 12}, {"l", {"x", 1, true, nullptr}}}));
}

}  // namespace
}  // namespace souk::messaging
