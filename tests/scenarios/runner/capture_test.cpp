#include "scenarios/runner/capture.h"

#include <gtest/gtest.h>

namespace souk::judge {
namespace {

Answered answer_of(std::string body, std::string type = "text/html; charset=utf-8") {
  return {"http://127.0.0.1:1/next?step=2&name=a%20b&empty=#query?name=c",
          {{"Content-Type", std::move(type)}, {"X-Key", "k 1"}, {"x-key", "k 2"}},
          std::move(body),
          [](const std::string& name) {
            return name == "sid" ? std::optional<std::string>("s=1") : std::nullopt;
          }};
}

constexpr const char* kPage = R"(<!doctype html><title>Sign up</title>
<meta name=csrf-token content="a&amp;b">
<body><Sign-Up Plan=small></Sign-Up>
<p class="x">one <b>two</b></p><p>three
<form><input name=state value='s"1'><select><option>1<option>2</select></form>
<script>window.config = {"api": "/api/v2"}; if (1 < 2) { go("<p>no</p>"); }</script>)";

struct Taken {
  const char* name;
  Json source;
  const char* body;
  Json value;
};

void PrintTo(const Taken& taken, std::ostream* out) { *out << taken.name; }

class Captures : public testing::TestWithParam<Taken> {};

TEST_P(Captures, AreWhatTheAnswerHolds) {
  const auto value = take_out(answer_of(GetParam().body), GetParam().source);

  ASSERT_TRUE(value) << value.error();
  EXPECT_EQ(*value, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Captures,
    testing::Values(
        Taken{"Pointer", "/a/1", R"({"a": [1, {"b": null}]})", {{"b", nullptr}}},
        Taken{"Json", {{"json", "/a"}}, R"({"a": 1.5})", 1.5},
        Taken{"WholeJson", {{"json", ""}}, R"("x")", "x"},
        Taken{"Attribute", {{"xpath", "//meta[@name='csrf-token']/@content"}}, kPage, "a&b"},
        Taken{"Element", {{"xpath", "//p[@class='x']"}}, kPage, "one two"},
        Taken{"OwnElement", {{"xpath", "//sign-up/@plan"}}, kPage, "small"},
        Taken{"Function", {{"xpath", "string(//input[@name='state']/@value)"}}, kPage, "s\"1"},
        Taken{"Number", {{"xpath", "count(//option)"}}, kPage, "2"},
        Taken{"Script",
              {{"xpath", "substring-before(substring-after(//script, 'api\": \"'), '\"')"}},
              kPage,
              "/api/v2"},
        Taken{"Header", {{"header", "x-KEY"}}, "", "k 1"},
        Taken{"Cookie", {{"cookie", "sid"}}, "", "s=1"},
        Taken{"Query", {{"query", "name"}}, "", "a b"},
        Taken{"EmptyQuery", {{"query", "empty"}}, "", ""},
        Taken{"Group", {{"matches", "\"api\": \"([^\"]*)\""}}, kPage, "/api/v2"},
        Taken{"WholeMatch", {{"matches", "/api/v[0-9]"}}, kPage, "/api/v2"}),
    [](const auto& instance) { return instance.param.name; });

struct Lack {
  const char* name;
  Json source;
  const char* told;
};

void PrintTo(const Lack& lack, std::ostream* out) { *out << lack.name; }

class Lacks : public testing::TestWithParam<Lack> {};

TEST_P(Lacks, AreTold) {
  const auto value = take_out(answer_of(kPage), GetParam().source);

  ASSERT_FALSE(value) << *value;
  EXPECT_EQ(value.error(), GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Lacks,
    testing::Values(
        Lack{"NoJson", "/id", "the answer has nothing at /id to capture"},
        Lack{"NoPointer", {{"json", "id"}}, "the answer has nothing at id to capture"},
        Lack{"NoElement", {{"xpath", "//h1"}}, "the page has nothing at //h1 to capture"},
        Lack{"NoXPath", {{"xpath", "//["}}, "the page has nothing at //[ to capture"},
        Lack{"InScript",
             {{"xpath", "//p[.='no']"}},
             "the page has nothing at //p[.='no'] to capture"},
        Lack{"NoHeader", {{"header", "Y"}}, "the answer has no header Y to capture"},
        Lack{"NoCookie", {{"cookie", "SID"}}, "the browser has no cookie SID to capture"},
        Lack{"NoQuery", {{"query", "x"}}, "the address the answer led to has no x to capture"},
        Lack{"NoMatch", {{"matches", "zebra"}}, "the answer has nothing like zebra to capture"}),
    [](const auto& instance) { return instance.param.name; });

TEST(Capture, ReadsLongLinesAndDeepPages) {
  const std::string line(1'000'000, 'a');
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<div>";

  EXPECT_EQ(take_out(answer_of(line + "key=17;"), {{"matches", "a.*key=(\\d+)"}}), Json("17"));
  EXPECT_FALSE(take_out(answer_of(line), {{"matches", "a.*total: (\\d+)"}}));
  EXPECT_FALSE(take_out(answer_of(deep), {{"xpath", "//div"}}));
  EXPECT_TRUE(take_out(answer_of(std::string(1'000'000, '[') + std::string(1'000'000, ']')), ""));
}

TEST(Capture, ReadsThePagesLetters) {
  const auto answered = answer_of("<p>caf\xe9</p>", "text/html; charset=iso-8859-1");

  EXPECT_EQ(take_out(answered, {{"xpath", "//p"}}), Json("café"));
}

}  // namespace
}  // namespace souk::judge
