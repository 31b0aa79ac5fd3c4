#include "scenarios/runner/cookies.h"

#include <gtest/gtest.h>

#include "souk/time.h"

namespace souk::judge {
namespace {

client::Url url(const std::string& text) { return *client::parse_url(text); }

class Cookies : public testing::Test {
 protected:
  void take(const std::string& from, const std::string& line, const std::string& date = {}) {
    client::HttpHeaders answer{{"Set-Cookie", line}};
    if (!date.empty()) answer.add("Date", date);
    jar_.take(url(from), answer, *client::parse_iso("2026-10-06T09:00:00Z"));
  }
  std::string sent(const std::string& to, Origin origin = Origin::SameSite,
                   std::string_view method = "GET") {
    return jar_.header_for(url(to), origin, method);
  }

  CookieJar jar_;
};

TEST_F(Cookies, GoBackToWhereTheyCameFrom) {
  take("http://127.0.0.1:81/a/b", "s=1");
  take("http://127.0.0.1:81/a/b", "t=2; Path=/");

  EXPECT_EQ(sent("http://127.0.0.1:81/a/c"), "s=1; t=2");
  EXPECT_EQ(sent("http://127.0.0.1:82/ab"), "t=2");
  EXPECT_EQ(sent("http://127.0.0.2/a/c"), "");
}

TEST_F(Cookies, ReachSubdomainsOnlyWhenTheyNameADomain) {
  take("https://shop.example.test/", "own=1");
  take("https://shop.example.test/", "wide=2; Domain=.example.test");
  take("https://shop.example.test/", "foreign=3; Domain=other.test");

  EXPECT_EQ(sent("https://shop.example.test/"), "own=1; wide=2");
  EXPECT_EQ(sent("https://login.example.test/"), "wide=2");
  EXPECT_EQ(sent("https://badexample.test/"), "");
}

TEST_F(Cookies, ThatAreSecureGoToThisMachineWithoutTls) {
  take("http://127.0.0.1/", "s=1; Secure");
  take("http://shop.example.test/", "t=1; Secure");

  EXPECT_EQ(sent("http://127.0.0.1/"), "s=1");
  EXPECT_EQ(sent("https://shop.example.test/"), "");
}

TEST_F(Cookies, StayHomeWhenAnotherSiteSendsTheBuyer) {
  take("http://127.0.0.1/", "none=1; SameSite=None; Secure");
  take("http://127.0.0.1/", "lax=1; SameSite=Lax");
  take("http://127.0.0.1/", "unsaid=1");
  take("http://127.0.0.1/", "strict=1; SameSite=Strict");

  EXPECT_EQ(sent("http://127.0.0.1/", Origin::CrossSite, "POST"), "none=1");
  EXPECT_EQ(sent("http://127.0.0.1/", Origin::CrossSite, "GET"), "none=1; lax=1; unsaid=1");
  EXPECT_EQ(sent("http://127.0.0.1/", Origin::SameSite, "POST"),
            "none=1; lax=1; unsaid=1; strict=1");
}

TEST_F(Cookies, OfNoSiteHaveToBeSecure) {
  take("http://127.0.0.1/", "none=1; SameSite=None");

  EXPECT_TRUE(jar_.empty());
}

TEST_F(Cookies, AreReplacedAndEnded) {
  take("http://127.0.0.1/", "s=1");
  take("http://127.0.0.1/", "s=2");
  EXPECT_EQ(sent("http://127.0.0.1/"), "s=2");

  take("http://127.0.0.1/", "s=; Max-Age=0");
  EXPECT_EQ(sent("http://127.0.0.1/"), "");
}

TEST_F(Cookies, EndByTheClockOfTheAnswerThatBroughtThem) {
  take("http://127.0.0.1/", "a=1; Expires=Tue, 06 Oct 2020 09:00:01 GMT",
       "Tue, 06 Oct 2020 09:00:00 GMT");
  take("http://127.0.0.1/", "b=1; Expires=Tue, 06 Oct 2020 09:00:00 GMT",
       "Tue, 06 Oct 2020 09:00:00 GMT");
  take("http://127.0.0.1/", "c=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT");

  EXPECT_EQ(sent("http://127.0.0.1/"), "a=1");
}

TEST(CookieNames, AreTheFirstWords) {
  EXPECT_EQ(cookie_names({"a=1; Path=/", " b =2"}), (std::vector<std::string>{"a", "b"}));
}

TEST(ThisMachine, IsLoopback) {
  EXPECT_TRUE(is_this_machine("127.8.9.1"));
  EXPECT_TRUE(is_this_machine("localhost"));
  EXPECT_TRUE(is_this_machine("shop.localhost"));
  EXPECT_TRUE(is_this_machine("::1"));
  EXPECT_FALSE(is_this_machine("127.evil.test"));
  EXPECT_FALSE(is_this_machine("localhost.evil.test"));
}

}  // namespace
}  // namespace souk::judge
