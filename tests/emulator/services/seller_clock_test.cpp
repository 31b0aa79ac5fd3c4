#include "emulator/sandbox/role_sessions.h"
#include "tests/emulator/services/services_fixture.h"
#include "tests/support/process.h"

// Calls of a seller whose machine shows the market's time.
namespace souk::services {
namespace {

using testing::HasSubstr;

class SellerClockTest : public ServicesTest {
 protected:
  SellerClockTest() { follow(); }

  void follow() {
    sandbox::Session session(*sandbox_);
    ASSERT_TRUE(sandbox_->clock_file.attach(folder_.file("clock", ""), sandbox_->clock.now(),
                                            sandbox_->clock.pace()));
    session.commit();
  }
  Timestamp market_now() {
    const std::lock_guard lock(sandbox_->mutex);
    return sandbox_->clock.now();
  }
  /// A call that was signed so long ago, by the market's time.
  Said signed_ago(Duration age) {
    const auto request =
        json_request("metering", "ResolveCustomer", R"({"RegistrationToken":"x"})");
    const auto apart = real_time::wall_now() - market_now();
    return send(signed_for("metering", request, "us-east-1", apart + age));
  }
  static bool is_refused_for_age(const Said& said) {
    return said.error().find("Signature expired") != std::string::npos ||
           said.error().find("Signature not yet current") != std::string::npos;
  }

  test::Folder folder_;
};

TEST_F(SellerClockTest, SignaturesAgeByTheMarketsTime) {
  for (const auto months : {0h, 24h * 365}) {
    move(months);
    EXPECT_FALSE(is_refused_for_age(signed_ago(0s)));
    EXPECT_FALSE(is_refused_for_age(signed_ago(300s - 1s)));
    EXPECT_FALSE(is_refused_for_age(signed_ago(300s)));
    EXPECT_TRUE(is_refused_for_age(signed_ago(301s)));
    EXPECT_FALSE(is_refused_for_age(signed_ago(-299s)));
    EXPECT_TRUE(is_refused_for_age(signed_ago(-302s)));
  }
}

TEST_F(SellerClockTest, RealTimeIsFarOff) {
  EXPECT_TRUE(
      is_refused_for_age(call("metering", "ResolveCustomer", {{"RegistrationToken", "x"}})));

  {
    sandbox::Session session(*sandbox_);
    sandbox_->clock_file.detach();
    session.commit();
  }
  EXPECT_FALSE(
      is_refused_for_age(call("metering", "ResolveCustomer", {{"RegistrationToken", "x"}})));
}

TEST_F(SellerClockTest, AnswersAreDatedInTheMarketsTime) {
  const auto said = signed_ago(0s);

  EXPECT_EQ(said.header("date"), to_http_date(market_now()));
  EXPECT_EQ(said.header("x-souk-now"), to_iso(market_now()));
}

TEST_F(SellerClockTest, SessionsEndInTheMarketsTime) {
  const auto ends = [&] {
    const std::lock_guard lock(sandbox_->mutex);
    return sandbox_->seller_now() + 1h;
  }();
  {
    sandbox::Session session(*sandbox_);
    const auto caller =
        sandbox::open_session(*sandbox_, {sandbox_->account(), "meter"}, "job", ends);
    session.commit();
    key_ = caller.credentials;
    session_token_ = caller.session->token;
  }

  for (const auto step : {1h - 1ms, Duration{1}}) {
    move(step);
    EXPECT_THAT(signed_ago(0s).error(),
                testing::Not(HasSubstr("ExpiredTokenException: The security")));
  }
  move(1ms);
  EXPECT_THAT(signed_ago(0s).error(), HasSubstr("ExpiredTokenException: The security token"));
}

}  // namespace
}  // namespace souk::services
