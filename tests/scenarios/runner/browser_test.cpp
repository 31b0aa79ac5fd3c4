#include "scenarios/runner/browser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "souk/time.h"
#include "tests/scenarios/runner/test_server.h"

namespace souk::judge {
namespace {

using testing::HasSubstr;

/// A browser in front of a server whose pages a test decides on.
class BrowserTest : public testing::Test {
 protected:
  using Pages = std::function<TestAnswer(const TestRequest&)>;

  void serve(Pages pages) {
    server_ =
        std::make_unique<TestServer>([this, pages = std::move(pages)](const TestRequest& request) {
          const std::lock_guard lock(mutex_);
          seen_.push_back(request);
          return pages(request);
        });
    auto settings = std::make_shared<BrowserSettings>();
    settings->fetch = [this](const std::string& method, const std::string& url,
                             const client::HttpHeaders& headers, const std::string& body) {
      client::HttpOptions options;
      options.timeout = timeout_;
      options.max_body = 5'000'000;
      options.keep_alive = false;
      return client::request(method, url, headers, body, options);
    };
    settings->now = [] { return *client::parse_iso("2026-10-06T09:00:00Z"); };
    browser_ = std::make_unique<Browser>(settings);
  }
  std::string at(const std::string& path) const { return server_->url() + path; }

  std::mutex mutex_;
  std::vector<TestRequest> seen_;
  Duration timeout_{10'000};
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(BrowserTest, ArrivesLikeAmazonsFormDoes) {
  serve([](const TestRequest&) { return TestAnswer{200, "<title>Hi</title>"}; });

  const Visit visit = browser_->arrive(at("/register"), {{"x-amzn-marketplace-token", "a+b/c=="}});

  ASSERT_EQ(seen_.size(), 1U);
  EXPECT_EQ(seen_[0].body, "x-amzn-marketplace-token=a%2Bb%2Fc%3D%3D");
  EXPECT_EQ(seen_[0].header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(seen_[0].header("origin"), "https://aws.amazon.com");
  EXPECT_EQ(seen_[0].header("referer"), "https://aws.amazon.com/");
  EXPECT_EQ(seen_[0].header("x-souk-now"), "2026-10-06T09:00:00.000Z");
  EXPECT_THAT(seen_[0].header("user-agent"), HasSubstr("Chrome/"));
  EXPECT_EQ(seen_[0].header("cookie"), "");
  EXPECT_TRUE(visit.ok());
  EXPECT_TRUE(visit.cookieless);
  EXPECT_EQ(visit.page.title, "Hi");
}

TEST_F(BrowserTest, KeepsCookiesButBringsNoneFromAnotherSite) {
  serve([](const TestRequest& request) {
    if (request.method == "POST") {
      TestAnswer answer = redirect(303, "/next");
      answer.headers.emplace("Set-Cookie", "lax=1; Path=/");
      answer.headers.emplace("Set-Cookie", "strict=1; Path=/; SameSite=Strict; Secure");
      return answer;
    }
    return TestAnswer{200, "ok"};
  });

  browser_->arrive(at("/register"), {});
  const Visit again = browser_->arrive(at("/register"), {});
  browser_->open(at("/app"));

  EXPECT_TRUE(again.cookieless);
  EXPECT_EQ(seen_[1].header("cookie"), "lax=1");
  EXPECT_EQ(seen_[2].header("cookie"), "");
  EXPECT_EQ(seen_.back().header("cookie"), "lax=1; strict=1");
}

TEST_F(BrowserTest, AScriptSaysWhoseItIs) {
  serve([](const TestRequest&) { return TestAnswer{200, "{}"}; });
  const auto sent_from = [&](const std::string& page) {
    browser_->fetch(page, "POST", at("/api"), {{"accept", "application/json"}}, "{}");
    return seen_.back();
  };

  const auto own = sent_from(at("/start"));
  const auto other_port = sent_from("http://127.0.0.1:1/start");
  const auto other_host = sent_from("http://localhost:1/start");

  EXPECT_EQ(own.header("origin"), server_->url());
  EXPECT_EQ(own.header("sec-fetch-site"), "same-origin");
  EXPECT_EQ(own.header("accept"), "application/json");
  EXPECT_EQ(other_port.header("origin"), "http://127.0.0.1:1");
  EXPECT_EQ(other_port.header("sec-fetch-site"), "same-site");
  EXPECT_EQ(other_host.header("sec-fetch-site"), "cross-site");
}

struct Turn {
  int status;
  const char* method;
  const char* body;
};

class Redirects : public BrowserTest, public testing::WithParamInterface<Turn> {};

TEST_P(Redirects, KeepOrChangeTheMethod) {
  serve([](const TestRequest& request) {
    return request.path() == "/a" ? redirect(GetParam().status, "b?x=1") : TestAnswer{200, "ok"};
  });

  const Visit visit = browser_->arrive(at("/a"), {{"t", "1"}});

  EXPECT_EQ(visit.url, at("/b?x=1"));
  EXPECT_EQ(visit.hops.size(), 2U);
  EXPECT_EQ(seen_[1].method, GetParam().method);
  EXPECT_EQ(seen_[1].body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(Each, Redirects,
                         testing::Values(Turn{301, "GET", ""}, Turn{302, "GET", ""},
                                         Turn{303, "GET", ""}, Turn{307, "POST", "t=1"},
                                         Turn{308, "POST", "t=1"}));

TEST_F(BrowserTest, GivesUpOnEndlessRedirects) {
  serve([](const TestRequest&) { return redirect(302, "/again"); });

  const Visit visit = browser_->open(at("/again"));

  EXPECT_EQ(visit.failure,
            "it redirected 21 times without an end, the last time to " + at("/again"));
  EXPECT_EQ(seen_.size(), 21U);
  EXPECT_FALSE(visit.unreachable);
}

TEST_F(BrowserTest, DoesNotLeaveThisMachine) {
  serve([](const TestRequest&) { return redirect(302, "https://evil.example/x"); });

  const Visit visit = browser_->open(at("/"));

  EXPECT_EQ(visit.failure,
            "it leads to https://evil.example/x, on a host that is neither this machine nor the "
            "seller's");
  EXPECT_EQ(visit.hops.size(), 1U);
}

TEST_F(BrowserTest, DoesNotTakeAHundredMegabytes) {
  serve([](const TestRequest&) {
    return TestAnswer{200, std::string(1'000'000, 'x'), "text/html", {}, 100};
  });

  const Visit visit = browser_->open(at("/large"));

  EXPECT_EQ(visit.failure, "GET " + at("/large") + " got no answer: the answer is too long");
  EXPECT_FALSE(visit.unreachable);
}

TEST_F(BrowserTest, DoesNotWaitForEver) {
  std::promise<void> over;
  const auto released = over.get_future().share();
  timeout_ = Duration{100};
  serve([released](const TestRequest&) {
    released.wait();
    return TestAnswer{};
  });

  const Visit visit = browser_->open(at("/slow"));
  over.set_value();

  EXPECT_TRUE(visit.unreachable);
  EXPECT_THAT(visit.failure, HasSubstr("GET " + at("/slow") + " got no answer: "));
}

TEST_F(BrowserTest, TellsThatNobodyAnswers) {
  serve([](const TestRequest&) { return TestAnswer{}; });
  const std::string url = at("/");
  server_.reset();

  const Visit visit = browser_->open(url);

  EXPECT_TRUE(visit.unreachable);
  EXPECT_THAT(visit.failure, HasSubstr("GET " + url + " got no answer: "));
}

TEST_F(BrowserTest, FollowsAMetaRefreshButNotAReload) {
  serve([](const TestRequest& request) {
    const std::string next = request.path() == "/a" ? "0;url=/b" : "5;url=/b";
    return TestAnswer{200, "<meta http-equiv=refresh content='" + next + "'>"};
  });

  const Visit visit = browser_->open(at("/a"));

  EXPECT_TRUE(visit.ok());
  EXPECT_EQ(visit.url, at("/b"));
  EXPECT_EQ(seen_.size(), 2U);
}

TEST_F(BrowserTest, SendsFormsWhereTheyLead) {
  serve([](const TestRequest& request) {
    if (request.path() != "/x/page") return TestAnswer{200, "thanks"};
    return TestAnswer{200,
                      "<base href='/y/'><form method=post action='go?z=1'><input name=email>"
                      "</form>"};
  });

  const Visit page = browser_->open(at("/x/page"));
  const auto filled = fill_sign_up(page.page, {{"email", "a+b@c d"}}, {});
  const Visit visit = browser_->submit(page, *filled);

  EXPECT_EQ(visit.url, at("/y/go?z=1"));
  EXPECT_EQ(seen_[1].body, "email=a%2Bb%40c%20d");
  EXPECT_EQ(seen_[1].header("origin"), server_->url());
  EXPECT_EQ(seen_[1].header("referer"), at("/x/page"));
}

TEST(Resolve, LeadsWhereABrowserWouldGo) {
  const std::string base = "http://h.test/a/b?q=1";
  EXPECT_EQ(resolve(base, "c"), "http://h.test/a/c");
  EXPECT_EQ(resolve(base, "/c"), "http://h.test/c");
  EXPECT_EQ(resolve(base, "../c/./d/.."), "http://h.test/c/");
  EXPECT_EQ(resolve(base, "../../../c"), "http://h.test/c");
  EXPECT_EQ(resolve(base, "?x=2"), "http://h.test/a/b?x=2");
  EXPECT_EQ(resolve(base, "#part"), base);
  EXPECT_EQ(resolve(base, "//other.test/x"), "http://other.test/x");
  EXPECT_EQ(resolve(base, "https://h.test/x#y"), "https://h.test/x");
  EXPECT_EQ(resolve(base, "javascript:alert(1)"), std::nullopt);
  EXPECT_EQ(resolve(base, "mailto:a@b"), std::nullopt);
  EXPECT_EQ(resolve(base, "c?u=http://x/../y"), "http://h.test/a/c?u=http://x/../y");
}

}  // namespace
}  // namespace souk::judge
