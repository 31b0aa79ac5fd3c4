#include "tests/emulator/marketplace/task_fixture.h"

namespace souk::marketplace {
namespace {

using testing::MatchesRegex;

constexpr auto kRecordId = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

class TaskMeteringTest : public TaskTest {
 protected:
  storage::AgreementRow agreement_ = subscribe("ann", "box");
};

TEST_F(TaskMeteringTest, WhatATaskReportsIsOnItsBuyersBill) {
  EXPECT_THAT(report(task(), usage(5)), MatchesRegex(kRecordId));

  EXPECT_EQ(billed(agreement_), 5);
}

TEST_F(TaskMeteringTest, TheSameOfOneHourIsTheSameRecord) {
  const auto first = report(task(), usage(5, kTestStart + 2min));

  EXPECT_EQ(report(task(), usage(5, kTestStart + 3min)), first);
  EXPECT_EQ(report(task(), usage(6, kTestStart + 3min)), "DuplicateRequestException");
  EXPECT_EQ(billed(agreement_), 5);
}

TEST_F(TaskMeteringTest, AnHourEndsWithItsLastMillisecond) {
  advance_to(kTestStart + 1h);
  const auto first = report(task(), usage(5, kTestStart + 2min));

  EXPECT_EQ(report(task(), usage(5, kTestStart + 1h - 1ms)), first);
  EXPECT_NE(report(task(), usage(5, kTestStart + 1h)), first);
  EXPECT_EQ(billed(agreement_), 10);
}

TEST_F(TaskMeteringTest, EachTaskAndRegionAndDimensionHasItsOwnHour) {
  put({{"dimensions", {"requests", "bytes"}}});
  auto elsewhere = task();
  elsewhere.region = "eu-west-1";
  auto bytes = usage(4);
  bytes.record.dimension = "bytes";

  for (const auto& id : {report(task("task/1"), usage(1)), report(task("task/2"), usage(2)),
                         report(elsewhere, usage(3)), report(task("task/1"), bytes)}) {
    EXPECT_THAT(id, MatchesRegex(kRecordId));
  }
  EXPECT_EQ(billed(agreement_), 10);
}

TEST_F(TaskMeteringTest, OtherAllocationsOfTheSameQuantityAreADuplicate) {
  auto split = usage(5);
  split.record.allocations = {{2, {{"team", "a"}}}, {3, {{"team", "b"}}}};
  auto turned = usage(5);
  turned.record.allocations = {{3, {{"team", "b"}}}, {2, {{"team", "a"}}}};
  const auto first = report(task(), split);

  EXPECT_EQ(report(task(), turned), first);
  EXPECT_EQ(report(task(), usage(5)), "DuplicateRequestException");
}

TEST_F(TaskMeteringTest, AllocationsAreHeldToTheRulesOfBatches) {
  auto usage_of_five = usage(5);
  usage_of_five.record.allocations.emplace({UsageAllocation{4, {}}});
  EXPECT_EQ(report(task(), usage_of_five), "InvalidUsageAllocationsException");
  usage_of_five.record.allocations.emplace({UsageAllocation{5, {{"te?am\t", "a"}}}});
  EXPECT_EQ(report(task(), usage_of_five), "InvalidTagException");
}

TEST_F(TaskMeteringTest, ATokenIsOfOneRequest) {
  const auto first = report(task(), with_token(usage(5), "t1"));

  EXPECT_EQ(report(task(), with_token(usage(5), "t1")), first);
  EXPECT_EQ(report(task(), with_token(usage(6), "t1")), "IdempotencyConflictException");
  EXPECT_EQ(report(task(), with_token(usage(5), "t2")), first) << "one record for an hour";
  EXPECT_EQ(report(task(), with_token(usage(6), "t3")), "DuplicateRequestException");
  EXPECT_EQ(billed(agreement_), 5);
}

TEST_F(TaskMeteringTest, ARefusedRequestLeavesItsTokenFree) {
  auto wrong = usage(5);
  wrong.record.dimension = "Requests";
  EXPECT_EQ(report(task(), with_token(wrong, "t1")), "InvalidUsageDimensionException");

  EXPECT_THAT(report(task(), with_token(usage(5), "t1")), MatchesRegex(kRecordId));
}

TEST_F(TaskMeteringTest, ATokenOfOneAccountIsFreeInAnother) {
  subscribe("bob", "box");
  report(task(), with_token(usage(5), "t1"));

  EXPECT_THAT(report(task("task/1", "bob"), with_token(usage(6), "t1")), MatchesRegex(kRecordId));
}

TEST_F(TaskMeteringTest, ATokenIsStillKnownWhenItsUsageWouldBeTooOld) {
  const auto at = market.now();
  const auto first = report(task(), with_token(usage(5, at), "t1"));

  advance(7h);

  EXPECT_EQ(report(task(), with_token(usage(5, at), "t1")), first);
  EXPECT_EQ(report(task(), usage(5, at)), "TimestampOutOfBoundsException");
}

TEST_F(TaskMeteringTest, ADimensionMustBeMeteredAndTheProductMustBeThere) {
  auto wrong = usage(1);
  wrong.record.dimension = "users";
  EXPECT_EQ(report(task(), wrong), "InvalidUsageDimensionException");
  wrong.product_code = "nothing";
  EXPECT_EQ(report(task(), wrong), "InvalidProductCodeException");
}

TEST_F(TaskMeteringTest, WhetherTheBuyerMayRunItIsAskedOnceForEachTask) {
  report(task("task/1"), usage(5));
  cancel(agreement_);
  advance(1h);

  EXPECT_THAT(report(task("task/1"), usage(6)), MatchesRegex(kRecordId));
  EXPECT_EQ(billed(agreement_), 11) << "charged although the buyer has left";
  EXPECT_EQ(report(task("task/2"), usage(6)), "CustomerNotEntitledException");
  EXPECT_EQ(report(task("task/1", "bob"), usage(6)), "CustomerNotEntitledException");
  EXPECT_EQ(report({"999900001111", "arn", "us-east-1"}, usage(6)), "CustomerNotEntitledException");
}

TEST_F(TaskMeteringTest, ACallThatWasRefusedLetsNobodyIn) {
  auto wrong = usage(1);
  wrong.record.dimension = "users";
  report(task("task/1"), wrong);
  cancel(agreement_);
  advance(1h);

  EXPECT_EQ(report(task("task/1"), usage(6)), "CustomerNotEntitledException");
}

TEST_F(TaskMeteringTest, ASuspendedBuyerIsNotEntitled) {
  auto row = buyer("ann");
  row.suspended = true;
  market.catalogue.put(row);

  EXPECT_EQ(report(task(), usage(6)), "CustomerNotEntitledException");
}

TEST_F(TaskMeteringTest, TheSellerPreviewsWithoutAnAgreement) {
  const auto first = report(seller(), usage(5));

  EXPECT_THAT(first, MatchesRegex(kRecordId));
  EXPECT_EQ(report(seller(), usage(5)), first);
  EXPECT_EQ(report(seller(), usage(6)), "DuplicateRequestException");
  EXPECT_EQ(billed(agreement_), 0);
}

TEST_F(TaskMeteringTest, ADryRunSaysWhetherTheCallerMayAndLeavesNothing) {
  auto dry = with_token(usage(5), "t1");
  dry.dry_run = true;

  EXPECT_EQ(report(task(), dry), "DryRunOperation");
  EXPECT_EQ(report(seller(), dry), "DryRunOperation");
  EXPECT_EQ(report(task("task/1", "bob"), dry), "UnauthorizedException");
  EXPECT_EQ(ledger_lines(), 0U);
  EXPECT_THAT(report(task(), with_token(usage(6), "t1")), MatchesRegex(kRecordId));
}

TEST_F(TaskMeteringTest, TheCallGoesToTheRegionTheTaskRunsIn) {
  put_buyer(market, "ann", {{"runs_in", "eu-west-1"}});
  auto there = task();
  there.region = "eu-west-1";

  EXPECT_EQ(report(task(), usage(5)), "InvalidEndpointRegionException");
  EXPECT_THAT(report(there, usage(5)), MatchesRegex(kRecordId));
  EXPECT_THAT(report(seller(), usage(5)), MatchesRegex(kRecordId)) << "a preview runs anywhere";
}

class AgentTest : public TaskMeteringTest {
 protected:
  Json agent_ = put({{"platform", "agentcore"}});
};

TEST_F(AgentTest, RecordsOfOneTimeAddUpWhenTheirTokensDiffer) {
  const auto first = report(task(), with_token(usage(5), "t1"));
  const auto second = report(task(), with_token(usage(5), "t2"));

  EXPECT_NE(first, second);
  EXPECT_EQ(report(task(), with_token(usage(5), "t1")), first);
  EXPECT_EQ(billed(agreement_), 10);
}

TEST_F(AgentTest, ATimeIsNotTakenForItsHour) {
  report(task(), with_token(usage(5, kTestStart + 2min), "t1"));

  EXPECT_EQ(report(task(), with_token(usage(5, kTestStart + 2min + 1ms), "t1")),
            "IdempotencyConflictException");
}

TEST_F(AgentTest, ATokenIsNeededAndAllocationsAreNotTaken) {
  auto split = with_token(usage(5), "t1");
  split.record.allocations.emplace({UsageAllocation{5, {}}});

  EXPECT_EQ(report(task(), usage(5)), "ValidationException");
  EXPECT_EQ(report(task(), split), "InvalidUsageAllocationsException");
}

class TaskTimeTest : public TaskTest, public testing::WithParamInterface<const char*> {
 protected:
  TaskTimeTest() : TaskTest(GetParam()) { subscribe("ann", "box"); }

  Duration look_back() const { return GetParam() == std::string("guide-2020") ? 1h : 6h; }
};

TEST_P(TaskTimeTest, UsageIsTakenUntilTheLookBackIsOver) {
  advance(10h);

  EXPECT_EQ(report(task(), usage(1, market.now() - look_back())), "TimestampOutOfBoundsException");
  EXPECT_EQ(report(task(), usage(1, market.now() - look_back() - 1ms)),
            "TimestampOutOfBoundsException");
  EXPECT_THAT(report(task(), usage(1, market.now() - look_back() + 1ms)), MatchesRegex(kRecordId));
}

TEST_P(TaskTimeTest, ClocksMayBeFiveMinutesAhead) {
  advance_to(kTestStart + 30min);

  EXPECT_THAT(report(task(), usage(1, market.now() + 300s)), MatchesRegex(kRecordId));
  EXPECT_EQ(report(task(), usage(1, market.now() + 300s + 1ms)), "TimestampOutOfBoundsException");
}

INSTANTIATE_TEST_SUITE_P(Eras, TaskTimeTest,
                         testing::Values("guide-2020", "guide-2023", "current-2026"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

class MonthEndTaskTest : public TaskTest {
 protected:
  MonthEndTaskTest() : TaskTest("current-2026", parse_iso("2026-10-31T23:00:00Z").value()) {}
};

TEST_F(MonthEndTaskTest, TheMonthsEndClosesNothing) {
  subscribe("ann", "box");
  const auto before_midnight = parse_iso("2026-10-31T23:59:00Z").value();

  for (const auto* now : {"2026-11-01T05:58:59.999Z", "2026-11-01T05:59:00Z"}) {
    advance_to(parse_iso(now).value());
    EXPECT_EQ(report(task(now), usage(1, before_midnight)) == "TimestampOutOfBoundsException",
              now == std::string("2026-11-01T05:59:00Z"))
        << now;
  }
}

}  // namespace
}  // namespace souk::marketplace
