#include "tests/client/support/seller_test.h"
#include "tests/support/precompiled.h"

namespace souk::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class LandingPageTest : public SellerTest {
 protected:
  LandingPageTest() { start(); }
};

TEST_F(LandingPageTest, AnswersTheListingProbe) {
  EXPECT_EQ(get("/register").status, 200);
  EXPECT_THAT(get("/register").body, HasSubstr("Set up your account"));
  EXPECT_EQ(get("/").status, 200);
}

TEST_F(LandingPageTest, RedeemsTheTokenAtOnceAndExactly) {
  const std::string token = "AbC+d/e%2B==";
  know_ann(token);

  land(token);

  const auto calls = souk_.calls("ResolveCustomer");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].input, Json({{"RegistrationToken", token}}));
  EXPECT_THAT(calls[0].authorization, HasSubstr("/us-east-1/aws-marketplace/aws4_request"));
}

TEST_F(LandingPageTest, KeepsTheTokenToItself) {
  know_ann("a-very-secret-token");

  const auto page = browser_->land("a-very-secret-token");

  EXPECT_EQ(browser_->first().status, 303);
  EXPECT_EQ(browser_->first().headers.get("Location"), "/signup");
  for (const auto& cookie : browser_->first().headers.all("Set-Cookie")) {
    EXPECT_THAT(cookie, Not(HasSubstr("secret")));
    EXPECT_THAT(cookie, HasSubstr("HttpOnly; SameSite=Lax"));
  }
  EXPECT_THAT(page.body, Not(HasSubstr("secret")));
}

TEST_F(LandingPageTest, OffersToSignUpAndToLogIn) {
  know_ann();

  const auto page = browser_->land("token-1");

  EXPECT_THAT(page.body, HasSubstr("type=\"email\""));
  EXPECT_THAT(page.body, HasSubstr("href=\"/login\""));
  EXPECT_THAT(page.body, HasSubstr("mailto:support"));
  EXPECT_THAT(page.body, HasSubstr("lang=\"en\""));
}

TEST_F(LandingPageTest, HandlesBadTokens) {
  souk_.next("ResolveCustomer", {400, {{"__type", "ExpiredTokenException"}}});
  const auto expired = browser_->land("old");
  const auto invalid = browser_->land("garbage");
  const auto empty = browser_->land("");
  const auto missing = browser_->post("/register", {{"other", "x"}});

  EXPECT_EQ(expired.status, 400);
  EXPECT_THAT(expired.body, HasSubstr("Set up your account"));
  EXPECT_THAT(expired.body, Not(HasSubstr("ubscribe again")));
  EXPECT_EQ(invalid.status, 400);
  EXPECT_THAT(invalid.body, Not(HasSubstr("Exception")));
  EXPECT_NE(expired.body, invalid.body);
  EXPECT_EQ(empty.status, 400);
  EXPECT_EQ(missing.status, 400);
  EXPECT_EQ(souk_.calls("ResolveCustomer").size(), 2U);
}

TEST_F(LandingPageTest, OffersToTryAgainWhenAwsIsBusy) {
  know_ann("<token>");
  for (int i = 0; i < 3; ++i) {
    souk_.next("ResolveCustomer", {500, {{"__type", "InternalServiceErrorException"}}});
  }

  const auto page = browser_->land("<token>");

  EXPECT_EQ(page.status, 424);
  EXPECT_THAT(page.body, HasSubstr("value=\"&lt;token&gt;\""));
  EXPECT_EQ(browser_->land("<token>").status, 200);
}

TEST_F(LandingPageTest, RefusesAProductItDoesNotSell) {
  know_ann("t", "somebodyelsesproduct00001");

  EXPECT_EQ(browser_->land("t").status, 400);
  EXPECT_EQ(accounts(), 0);
}

TEST_F(LandingPageTest, ToleratesFieldsItDoesNotKnow) {
  know_ann();

  const auto page = browser_->post("/register", {{"x-amzn-marketplace-token", "token-1"},
                                                 {"x-amzn-marketplace-offer-type", "free-trial"},
                                                 {"whatever", "<x>"}});

  EXPECT_EQ(page.status, 200);
}

TEST_F(LandingPageTest, GivesTheBuyerAnAccountAndAccess) {
  know_ann();
  license_updated();
  land();
  EXPECT_EQ(app(), 401);

  EXPECT_EQ(sign_up().status, 200);

  const auto page = browser_->get("/app");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("Ann &lt;Ltd&gt;"));
  EXPECT_EQ(accounts(), 1);
}

TEST_F(LandingPageTest, WorksWithoutACustomerIdentifier) {
  souk_.knows_token("t", {{"CustomerAWSAccountId", kAnn},
                          {"ProductCode", kConcurrent},
                          {"LicenseArn", kLicense},
                          {"CustomerIdentifier", nullptr}});
  land("t");

  EXPECT_EQ(sign_up().status, 200);
}

TEST_F(LandingPageTest, OpensNoSecondAccountForTheSameLicence) {
  know_ann();
  know_ann("token-2");
  license_updated();
  land();
  sign_up();

  const auto again = browser_->land("token-1");
  const auto anew = browser_->land("token-2");
  EXPECT_THAT(again.body, HasSubstr("Log in"));
  EXPECT_THAT(anew.body, HasSubstr("Log in"));
  browser_->forget_cookies();
  land("token-2");
  EXPECT_EQ(browser_->post("/login", {{"email", "ann@example.test"}}).status, 200);

  EXPECT_EQ(app(), 200);
  EXPECT_EQ(accounts(), 1);
}

TEST_F(LandingPageTest, LetsNobodyTakeOverALicence) {
  know_ann();
  land();
  sign_up();
  Browser other(url_);
  other.land("token-1");

  EXPECT_EQ(other.post("/signup", {{"email", "eve@example.test"}}).status, 409);
  EXPECT_EQ(other.get("/app").status, 401);
  EXPECT_EQ(accounts(), 1);
}

TEST_F(LandingPageTest, NeedsThePasswordOfAnAccountThatHasOne) {
  know_ann();
  land();
  browser_->post("/signup", {{"email", "ann@example.test"}, {"password", "s3cret"}});
  browser_->forget_cookies();
  land();

  EXPECT_EQ(browser_->post("/login", {{"email", "ann@example.test"}}).status, 403);
  EXPECT_EQ(browser_->post("/login", {{"email", "ann@example.test"}, {"password", "no"}}).status,
            403);
  EXPECT_EQ(
      browser_->post("/login", {{"email", "Ann@Example.test"}, {"password", "s3cret"}}).status,
      200);
}

TEST_F(LandingPageTest, BelievesNoCookieItDidNotSign) {
  know_ann();
  license_updated();
  land();
  sign_up();
  const auto id = std::string(32, 'a');

  const auto page = client::request("GET", url_ + "/app", {{"Cookie", "session=" + id + "." + id}});

  EXPECT_EQ(page->status, 401);
}

TEST_F(LandingPageTest, CanBeStartedOver) {
  know_ann();
  know_ann("token-2");
  land();
  browser_->forget_cookies();

  land("token-2");

  EXPECT_EQ(sign_up().status, 200);
  EXPECT_EQ(accounts(), 1);
}

TEST_F(LandingPageTest, ForgetsAVisitAfterHalfAnHour) {
  know_ann();
  land();
  after(std::chrono::minutes(31));
  get("/");

  EXPECT_EQ(sign_up().status, 400);
}

TEST_F(LandingPageTest, TakesASecondLicenceIntoTheSameAccount) {
  know_ann();
  souk_.knows_token("token-2", {{"CustomerAWSAccountId", kAnn},
                                {"ProductCode", kConcurrent},
                                {"LicenseArn", kLicense + "2"}});
  land();
  sign_up();
  land("token-2");

  EXPECT_EQ(sign_up().status, 200);
  EXPECT_EQ(accounts(), 1);
}

}  // namespace
}  // namespace souk::test
