#include "tests/scenarios/runner/runner_fixture.h"

// What a story expects, and how long it waits for it.
namespace souk::judge {
namespace {

using testing::SizeIs;

class ExpectationsTest : public RunnerTest {};

TEST_F(ExpectationsTest, AnExpectationLetsTimeGoOnUntilItIsMet) {
  souk_.schedule(at("09:10:00"), "call", [&] { souk_.call("ResolveCustomer", {{"status", 200}}); });

  const RunResult result = run("- expect: {call: ResolveCustomer, status: 200, within: 15m}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(result.steps[0].to, at("09:10:00"));
  const Json row = souk_.rows("expectation")[0];
  EXPECT_EQ(row["subject"], "ResolveCustomer is called");
  EXPECT_EQ(row["data"], Json({{"met", true}, {"margin_ms", 300'000}}));
}

TEST_F(ExpectationsTest, AnExpectationFailsAtItsDeadlineWithTheNearestMiss) {
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

TEST_F(ExpectationsTest, AnExpectationIsPatientInRealTimeFirst) {
  options_.patience = std::chrono::seconds(60);
  souk_.on_wait = [&] { souk_.call("ResolveCustomer"); };

  const RunResult result = run("- expect: {call: ResolveCustomer, within: 15m}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(result.steps[0].to, at("09:00:00"));
}

TEST_F(ExpectationsTest, WhatMustNotHappenIsWatchedToTheDeadline) {
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

TEST_F(ExpectationsTest, RecordsAreLookedAtOneByOne) {
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

TEST_F(ExpectationsTest, OfASellerInRealTimeItIsSaidThatHoursDidNotPass) {
  const std::string until = "- advance: {by: ";
  const std::string expect =
      "}\n- subscribe: {buyer: ann}\n- expect: {metered: {buyer: ann, requests: 1}}\n"
      "- expect: {call: ResolveCustomer}\n";
  const auto told = [&](const std::string& passed, const char* seller) {
    const RunResult result = run(until + passed + expect, seller);
    EXPECT_THAT(result.steps[3].failure, testing::Not(testing::HasSubstr("real time")));
    return result.steps[2].failure;
  };
  const auto says_so = testing::HasSubstr(
      "requests: 0 instead of 1; the seller's clock shows real time, in which the hours of the "
      "story did not pass, and that may be why: let it follow the market's (--follow-clock)");

  // The licence takes 30 seconds more.
  EXPECT_THAT(told("59m29s999ms", kNoSeller), testing::Not(says_so));
  EXPECT_THAT(told("59m30s", kNoSeller), says_so);
  EXPECT_THAT(told("59m30s1ms", kNoSeller), says_so);
  EXPECT_THAT(told("2h", "seller: {clock: virtual}\nsteps:\n"), testing::Not(says_so));
}

TEST_F(ExpectationsTest, NewsEntitlementsAndRowsCanBeExpected) {
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

TEST_F(ExpectationsTest, BillsAreComparedAsExactDecimals) {
  souk_.bills = Json::array({{{"buyer", "ann"},
                              {"totals",
                               {{"USD",
                                 {{"total", "10.00"},
                                  {"usage", "12.507"},
                                  {"refund", "-2.507"},
                                  {"contract", "0.00"},
                                  {"dimensions", {{"requests", "12.507"}}}}}}}}});

  const RunResult result =
      run("- expect: {billed: {buyer: ann, total: 10}}\n"
          "- expect: {billed: {buyer: ann, total: \"010.000\", contract: \"-0\", trial: 0}}\n"
          "- expect: {billed: {buyer: ann, month: 2026-10, usage: \"12.5070\", refund: "
          "\"-2.507\", dimensions: {requests: \"12.507\"}}}\n"
          "- expect: {billed: {buyer: ann, currency: EUR, total: 0}}\n"
          "- expect: {billed: {buyer: ann, month: 2026-10, total: \"10.01\", usage: \"12.51\", "
          "dimensions: {requests: 12, seats: 1}}}\n"
          "- expect: {billed: {buyer: ann, total: \"-10.00\"}}\n");

  EXPECT_EQ(failures(result),
            "[5 expect: expected: ann is billed dimensions requests 12, seats 1, total 10.01, "
            "usage 12.51 for 2026-10; requests: 12.507 instead of 12, seats: 0.00 instead of 1, "
            "total: 10.00 instead of 10.01, usage: 12.507 instead of 12.51]"
            "[6 expect: expected: ann is billed total -10.00; total: 10.00 instead of -10.00]");
}

TEST_F(ExpectationsTest, ABillIsWaitedFor) {
  souk_.schedule(at("10:00:00"), "refund", [&] {
    souk_.bills = Json::array({{{"buyer", "ann"}, {"totals", {{"USD", {{"refund", "-10.00"}}}}}}});
  });

  const RunResult result = run("- expect: {billed: {buyer: ann, refund: -10}, within: 2h}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(result.steps[0].to, at("10:00:00"));
}

}  // namespace
}  // namespace souk::judge
