#include "emulator/messaging/event_pattern.h"

#include <gtest/gtest.h>

namespace souk::messaging {
namespace {

struct Case {
  const char* name;
  const char* pattern;
  const char* event;
  bool fits;
};

std::string name_of(const testing::TestParamInfo<Case>& each) { return each.param.name; }

class EventPatternTest : public testing::TestWithParam<Case> {};

TEST_P(EventPatternTest, FitsWhatTheGuideSays) {
  const auto checked = check_event_pattern(GetParam().pattern);
  ASSERT_TRUE(checked) << checked.error().message;

  EXPECT_EQ(fits_event(GetParam().pattern, Json::parse(GetParam().event)), GetParam().fits);
}

INSTANTIATE_TEST_SUITE_P(
    Exact, EventPatternTest,
    testing::Values(Case{"Text", R"({"a":["x","y"]})", R"({"a":"y"})", true},
                    Case{"OtherCase", R"({"a":["x"]})", R"({"a":"X"})", false},
                    Case{"KeyOfOtherCase", R"({"a":["x"]})", R"({"A":"x"})", false},
                    Case{"EmptyText", R"({"a":[""]})", R"({"a":""})", true},
                    Case{"EmptyTextIsNotNull", R"({"a":[""]})", R"({"a":null})", false},
                    Case{"NumbersCompareAsNumbers", R"({"a":[300.0]})", R"({"a":3e2})", true},
                    Case{"NumberIsNoText", R"({"a":[300]})", R"({"a":"300"})", false},
                    Case{"True", R"({"a":[true]})", R"({"a":true})", true},
                    Case{"TrueIsNoText", R"({"a":[true]})", R"({"a":"true"})", false},
                    Case{"Null", R"({"a":[null]})", R"({"a":null})", true},
                    Case{"NullIsNotAbsent", R"({"a":[null]})", R"({})", false},
                    Case{"EveryKey", R"({"a":["x"],"b":["y"]})", R"({"a":"x","b":"z"})", false},
                    Case{"LastOfARepeatedKey", R"({"a":["x"],"a":["y"]})", R"({"a":"y"})", true},
                    Case{"NotTheFirstOfARepeatedKey", R"({"a":["x"],"a":["y"]})", R"({"a":"x"})",
                         false}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Texts, EventPatternTest,
    testing::Values(
        Case{"Prefix", R"({"a":[{"prefix":"Lic"}]})", R"({"a":"License"})", true},
        Case{"PrefixOfOtherCase", R"({"a":[{"prefix":"lic"}]})", R"({"a":"License"})", false},
        Case{"PrefixIgnoringCase", R"({"a":[{"prefix":{"equals-ignore-case":"lIC"}}]})",
             R"({"a":"License"})", true},
        Case{"Suffix", R"({"a":[{"suffix":".png"}]})", R"({"a":"b.png"})", true},
        Case{"SuffixIgnoringCase", R"({"a":[{"suffix":{"equals-ignore-case":".PNG"}}]})",
             R"({"a":"b.png"})", true},
        Case{"SuffixOfOtherCase", R"({"a":[{"suffix":".PNG"}]})", R"({"a":"b.png"})", false},
        Case{"IgnoredCase", R"({"a":[{"equals-ignore-case":"aBc"}]})", R"({"a":"AbC"})", true},
        Case{"IgnoredCaseOfMore", R"({"a":[{"equals-ignore-case":"aBc"}]})", R"({"a":"abcd"})",
             false},
        Case{"PrefixOfANumber", R"({"a":[{"prefix":"1"}]})", R"({"a":12})", false}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Wildcards, EventPatternTest,
    testing::Values(
        Case{"Middle", R"({"a":[{"wildcard":"dir/*.png"}]})", R"({"a":"dir/x/y.png"})", true},
        Case{"MiddleOfNothing", R"({"a":[{"wildcard":"dir/*.png"}]})", R"({"a":"dir/.png"})", true},
        Case{"OtherEnd", R"({"a":[{"wildcard":"dir/*.png"}]})", R"({"a":"dir/x.pngs"})", false},
        Case{"SeveralRuns", R"({"a":[{"wildcard":"*/a*/b"}]})", R"({"a":"x/b/aa/a/b"})", true},
        Case{"AllOfIt", R"({"a":[{"wildcard":"*"}]})", R"({"a":""})", true},
        Case{"NoRunAtAll", R"({"a":[{"wildcard":"abc"}]})", R"({"a":"abcd"})", false},
        Case{"AStarItself", R"({"a":[{"wildcard":"a\\*b"}]})", R"({"a":"a*b"})", true},
        Case{"AStarItselfIsNoRun", R"({"a":[{"wildcard":"a\\*b"}]})", R"({"a":"axb"})", false},
        Case{"ABackslashItself", R"({"a":[{"wildcard":"a\\\\*"}]})", R"({"a":"a\\b"})", true},
        Case{"OfANumber", R"({"a":[{"wildcard":"1*"}]})", R"({"a":12})", false}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    AnythingBut, EventPatternTest,
    testing::Values(
        Case{"Another", R"({"a":[{"anything-but":"x"}]})", R"({"a":"y"})", true},
        Case{"TheOne", R"({"a":[{"anything-but":"x"}]})", R"({"a":"x"})", false},
        Case{"NullIsAnother", R"({"a":[{"anything-but":"x"}]})", R"({"a":null})", true},
        Case{"AbsentIsNot", R"({"a":[{"anything-but":"x"}]})", R"({})", false},
        Case{"OneOfTheList", R"({"a":[{"anything-but":["x",5]}]})", R"({"a":5})", false},
        Case{"NoneOfTheList", R"({"a":[{"anything-but":["x",5]}]})", R"({"a":6})", true},
        Case{"AnotherPrefix", R"({"a":[{"anything-but":{"prefix":"x"}}]})", R"({"a":"yx"})", true},
        Case{"ThatPrefix", R"({"a":[{"anything-but":{"prefix":"x"}}]})", R"({"a":"xy"})", false},
        Case{"OneOfThePrefixes", R"({"a":[{"anything-but":{"prefix":["x","y"]}}]})",
             R"({"a":"yx"})", false},
        Case{"ANumberHasNoPrefix", R"({"a":[{"anything-but":{"prefix":"1"}}]})", R"({"a":12})",
             true},
        Case{"ThatSuffix", R"({"a":[{"anything-but":{"suffix":["y","x"]}}]})", R"({"a":"yx"})",
             false},
        Case{"IgnoringCase", R"({"a":[{"anything-but":{"equals-ignore-case":"X"}}]})",
             R"({"a":"x"})", false},
        Case{"IgnoringCaseOfAList", R"({"a":[{"anything-but":{"equals-ignore-case":["X","Y"]}}]})",
             R"({"a":"z"})", true},
        Case{"ThatWildcard", R"({"a":[{"anything-but":{"wildcard":"*/lib/*"}}]})",
             R"({"a":"x/lib/y"})", false},
        Case{"NoneOfTheWildcards", R"({"a":[{"anything-but":{"wildcard":["*/lib/*","*.o"]}}]})",
             R"({"a":"x/bin/y"})", true}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    NumbersAndAddresses, EventPatternTest,
    testing::Values(
        Case{"AtTheTop", R"({"a":[{"numeric":[">",0,"<=",5]}]})", R"({"a":5})", true},
        Case{"AboveTheTop", R"({"a":[{"numeric":[">",0,"<=",5]}]})", R"({"a":5.000001})", false},
        Case{"AtTheOpenBottom", R"({"a":[{"numeric":[">",0,"<=",5]}]})", R"({"a":0})", false},
        Case{"Equal", R"({"a":[{"numeric":["=",5]}]})", R"({"a":5.0})", true},
        Case{"ATextIsNoNumber", R"({"a":[{"numeric":["=",5]}]})", R"({"a":"5"})", false},
        Case{"NullIsNoNumber", R"({"a":[{"numeric":["<",5]}]})", R"({"a":null})", false},
        Case{"LargestBound", R"({"a":[{"numeric":["<=",5e9]}]})", R"({"a":5000000000})", true},
        Case{"InNetwork", R"({"a":[{"cidr":"10.0.0.0/24"}]})", R"({"a":"10.0.0.255"})", true},
        Case{"NextNetwork", R"({"a":[{"cidr":"10.0.0.0/24"}]})", R"({"a":"10.0.1.0"})", false},
        Case{"OneAddress", R"({"a":[{"cidr":"10.0.0.1/32"}]})", R"({"a":"10.0.0.1"})", true},
        Case{"InNewNetwork", R"({"a":[{"cidr":"2001:db8::/32"}]})", R"({"a":"2001:db8::1"})", true},
        Case{"NoAddress", R"({"a":[{"cidr":"10.0.0.0/24"}]})", R"({"a":10})", false}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Presence, EventPatternTest,
    testing::Values(
        Case{"There", R"({"a":[{"exists":true}]})", R"({"a":null})", true},
        Case{"NotThere", R"({"a":[{"exists":true}]})", R"({"b":1})", false},
        Case{"Missing", R"({"a":[{"exists":false}]})", R"({"b":1})", true},
        Case{"NotMissing", R"({"a":[{"exists":false}]})", R"({"a":1})", false},
        Case{"AnObjectIsNoLeaf", R"({"a":[{"exists":true}]})", R"({"a":{"b":1}})", false},
        Case{"AnEmptyListHasNoLeaf", R"({"a":[{"exists":true}]})", R"({"a":[]})", false},
        Case{"AnEmptyListIsAbsent", R"({"a":[{"exists":false}]})", R"({"a":[]})", true},
        Case{"AnEmptyListIsNotNull", R"({"a":[null]})", R"({"a":[]})", false},
        Case{"MissingWithItsParent", R"({"a":{"b":[{"exists":false}]}})", R"({})", true},
        Case{"MissingOrAnother", R"({"a":[{"anything-but":["x"]},{"exists":false}]})", R"({})",
             true}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Structure, EventPatternTest,
    testing::Values(
        Case{"Nested", R"({"a":{"b":["x"]}})", R"({"a":{"b":"x","c":1}})", true},
        Case{"JsonInATextIsAText", R"({"a":{"b":["x"]}})", R"({"a":"{\"b\":\"x\"}"})", false},
        Case{"OneOfAList", R"({"a":["x"]})", R"({"a":["y","x"]})", true},
        Case{"NoneOfTheList", R"({"a":["x"]})", R"({"a":["y","z"]})", false},
        Case{"ListInAList", R"({"a":["x"]})", R"({"a":[["y"],["x"]]})", true},
        Case{"ObjectInAList", R"({"a":{"b":["x"]}})", R"({"a":[{"b":"y"},{"b":"x"}]})", true},
        Case{"OneObjectOfTheListHasItAll", R"({"a":{"b":["x"],"c":["y"]}})",
             R"({"a":[{"b":"x","c":"z"},{"b":"z","c":"y"}]})", false},
        Case{"FirstChoice", R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"a":"x"})", true},
        Case{"SecondChoice", R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"b":"y"})", true},
        Case{"NoChoice", R"({"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"a":"y"})", false},
        Case{"ChoiceAndMore", R"({"c":["z"],"$or":[{"a":["x"]},{"b":["y"]}]})", R"({"a":"x"})",
             false},
        Case{"ChoiceInside", R"({"d":{"$or":[{"a":[{"numeric":["<",5]}]},{"b":[1]}]}})",
             R"({"d":{"a":4}})", true},
        Case{"AKeyCalledOr", R"({"$or":[{"prefix":"x"},{"prefix":"y"}]})", R"({"$or":"yes"})",
             true},
        Case{"DotsInThePattern", R"({"a.b":["x"]})", R"({"a":{"b":"x"}})", true},
        Case{"DotsInTheEvent", R"({"a":{"b":["x"]}})", R"({"a.b":"x"})", true},
        Case{"DotsThatLeadElsewhere", R"({"a.b":["x"],"a":{"c":["y"]}})", R"({"a":{"b":"x"}})",
             false}),
    name_of);

struct Refused {
  const char* name;
  const char* pattern;
  const char* reason;
};

class EventPatternRefusalTest : public testing::TestWithParam<Refused> {};

TEST_P(EventPatternRefusalTest, IsWordedAsTheServiceWordsIt) {
  const auto checked = check_event_pattern(GetParam().pattern);

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().type, "InvalidEventPatternException");
  EXPECT_EQ(checked.error().message,
            std::string("Event pattern is not valid. Reason: ") + GetParam().reason);
}

constexpr auto kNoTexts =
    "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.";
constexpr auto kNoScalar = "Value of anything-but must be an array or single string/number value.";

INSTANTIATE_TEST_SUITE_P(
    Reasons, EventPatternRefusalTest,
    testing::Values(
        Refused{"NoJson", "{'a'", "Unrecognized token: the pattern is not JSON"},
        Refused{"NoObject", R"(["a"])", "Filter is not an object"},
        Refused{"Empty", "{}", "Empty objects are not allowed"},
        Refused{"EmptyInside", R"({"a":{}})", "Empty objects are not allowed"},
        Refused{"EmptyList", R"({"a":[]})", "Empty arrays are not allowed"},
        Refused{"NoList", R"({"int":42})", R"("int" must be an object or an array)"},
        Refused{"ListInAList", R"({"a":[["x"]]})",
                "Match value must be String, number, true, false, or null"},
        Refused{"TwoOperators", R"({"a":[{"prefix":"x","suffix":"y"}]})",
                "Only one key allowed in match expression"},
        Refused{"Capitals", R"({"a":[{"EXISTS":true}]})", "Unrecognized match type EXISTS"},
        Refused{"PrefixOfANumber", R"({"a":[{"prefix":1}]})",
                "prefix match pattern must be a string"},
        Refused{"PrefixList", R"({"a":[{"prefix":["x"]}]})",
                "prefix match pattern must be a string"},
        Refused{"SuffixOfANumber", R"({"a":[{"suffix":1}]})",
                "suffix match pattern must be a string"},
        Refused{"CaseOfAList", R"({"a":[{"equals-ignore-case":["x"]}]})",
                "equals-ignore-case match pattern must be a string"},
        Refused{"CaseOfAPrefix", R"({"a":[{"prefix":{"equals-ignore-case":1}}]})",
                "equals-ignore-case match pattern must be a string"},
        Refused{"WildcardNumber", R"({"a":[{"wildcard":1}]})",
                "wildcard match pattern must be a string"},
        Refused{"TwoStars", R"({"a":[{"wildcard":"ab**"}]})",
                "Consecutive wildcard characters at pos 3"},
        Refused{"Escape", R"({"a":[{"wildcard":"a\\b"}]})", "Invalid escape character at pos 1"},
        Refused{"ButNull", R"({"a":[{"anything-but":null}]})", kNoScalar},
        Refused{"ButNullInAList", R"({"a":[{"anything-but":[null]}]})",
                "Inside anything but list, start|null|boolean is not supported."},
        Refused{"ButNothing", R"({"a":[{"anything-but":[]}]})", "Empty arrays are not allowed"},
        Refused{"ButCaseOfNumbers", R"({"a":[{"anything-but":{"equals-ignore-case":[1,2]}}]})",
                kNoTexts},
        Refused{"ButPrefixOfANumber", R"({"a":[{"anything-but":{"prefix":1}}]})",
                "prefix/suffix match pattern must be a string"},
        Refused{"ButSuffixesOfNumbers", R"({"a":[{"anything-but":{"suffix":[1]}}]})",
                "prefix/suffix match pattern must be a string"},
        Refused{"ButEmptyPrefix", R"({"a":[{"anything-but":{"prefix":""}}]})",
                "Null prefix/suffix not allowed"},
        Refused{"ButPrefixOfAnyCase",
                R"({"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]})", kNoScalar},
        Refused{"ButWildcardNumber", R"({"a":[{"anything-but":{"wildcard":[1]}}]})",
                "wildcard match pattern must be a string"},
        Refused{"ButNumeric", R"({"a":[{"anything-but":{"numeric":["=",1]}}]})",
                "Unsupported anything-but pattern: numeric"},
        Refused{"NumericOperators", R"({"a":[{"numeric":[">",0,">",0]}]})",
                "Bad numeric range operator: >"},
        Refused{"NumericEnd", R"({"a":[{"numeric":[">",0,"<"]}]})", "Value of < must be numeric"},
        Refused{"Upside", R"({"a":[{"numeric":[">",5,"<",5]}]})", "Bottom must be less than top"},
        Refused{"AboveTheLargestBound", R"({"a":[{"numeric":["<",5000000001]}]})",
                "Value must be between -5.0E9 and 5.0E9, inclusive"},
        Refused{"BelowTheSmallestBound", R"({"a":[{"numeric":[">",-5000000001]}]})",
                "Value must be between -5.0E9 and 5.0E9, inclusive"},
        Refused{"ExistsMaybe", R"({"a":[{"exists":"x"}]})",
                "exists match pattern must be either true or false."},
        Refused{"NoMask", R"({"a":[{"cidr":"10.0.0.0"}]})", "Malformed CIDR, one '/' required"},
        Refused{"WordMask", R"({"a":[{"cidr":"10.0.0.0/x"}]})",
                "Malformed CIDR, mask bits must be an integer"},
        Refused{"LongMask", R"({"a":[{"cidr":"10.0.0.0/33"}]})", "IPv4 mask bits must be < 32"},
        Refused{"NoAddress", R"({"a":[{"cidr":"xx.11.xx/8"}]})",
                "Nonstandard IP address: xx.11.xx"},
        Refused{"NetworkList", R"({"a":[{"cidr":["10.0.0.0/8"]}]})",
                "prefix match pattern must be a string"},
        Refused{"OddChoice", R"({"$or":[{"a":["x"]},5]})", "\"$or\" must be an array of objects"}),
    [](const auto& each) { return std::string(each.param.name); });

/// `count` alternatives for one key.
std::string choice(int count) {
  Json alternatives = Json::array();
  for (int i = 0; i < count; ++i) alternatives.push_back({{"a", {i}}});
  return Json{{"$or", alternatives}}.dump();
}

TEST(EventPatternLimitsTest, AThousandCombinationsAreTaken) {
  EXPECT_TRUE(check_event_pattern(choice(1000)));
  EXPECT_FALSE(check_event_pattern(choice(1001)));
}

TEST(EventPatternLimitsTest, CombinationsMultiply) {
  const auto inside = [](int first, int second) {
    return Json{{"x", Json::parse(choice(first))}, {"y", Json::parse(choice(second))}}.dump();
  };

  EXPECT_TRUE(check_event_pattern(inside(25, 40)));
  EXPECT_FALSE(check_event_pattern(inside(25, 41)));
}

}  // namespace
}  // namespace souk::messaging
