#include "tests/scenarios/runner/runner_fixture.h"

// Time, buyers, tokens, sandboxes: what a story does when all goes well.
namespace souk::judge {
namespace {

using std::chrono::minutes;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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

}  // namespace
}  // namespace souk::judge
