#include <future>

#include "tests/scenarios/runner/runner_fixture.h"

// What becomes of a story when the seller, souk or the story itself fails.
namespace souk::judge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class MishapsTest : public RunnerTest {};

TEST_F(MishapsTest, ASellerThatIsDownIsUnreachable) {
  {
    FakeSeller gone(souk_);
    options_.seller_url = gone.url();
  }
  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SellerUnreachable);
  EXPECT_THAT(result.trouble, HasSubstr("POST " + options_.seller_url + "/reset got no answer: "));
  EXPECT_THAT(souk_.sandboxes(), IsEmpty());
}

TEST_F(MishapsTest, ASellerThatCannotStartAfreshIsUnreachable) {
  seller_.instead["/reset"] = [](const TestRequest&) { return TestAnswer{500, "no"}; };

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SellerUnreachable);
  EXPECT_EQ(result.trouble, "the seller's reset failed: it answered 500");
}

TEST_F(MishapsTest, AStoryThatNeedsASellerSaysSo) {
  options_.seller_url.clear();

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::BadStory);
  EXPECT_EQ(result.trouble,
            "the story uses ${SELLER}, and no seller was named; name it with --seller");
  EXPECT_EQ(run("- advance: 1h\n", kNoSeller).outcome, RunOutcome::Kept);
}

TEST_F(MishapsTest, ASellerThatFailsOnTheWayFailsTheStep) {
  seller_.instead["/tick"] = [](const TestRequest&) { return TestAnswer{500, "no"}; };
  seller_.instead["/use"] = [](const TestRequest&) { return TestAnswer{503, "no"}; };

  const RunResult result = run(
      "- subscribe: {buyer: ann}\n- use: {buyer: ann, requests: 1}\n- advance: 2h\n- tick: {}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Broken);
  EXPECT_EQ(failures(result),
            "[2 use: the seller answered 503 to usage]"
            "[3 advance: at 2026-10-06T10:00:00.000Z: the seller's job answered 500]"
            "[4 tick: at 2026-10-06T11:00:30.000Z: the seller's job answered 500]");
  EXPECT_EQ(souk_.rows("use")[0]["data"]["accepted"], false);
}

TEST_F(MishapsTest, ASellerThatHangsEndsTheRun) {
  std::promise<void> over;
  const auto released = over.get_future().share();
  options_.page_timeout = Duration{100};
  seller_.instead["/use"] = [released](const TestRequest&) {
    released.wait();
    return TestAnswer{};
  };

  const RunResult result =
      run("- subscribe: {buyer: ann}\n- use: {buyer: ann, requests: 1}\n- advance: 2h\n");
  over.set_value();

  EXPECT_EQ(result.outcome, RunOutcome::Broken);
  EXPECT_THAT(result.steps, SizeIs(2));
  EXPECT_THAT(failures(result), HasSubstr("POST " + seller_.url() + "/use got no answer: "));
}

TEST_F(MishapsTest, AnInterruptionEndsTheRunInTheMiddleOfACall) {
  std::stop_source stop;
  std::promise<void> over;
  const auto released = over.get_future().share();
  options_.cancel = stop.get_token();
  seller_.instead["/use"] = [&, released](const TestRequest&) {
    stop.request_stop();
    released.wait();
    return TestAnswer{};
  };

  const RunResult result =
      run("- subscribe: {buyer: ann}\n- use: {buyer: ann, requests: 1}\n- advance: 2h\n");
  over.set_value();

  EXPECT_EQ(result.outcome, RunOutcome::SoukFailed);
  EXPECT_EQ(result.trouble, "interrupted");
  EXPECT_LT(result.took, std::chrono::seconds(5));
  EXPECT_THAT(souk_.sandboxes(), IsEmpty());
}

TEST_F(MishapsTest, ASoukThatIsGoneIsToldApartFromTheSeller) {
  {
    FakeSouk gone;
    options_.souk = gone.url();
  }
  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SoukFailed);
  EXPECT_THAT(result.trouble, HasSubstr("souk: "));
}

TEST_F(MishapsTest, ASandboxSoukRefusesIsTheStorysFault) {
  const RunResult result = run("- advance: 1h\n", "switches: {unknown: 1}\nsteps:\n");

  EXPECT_EQ(result.outcome, RunOutcome::BadStory);
  EXPECT_EQ(result.trouble, "the sandbox was refused: no such switch (switches.unknown)");
}

TEST_F(MishapsTest, ASellerThatCannotBeStartedIsUnreachable) {
  options_.on_sandbox = [](const client::SandboxView&) {
    return tl::expected<std::string, std::string>(tl::unexpected<std::string>("no such program"));
  };

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SellerUnreachable);
  EXPECT_EQ(result.trouble, "no such program");
}

TEST_F(MishapsTest, WhatTheMarketRefusesEndsTheRun) {
  const RunResult result =
      run("- subscribe: {buyer: ann, until: accepted}\n- cancel: {buyer: ann}\n- advance: 1h\n");

  EXPECT_EQ(failures(result),
            "[2 cancel: the cancellation was refused: the agreement is not active]");
}

TEST_F(MishapsTest, APaymentMayFailWhenTheStorySaysSo) {
  const RunResult result = run("- subscribe: {buyer: ann, payment: {outcome: fails}}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
}

TEST_F(MishapsTest, ASignUpThatComesBackIsTold) {
  seller_.instead["/sign-up"] = [](const TestRequest&) {
    return TestAnswer{200, "<p>Try again</p><form method=post><input name=email></form>"};
  };

  const RunResult result =
      run("- subscribe: {buyer: ann}\n- register: {buyer: ann, form: {email: a@b, company: C}}\n");

  EXPECT_EQ(failures(result), "[2 register: the same form came back; the page says 'Try again']");
}

TEST_F(MishapsTest, BytesThatAreNoTextDoNotHarm) {
  seller_.instead["/sign-up"] = [](const TestRequest&) {
    return TestAnswer{200, "\xFF\xFE<p>\xC3"};
  };

  const RunResult result = run("- subscribe: {buyer: ann}\n- set-up: {buyer: ann}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
}

}  // namespace
}  // namespace souk::judge
