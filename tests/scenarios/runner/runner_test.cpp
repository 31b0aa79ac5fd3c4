#include "scenarios/runner/runner.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "scenarios/story/story.h"
#include "souk/time.h"
#include "tests/scenarios/runner/fake_seller.h"
#include "tests/scenarios/runner/fake_souk.h"

namespace souk::judge {
namespace {

using std::chrono::minutes;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kTop = R"(story: A Test, of sorts
product: {name: product, model: subscription, generation: concurrent, dimensions: [requests]}
clock: {start: 2026-10-06T09:00:00Z}
)";

constexpr const char* kSeller = R"(seller:
  landing_page: ${SELLER}/register
  notifications: {https: "${SELLER}/events"}
  use: {post: "${SELLER}/use", json: {account: "${buyer.account}", license: "${buyer.license}", mail: "${buyer.email}", dimension: "${dimension}", quantity: "${quantity}"}}
  tick: {post: "${SELLER}/tick", every: 1h}
  access: {get: "${SELLER}/app", as: buyer}
  reset: {post: "${SELLER}/reset"}
  accounts: {get: "${SELLER}/accounts", pointer: /accounts}
steps:
)";

constexpr const char* kNoSeller = "steps:\n";

Timestamp at(const std::string& time) { return *client::parse_iso("2026-10-06T" + time + "Z"); }

class RunnerTest : public testing::Test {
 protected:
  RunnerTest() {
    options_.souk = souk_.url();
    options_.seller_url = seller_.url();
    options_.patience = Duration{0};
  }

  RunResult run(const std::string& steps, const char* seller = kSeller) {
    const auto story = parse_story(kTop + std::string(seller) + steps, "dir/a.yaml");
    EXPECT_TRUE(story) << to_text(story.error());
    const auto cells = expand(*story);
    EXPECT_TRUE(cells) << to_text(cells.error());
    return run_story(*story, cells->front(), options_);
  }

  // The parts of the common log that tell of time: what fell due, the seller's ticks.
  std::vector<std::string> order() const {
    std::vector<std::string> lines;
    for (const std::string& line : souk_.log()) {
      if (line.rfind("due ", 0) == 0 || line.rfind("seller ", 0) == 0) lines.push_back(line);
    }
    return lines;
  }

  FakeSouk souk_;
  FakeSeller seller_{souk_};
  RunOptions options_;
};

std::string failures(const RunResult& result) {
  std::string text = result.trouble;
  for (const StepResult& step : result.steps) {
    if (!step.ok) text += fmt::format("[{} {}: {}]", step.index, step.verb, step.failure);
  }
  return text;
}

TEST_F(RunnerTest, TimeGoesFromHappeningToTickAndHappeningsComeFirst) {
  souk_.schedule(at("09:30:00"), "a", [] {});
  souk_.schedule(at("10:00:00"), "b", [] {});
  souk_.schedule(at("11:00:00.001"), "c", [] {});

  const RunResult result = run("- advance: 2h\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(order(), ElementsAre("due a", "due b", "seller /tick", "seller /tick"));
  const auto ticks = seller_.seen("/tick");
  EXPECT_EQ(ticks[0].header("x-souk-now"), "2026-10-06T10:00:00.000Z");
  EXPECT_EQ(ticks[1].header("x-souk-now"), "2026-10-06T11:00:00.000Z");
  EXPECT_EQ(souk_.rows("tick")[1]["data"],
            Json({{"status", 200}, {"due", "2026-10-06T11:00:00.000Z"}}));
  EXPECT_EQ(result.steps[0].from, at("09:00:00"));
  EXPECT_EQ(result.steps[0].to, at("11:00:00"));
}

TEST_F(RunnerTest, TimeGoesToTheNextThingDue) {
  souk_.schedule(at("09:30:00"), "a", [] {});

  const RunResult result =
      run("- advance: {next: true}\n- advance: {next: true}\n- advance: {to: "
          "2026-10-06T10:00:00Z}\n- advance: {to: 2026-10-06T09:59:59Z}\n");

  EXPECT_THAT(order(), ElementsAre("due a", "seller /tick"));
  EXPECT_EQ(result.steps[1].to, at("10:00:00"));
  EXPECT_EQ(failures(result),
            "[4 advance: 2026-10-06T09:59:59.000Z is in the past; it is 2026-10-06T10:00:00.000Z]");
}

TEST_F(RunnerTest, ABuyerGoesAllTheWay) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, form: {email: \"${buyer.email}\", company: Ann Ltd}}\n"
          "- use: {buyer: ann, requests: 120}\n"
          "- cancel: {buyer: ann}\n"
          "- advance: 1h\n"
          "- expect: {access: {buyer: ann, granted: true}}\n"
          "- expect: {page: {buyer: ann, status: 200, contains: welcome}}\n"
          "- expect: {accounts: 1}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(Json::parse(seller_.seen("/use")[0].body), Json({{"account", "acct-ann"},
                                                             {"license", "arn:agmt-1"},
                                                             {"mail", "ann+1@example.test"},
                                                             {"dimension", "requests"},
                                                             {"quantity", 120}}));
  EXPECT_EQ(seller_.seen("/sign-up")[1].body,
            "csrf=c&email=ann%2B1%40example.test&company=Ann%20Ltd");
  EXPECT_THAT(order(), ElementsAre("due provision-licence", "seller /use", "due open-final-window",
                                   "seller /tick", "due close-final-window"));
  EXPECT_EQ(souk_.last("/products/product")["landing_page"], seller_.url() + "/register");
  EXPECT_EQ(souk_.last("/notifications"), Json({{"https", seller_.url() + "/events"}}));
}

TEST_F(RunnerTest, RowsDoNotDependOnPorts) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, form: {email: a@b, company: C}}\n");

  ASSERT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  const auto pages = souk_.rows("page");
  ASSERT_THAT(pages, SizeIs(3));
  EXPECT_EQ(pages[0]["data"]["purpose"], "listing-probe");
  EXPECT_EQ(pages[0]["correlation"], "");
  const Json& landing = pages[1]["data"];
  EXPECT_EQ(landing["purpose"], "landing");
  EXPECT_EQ(landing["case"], "valid");
  EXPECT_EQ(landing["token"], "tok+1/==");
  EXPECT_EQ(landing["path"], "/register");
  EXPECT_EQ(landing["hops"], Json::parse(R"([
      {"method": "POST", "path": "/register", "status": 303, "location": "/sign-up", "cookies": ["flow"]},
      {"method": "GET", "path": "/sign-up", "status": 200, "cookies": []}])"));
  EXPECT_EQ(landing["forms"], Json::parse(R"([
      {"method": "post", "action": "", "fields": ["csrf", "email", "company"]}])"));
  EXPECT_EQ(landing["cookieless"], true);
  EXPECT_EQ(pages[1]["correlation"], "2");
  EXPECT_EQ(pages[1]["nondeterministic"]["set_cookies"], Json({"flow=1; Path=/; Secure"}));
  EXPECT_EQ(pages[2]["data"]["purpose"], "form");
  for (const Row& row : result.journal) {
    EXPECT_EQ(row.data.dump().find("127.0.0.1"), std::string::npos) << row.data.dump();
  }
}

TEST_F(RunnerTest, AccessIsProbedAfterWhatMayChangeIt) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- set-up: {buyer: ann}\n"
          "- register: {buyer: ann, form: {email: a@b, company: C}}\n"
          "- fault: clear\n");

  ASSERT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  auto probes = souk_.rows("probe");
  // What the seller counts for all buyers together has rows without a subject.
  std::erase_if(probes, [](const Json& row) { return row["subject"] == ""; });
  ASSERT_THAT(probes, SizeIs(3));  // after subscribe, after register, at the end
  EXPECT_EQ(probes[0]["data"], Json({{"agreement", "agmt-1"},
                                     {"granted", false},
                                     {"status", 302},
                                     {"reason", "answered 302 to /log-in"}}));
  EXPECT_EQ(probes[1]["data"]["granted"], true);
  const auto runs = souk_.rows("run");
  EXPECT_EQ(runs[0]["data"], Json::parse(R"({"event": "started", "file": "a.yaml", "cell": {},
      "follows_clock": false, "probes": ["access", "use", "accounts"], "tick_every_ms": 3600000,
      "landing_page_path": "/register"})"));
  EXPECT_EQ(runs[1]["data"]["event"], "finished");
  EXPECT_EQ(
      souk_.rows("step")[3]["data"],
      Json({{"index", 4}, {"line", 16}, {"arguments", {{"clear", true}}}, {"outcome", "done"}}));
}

TEST_F(RunnerTest, TokensAreBroughtInEveryState) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- set-up: {buyer: ann}\n"
          "- set-up: {buyer: ann, reuse: last}\n"
          "- set-up: {buyer: ann, token: truncated}\n"
          "- set-up: {buyer: ann, token: empty}\n"
          "- set-up: {buyer: ann, token: missing, method: get}\n"
          "- set-up: {buyer: eve, token: invalid}\n"
          "- set-up: {buyer: ann, after: 5m, expect: {status: 404}}\n");

  EXPECT_EQ(failures(result), "[8 set-up: it answered 200, not 404]");
  std::vector<std::string> cases;
  for (const Json& page : souk_.rows("page")) {
    const Json& data = page["data"];
    if (data["purpose"] != "landing") continue;
    cases.push_back(data["method"].get<std::string>() + " " + data["case"].get<std::string>() +
                    " " + data["token"].get<std::string>());
  }
  EXPECT_THAT(cases, ElementsAre("POST valid tok+1/==", "POST repeated tok+1/==",
                                 "POST invalid tok+", "POST empty ", "GET missing ",
                                 "POST invalid test-invalid-token-00000", "POST valid tok+3/=="));
  EXPECT_EQ(seller_.seen("/register")[4].body, "x-amzn-marketplace-token=");
  EXPECT_EQ(result.steps[7].to - result.steps[7].from, minutes(5));
}

TEST_F(RunnerTest, ATokenThatIsTooOldIsCalledExpired) {
  souk_.on_active = [&] {
    souk_.row("token", "tok+1/==", {{"expires", client::to_iso(at("09:10:00"))}});
  };

  run("- subscribe: {buyer: ann}\n- set-up: {buyer: ann, after: 9m29s}\n- set-up: {buyer: ann, "
      "reuse: last}\n- advance: 1s\n- set-up: {buyer: ann, reuse: last}\n");

  const auto pages = souk_.rows("page");
  ASSERT_THAT(pages, SizeIs(4));
  EXPECT_EQ(pages[1]["data"]["case"], "valid");
  EXPECT_EQ(pages[2]["data"]["case"], "repeated");
  EXPECT_EQ(pages[3]["data"]["case"], "expired");
}

TEST_F(RunnerTest, AnExpectationLetsTimeGoOnUntilItIsMet) {
  souk_.schedule(at("09:10:00"), "call", [&] { souk_.call("ResolveCustomer", {{"status", 200}}); });

  const RunResult result = run("- expect: {call: ResolveCustomer, status: 200, within: 15m}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(result.steps[0].to, at("09:10:00"));
  const Json row = souk_.rows("expectation")[0];
  EXPECT_EQ(row["subject"], "ResolveCustomer is called");
  EXPECT_EQ(row["data"], Json({{"met", true}, {"margin_ms", 300'000}}));
}

TEST_F(RunnerTest, AnExpectationFailsAtItsDeadlineWithTheNearestMiss) {
  souk_.schedule(at("09:05:00"), "call", [&] {
    souk_.call("ResolveCustomer", {{"request", {{"RegistrationToken", "other"}}}});
  });
  souk_.schedule(at("09:15:03"), "late", [&] {
    souk_.call("ResolveCustomer", {{"request", {{"RegistrationToken", "mine"}}}});
  });

  const RunResult result =
      run("- expect: {call: ResolveCustomer, where: {RegistrationToken: mine}, within: 15m}\n"
          "- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::Broken);
  EXPECT_EQ(result.steps[0].to, at("09:15:00"));
  EXPECT_EQ(failures(result),
            "[1 expect: expected: ResolveCustomer is called within 15m; ResolveCustomer was called "
            "once, but the last time RegistrationToken was other, not mine; it came 3s after the "
            "deadline]");
  EXPECT_THAT(result.steps, SizeIs(2));
}

TEST_F(RunnerTest, AnExpectationIsPatientInRealTimeFirst) {
  options_.patience = std::chrono::seconds(60);
  souk_.on_wait = [&] { souk_.call("ResolveCustomer"); };

  const RunResult result = run("- expect: {call: ResolveCustomer, within: 15m}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(result.steps[0].to, at("09:00:00"));
}

TEST_F(RunnerTest, WhatMustNotHappenIsWatchedToTheDeadline) {
  souk_.schedule(at("09:05:00"), "call", [&] { souk_.call("BatchMeterUsage"); });

  const RunResult result =
      run("- expect: {call: GetEntitlements, count: 0, within: 10m}\n"
          "- expect: {call: BatchMeterUsage, count: 0, since: step}\n"
          "- advance: 1s\n"
          "- expect: {call: BatchMeterUsage, count: 0, since: step, within: 1m}\n");

  EXPECT_EQ(result.steps[0].to, at("09:10:00"));
  EXPECT_EQ(failures(result),
            "[2 expect: expected: BatchMeterUsage is called (never); it happened once]");
}

TEST_F(RunnerTest, RecordsAreLookedAtOneByOne) {
  souk_.call(
      "BatchMeterUsage",
      {{"records",
        Json::array(
            {{{"buyer", "ann"}, {"dimension", "requests"}, {"quantity", 9}, {"status", "Success"}},
             {{"buyer", "bob"},
              {"dimension", "requests"},
              {"quantity", 9},
              {"status", "DuplicateRecord"}}})}});
  souk_.meter("ann", "requests", 9);

  const RunResult result =
      run("- expect: {record: {buyer: ann, quantity: 9, status: Success, count: 1}}\n"
          "- expect: {record: {buyer: ann, status: DuplicateRecord, count: 0}}\n"
          "- expect: {call: BatchMeterUsage, where: {buyer: bob, status: Success}}\n"
          "- expect: {record: {buyer: bob, status: Success}}\n"
          "- expect: {metered: {buyer: ann, requests: 9}}\n"
          "- expect: {metered: {buyer: ann, requests: 10}}\n");

  EXPECT_EQ(failures(result),
            "[3 expect: expected: BatchMeterUsage is called; BatchMeterUsage was called once, but "
            "the last time in a record status was DuplicateRecord, not Success]"
            "[4 expect: expected: a record of bob is answered Success; of bob there was 9 requests "
            "→ DuplicateRecord]"
            "[6 expect: expected: ann is metered requests 10; requests: 9 instead of 10]");
}

TEST_F(RunnerTest, NewsEntitlementsAndRowsCanBeExpected) {
  souk_.row("notification", "n1", {{"name", "subscribe-success"}, {"buyer", "ann"}});
  souk_.row("delivery", "d1",
            {{"name", "subscribe-success"}, {"buyer", "ann"}, {"outcome", "refused"}});
  souk_.row("entitlement", "agmt-1",
            {{"event", "granted"}, {"buyer", "ann"}, {"dimension", "requests"}, {"value", 5}});
  souk_.row("fault", "outage", {{"event", "fired"}});

  const RunResult result =
      run("- expect: {notification: {name: subscribe-success, buyer: ann}}\n"
          "- expect: {notification: {name: subscribe-success, outcome: delivered}}\n"
          "- expect: {entitlement: {buyer: ann, requests: 5}}\n"
          "- expect: {journal: {kind: fault, subject: outage, where: {/event: fired}, count: 1}}\n"
          "- expect: {journal: {kind: hold}}\n",
          kNoSeller);

  EXPECT_EQ(failures(result),
            "[2 expect: expected: subscribe-success is delivered; there was subscribe-success "
            "refused]"
            "[5 expect: expected: the journal has a row 'hold'; there is no such 'hold' row]");
}

TEST_F(RunnerTest, ASellerThatIsDownIsUnreachable) {
  {
    FakeSeller gone(souk_);
    options_.seller_url = gone.url();
  }
  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SellerUnreachable);
  EXPECT_THAT(result.trouble, HasSubstr("POST " + options_.seller_url + "/reset got no answer: "));
  EXPECT_THAT(souk_.sandboxes(), IsEmpty());
}

TEST_F(RunnerTest, ASellerThatCannotStartAfreshIsUnreachable) {
  seller_.instead["/reset"] = [](const TestRequest&) { return TestAnswer{500, "no"}; };

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SellerUnreachable);
  EXPECT_EQ(result.trouble, "the seller's reset failed: it answered 500");
}

TEST_F(RunnerTest, AStoryThatNeedsASellerSaysSo) {
  options_.seller_url.clear();

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::BadStory);
  EXPECT_EQ(result.trouble,
            "the story uses ${SELLER}, and no seller was named; name it with --seller");
  EXPECT_EQ(run("- advance: 1h\n", kNoSeller).outcome, RunOutcome::Kept);
}

TEST_F(RunnerTest, ASellerThatFailsOnTheWayFailsTheStep) {
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

TEST_F(RunnerTest, ASellerThatHangsEndsTheRun) {
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

TEST_F(RunnerTest, AnInterruptionEndsTheRunInTheMiddleOfACall) {
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

TEST_F(RunnerTest, ASoukThatIsGoneIsToldApartFromTheSeller) {
  {
    FakeSouk gone;
    options_.souk = gone.url();
  }
  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SoukFailed);
  EXPECT_THAT(result.trouble, HasSubstr("souk: "));
}

TEST_F(RunnerTest, ASandboxSoukRefusesIsTheStorysFault) {
  const RunResult result = run("- advance: 1h\n", "switches: {unknown: 1}\nsteps:\n");

  EXPECT_EQ(result.outcome, RunOutcome::BadStory);
  EXPECT_EQ(result.trouble, "the sandbox was refused: no such switch (switches.unknown)");
}

TEST_F(RunnerTest, ANewSandboxIsMadeAndRemoved) {
  std::string seen;
  options_.seed = 42;
  options_.on_sandbox = [&](const client::SandboxView& view) {
    seen = view.name;
    return seller_.url();
  };
  options_.seller_url.clear();

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(seen, result.sandbox);
  EXPECT_THAT(result.sandbox, testing::StartsWith("a-test-of-sorts-"));
  EXPECT_EQ(souk_.last("/sandboxes"),
            Json::parse(R"({"name": ")" + result.sandbox + R"(", "profile": "current-2026",
                "seed": 42, "clock": {"mode": "frozen", "start": "2026-10-06T09:00:00.000Z"},
                "seller_clock": "real", "switches": {}})"));
  EXPECT_THAT(souk_.sandboxes(), IsEmpty());
  EXPECT_EQ(result.seller, seller_.url());
}

TEST_F(RunnerTest, ASandboxLeftBehindIsReplacedAndMayBeKept) {
  options_.keep_sandbox = true;

  run("- advance: 1h\n");
  const RunResult again = run("- advance: 1h\n");

  EXPECT_EQ(again.outcome, RunOutcome::Kept) << failures(again);
  EXPECT_THAT(souk_.sandboxes(), SizeIs(1));
}

TEST_F(RunnerTest, AnExistingSandboxIsReset) {
  options_.sandbox = "mine";

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(result.sandbox, "mine");
  EXPECT_THAT(souk_.log(), Contains("reset mine"));
  EXPECT_THAT(souk_.log(), testing::Not(Contains("delete mine")));
}

TEST_F(RunnerTest, ASellerThatCannotBeStartedIsUnreachable) {
  options_.on_sandbox = [](const client::SandboxView&) {
    return tl::expected<std::string, std::string>(tl::unexpected<std::string>("no such program"));
  };

  const RunResult result = run("- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::SellerUnreachable);
  EXPECT_EQ(result.trouble, "no such program");
}

TEST_F(RunnerTest, FaultsAddUp) {
  run("- fault: {name: a, operation: ResolveCustomer, effect: {error: X}}\n"
      "- fault: {name: b, operation: BatchMeterUsage, count: 2, effect: {unprocessed: all}}\n");

  const Json faults = souk_.last("/faults")["faults"];
  ASSERT_THAT(faults, SizeIs(2));
  EXPECT_EQ(faults[1], Json::parse(R"({"name": "b", "operation": "BatchMeterUsage", "count": 2,
      "effect": {"unprocessed": "all"}})"));
}

TEST_F(RunnerTest, AnAnswersValuesCanBeCapturedAndUsed) {
  seller_.instead["/x"] = [](const TestRequest&) { return json_answer(R"({"id": 7})"); };

  const RunResult result =
      run("- http: {get: /x, expect: {json: {/id: 7}}, capture: {key: /id}}\n"
          "- http: {post: \"/y/${key}\", json: {key: \"${key}\"}, headers: {X-A: b}}\n"
          "- http: {get: /x, expect: {json: {/id: 8}}}\n"
          "- http: {get: /x, capture: {none: /none}}\n- tick: {}\n");

  EXPECT_EQ(seller_.seen("/y/7")[0].body, R"({"key":7})");
  EXPECT_EQ(seller_.seen("/y/7")[0].header("x-a"), "b");
  EXPECT_EQ(failures(result),
            "[3 http: the answer has 7 at /id, not 8]"
            "[4 http: the answer has nothing at /none to capture]");
}

TEST_F(RunnerTest, WhatTheMarketRefusesEndsTheRun) {
  const RunResult result =
      run("- subscribe: {buyer: ann, until: accepted}\n- cancel: {buyer: ann}\n- advance: 1h\n");

  EXPECT_EQ(failures(result),
            "[2 cancel: the cancellation was refused: the agreement is not active]");
}

TEST_F(RunnerTest, APaymentMayFailWhenTheStorySaysSo) {
  const RunResult result = run("- subscribe: {buyer: ann, payment: {outcome: fails}}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
}

TEST_F(RunnerTest, ASignUpThatComesBackIsTold) {
  seller_.instead["/sign-up"] = [](const TestRequest&) {
    return TestAnswer{200, "<p>Try again</p><form method=post><input name=email></form>"};
  };

  const RunResult result =
      run("- subscribe: {buyer: ann}\n- register: {buyer: ann, form: {email: a@b, company: C}}\n");

  EXPECT_EQ(failures(result), "[2 register: the same form came back; the page says 'Try again']");
}

TEST_F(RunnerTest, BytesThatAreNoTextDoNotHarm) {
  seller_.instead["/sign-up"] = [](const TestRequest&) {
    return TestAnswer{200, "\xFF\xFE<p>\xC3"};
  };

  const RunResult result = run("- subscribe: {buyer: ann}\n- set-up: {buyer: ann}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
}

}  // namespace
}  // namespace souk::judge
