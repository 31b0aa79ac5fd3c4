#include "scenarios/runner/forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::judge {
namespace {

using testing::ElementsAre;
using testing::Pair;

HtmlPage page(const std::string& html) { return read_html(html, "text/html; charset=utf-8"); }

const Answers kAnn{{"email", "ann@example.test"}, {"company", "Ann Ltd"}};

TEST(Html, TellsWhatABrowserHasToKnow) {
  const HtmlPage read = page(
      "<title> Sign\n up </title><base href='/x/'><meta http-equiv=Refresh content='3; URL=/next'>"
      "<script>var no = 1</script><p>Hello&nbsp;<b>you</b></p><a href='/a'>a</a>"
      "<form id=f action='/go' method=POST enctype='multipart/form-data'><input name=a "
      "value='1 &amp; 2'></form><input form=f name=b>");

  EXPECT_EQ(read.title, "Sign up");
  EXPECT_EQ(read.base, "/x/");
  EXPECT_EQ(read.refresh, "/next");
  EXPECT_EQ(read.text.find("var no"), std::string::npos);
  EXPECT_THAT(read.links, ElementsAre("/a"));
  ASSERT_EQ(read.forms.size(), 1U);
  EXPECT_EQ(read.forms[0].method, "post");
  EXPECT_EQ(read.forms[0].enctype, "multipart/form-data");
  ASSERT_EQ(read.forms[0].fields.size(), 2U);
  EXPECT_EQ(read.forms[0].fields[0].value, "1 & 2");
}

TEST(Html, ReadsLatin1) {
  EXPECT_EQ(read_html("<p>caf\xE9</p>", "text/html; charset=ISO-8859-1").text, "caf\xC3\xA9");
}

TEST(Html, IsNotBroughtDownByDepth) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<div>";

  EXPECT_TRUE(page(deep).forms.empty());
  deep.clear();
  for (int i = 0; i < 100'000; ++i) deep += "<b><div></b></i>";
  EXPECT_TRUE(page(deep).forms.empty());
  EXPECT_TRUE(page("").forms.empty());
  EXPECT_TRUE(page(std::string(1000, '\0')).forms.empty());
}

TEST(Forms, AreFilledByNameTypeAndLabel) {
  const HtmlPage read = page(
      "<form method=post action=/go><input type=hidden name=csrf value=x>"
      "<input type=email name=f1><label for=c>Company name</label><input id=c name=f2 required>"
      "<label>Your team <input name=f3 required></label><button name=do value=it>Go</button>"
      "<button name=other>Other</button></form>");

  const auto filled = fill_sign_up(read, kAnn, {});

  ASSERT_TRUE(filled);
  EXPECT_THAT(filled->fields,
              ElementsAre(Pair("csrf", "x"), Pair("f1", "ann@example.test"), Pair("f2", "Ann Ltd"),
                          Pair("f3", "Example"), Pair("do", "it")));
  EXPECT_THAT(filled->used, ElementsAre("company", "email"));
}

TEST(Forms, UnderstandNestedNamesAndAutocomplete) {
  const HtmlPage read =
      page("<form><input name='user[email]'><input name=x autocomplete=organization></form>");

  EXPECT_THAT(fill_sign_up(read, kAnn, {})->fields,
              ElementsAre(Pair("user[email]", "ann@example.test"), Pair("x", "Ann Ltd")));
}

TEST(Forms, TreatBoxesAndChoicesSensibly) {
  const HtmlPage read = page(
      "<form><input name=email><input type=checkbox name=terms required><input type=checkbox "
      "name=news><input type=checkbox name=on value=7 checked><select name=size required><option "
      "value=''>choose<option value=s>S</select><select name=plan><option>A<option "
      "selected>B</select><input type=radio name=r value=1><input type=radio name=r value=2 "
      "checked><textarea name=note>hi</textarea><input name=off disabled></form>");

  EXPECT_THAT(
      fill_sign_up(read, kAnn, {})->fields,
      ElementsAre(Pair("email", "ann@example.test"), Pair("terms", "on"), Pair("on", "7"),
                  Pair("size", "s"), Pair("plan", "B"), Pair("r", "2"), Pair("note", "hi")));
}

TEST(Forms, OfNewcomersAreToldFromLogIns) {
  const HtmlPage read = page(
      "<form action=/search><input name=q></form>"
      "<form method=post action=/login><input name=email><input type=password name=password>"
      "</form><form method=post action=/signup><input name=email><input type=password "
      "name=password><input name=company></form>");
  const Answers answers{{"email", "a@b"}, {"password", "secret"}, {"company", "C"}};

  EXPECT_EQ(fill_sign_up(read, answers, {})->form->action, "/signup");
  EXPECT_EQ(fill_log_in(read, {{"email", "a@b"}, {"password", "secret"}})->form->action, "/login");
}

TEST(Forms, AreLeftAloneOnceAllIsTold) {
  const HtmlPage read = page("<form method=post><input name=email></form>");

  EXPECT_FALSE(fill_sign_up(read, {{"email", "a@b"}}, {"email"}));
  EXPECT_FALSE(fill_sign_up(read, {{"colour", "red"}}, {}));
  EXPECT_FALSE(fill_log_in(read, {{"email", "a@b"}}));
}

TEST(Forms, ThatAskForNothingAreGoneOnWithButNotOut) {
  EXPECT_TRUE(
      fill_sign_up(page("<form method=post action=/next><button>Go on</button></form>"), kAnn, {}));
  EXPECT_FALSE(
      fill_sign_up(page("<form method=post action=/logout><button>Bye</button></form>"), kAnn, {}));
}

}  // namespace
}  // namespace souk::judge
