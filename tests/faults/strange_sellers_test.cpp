// Sellers that are down, answer nonsense, or lead astray: every run ends, and says why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "tests/scenarios/runner/test_server.h"
#include "tests/support/souk.h"
#include "tests/support/stories.h"

namespace souk::test {
namespace {

using judge::redirect;
using judge::TestAnswer;
using judge::TestRequest;
using judge::TestServer;
using testing::AllOf;
using testing::HasSubstr;

class StrangeSellerTest : public testing::Test {
 protected:
  Ended run_against(const std::string& seller, const char* story = kLandingPage) const {
    return souk({"run", folder_.file("a.yaml", story), "--seller", seller});
  }
  Ended run_against(const TestServer::Handler& handler, const char* story = kLandingPage) const {
    const TestServer seller(handler);
    return run_against(seller.url(), story);
  }

  Folder folder_;
};

TEST_F(StrangeSellerTest, ASellerThatIsDownIsCodeThree) {
  for (const auto* story : {kLandingPage, kListener}) {
    const auto ended = run_against("http://127.0.0.1:1", story);

    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(ended.out,
                AllOf(HasSubstr("the seller was not reached"), HasSubstr("http://127.0.0.1:1/"),
                      HasSubstr("Connection refused"), HasSubstr("is the seller running there?"),
                      HasSubstr("1 run: 0 kept, 0 broken, 1 not judged")));
  }
}

TEST_F(StrangeSellerTest, ASellerOnAHostThatIsUnknownIsCodeThree) {
  const auto ended = run_against("http://no-such-host.invalid");

  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("http://no-such-host.invalid/register got no answer"),
                               HasSubstr("is the seller running there?")));
}

TEST_F(StrangeSellerTest, ASellerThatAnswersFiveHundredBreaksTheRules) {
  const auto ended = run_against([](const TestRequest&) {
    return TestAnswer{500, "Internal Server Error"};
  });

  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("FAIL R1 "), HasSubstr("500"), HasSubstr("FAIL step 2")));
}

TEST_F(StrangeSellerTest, ASellerThatHangsIsGivenUpAndIsCodeThree) {
  std::mutex mutex;
  std::condition_variable changed;
  bool over = false;
  const TestServer seller([&](const TestRequest&) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return over; });
    return TestAnswer{};
  });

  const auto ended = run_against(seller.url());
  {
    const std::lock_guard lock(mutex);
    over = true;
  }
  changed.notify_all();

  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("/register got no answer: no answer in time"),
                               HasSubstr("is the seller running there?")));
}

TEST_F(StrangeSellerTest, AHundredMegabytesAreNotTaken) {
  const auto ended = run_against([](const TestRequest&) {
    TestAnswer answer{200, std::string(1'000'000, 'x')};
    answer.repeat = 100;
    return answer;
  });

  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("the answer is too long"));
}

TEST_F(StrangeSellerTest, ARedirectWithoutEndIsLeft) {
  const auto ended = run_against([](const TestRequest&) { return redirect(302, "/register"); });

  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("it redirected 21 times without an end"));
}

TEST_F(StrangeSellerTest, ARedirectToAForeignHostIsNotFollowed) {
  const auto ended =
      run_against([](const TestRequest&) { return redirect(302, "http://example.com/"); });

  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, HasSubstr("it leads to http://example.com/, on a host that is neither "
                                   "this machine nor the seller's"));
}

TEST_F(StrangeSellerTest, APageThatIsNoFormIsAFailedStep) {
  const auto ended = run_against([](const TestRequest&) { return TestAnswer{200, "welcome"}; });

  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("FAIL step 2"), HasSubstr("'welcome'")));
}

TEST_F(StrangeSellerTest, AListenerThatAnswersNonsenseEndsNoRunEarly) {
  for (const int status : {302, 500}) {
    const auto ended = run_against(
        [status](const TestRequest&) {
          return TestAnswer{status, "<html>"};
        },
        kListener);

    EXPECT_EQ(ended.code, 0) << status;
    EXPECT_THAT(ended.out, HasSubstr("1 run: 1 kept")) << status;
  }
}

}  // namespace
}  // namespace souk::test
