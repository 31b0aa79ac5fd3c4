#include "emulator/marketplace/faults.h"

#include <fmt/format.h>

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

constexpr auto kMeter = "BatchMeterUsage";

class FaultsTest : public MarketTest {
 protected:
  void set(const char* rules) {
    const auto set = set_faults(market, Json::parse(rules));
    ASSERT_TRUE(set) << set.error().message;
  }
  /// A letter for each of `calls` calls: x where a fault fired, - where none did.
  std::string fire(int calls, const Json& input = Json::object(), const char* operation = kMeter) {
    std::string word;
    for (int i = 0; i < calls; ++i) word += fire_fault(market, operation, input) ? 'x' : '-';
    return word;
  }
};

TEST_F(FaultsTest, FireForTheirOperationAlone) {
  set(R"([{"operation":"BatchMeterUsage","effect":{"error":"ThrottlingException"}}])");

  EXPECT_EQ(fire(2), "xx");
  EXPECT_EQ(fire(1, Json::object(), "ResolveCustomer"), "-");
}

TEST_F(FaultsTest, FireAsOftenAsTheyAreToldAndAfterThoseTheySkip) {
  set(R"([{"operation":"BatchMeterUsage","skip":2,"count":3,"effect":{"drop":"before"}}])");

  EXPECT_EQ(fire(7), "--xxx--");
  EXPECT_EQ(faults_view(market)[0]["fired"], 3);
}

TEST_F(FaultsTest, TheNextOneHasItsTurnWhenOneIsUsedUp) {
  set(R"([{"name":"a","operation":"BatchMeterUsage","count":1,"effect":{"drop":"before"}},
          {"name":"b","operation":"BatchMeterUsage","count":1,"effect":{"drop":"after"}}])");

  EXPECT_EQ(fire_fault(market, kMeter, Json::object())->name, "a");
  EXPECT_EQ(fire_fault(market, kMeter, Json::object())->name, "b");
  EXPECT_FALSE(fire_fault(market, kMeter, Json::object()));
}

TEST_F(FaultsTest, FireByTheSandboxesChance) {
  set(R"([{"operation":"BatchMeterUsage","probability":0.5,"effect":{"drop":"before"}}])");
  const auto first = fire(64);
  set(R"([{"operation":"BatchMeterUsage","probability":0.5,"effect":{"drop":"before"}}])");

  EXPECT_EQ(fire(64), first);
  EXPECT_THAT(std::count(first.begin(), first.end(), 'x'),
              testing::AllOf(testing::Gt(16), testing::Lt(48)));
  set(R"([{"operation":"BatchMeterUsage","probability":0,"effect":{"drop":"before"}}])");
  EXPECT_EQ(fire(8), "--------");
  set(R"([{"operation":"BatchMeterUsage","probability":1,"effect":{"drop":"before"}}])");
  EXPECT_EQ(fire(8), "xxxxxxxx");
}

TEST_F(FaultsTest, MayBeAboutSomeRecords) {
  set(R"([{"name":"f","operation":"BatchMeterUsage","match":{"dimension":"bytes"},
           "effect":{"unprocessed":"all"}}])");
  const auto requests = Json{{"Dimension", "requests"}};
  const auto bytes = Json{{"Dimension", "bytes"}};

  EXPECT_EQ(fire(1, {{"UsageRecords", {requests, requests}}}), "-");
  EXPECT_EQ(fire(1, {{"UsageRecords", {requests, bytes}}}), "x");
  EXPECT_FALSE(fault_matches_record(market, "f", requests));
  EXPECT_TRUE(fault_matches_record(market, "f", bytes));
  EXPECT_FALSE(fault_matches_record(market, "none", bytes));
}

TEST_F(FaultsTest, MayBeAboutOneInput) {
  set(R"([{"operation":"ResolveCustomer","match":{"RegistrationToken":"t"},
           "effect":{"error":"ThrottlingException"}}])");

  EXPECT_EQ(fire(1, {{"RegistrationToken", "t"}}, "ResolveCustomer"), "x");
  EXPECT_EQ(fire(1, {{"RegistrationToken", "u"}}, "ResolveCustomer"), "-");
  EXPECT_EQ(fire(1, Json::object(), "ResolveCustomer"), "-");
}

TEST_F(FaultsTest, OfAChannelFireForIt) {
  set(R"([{"channel":"sns","effect":{"delay":"90s"}}])");

  EXPECT_EQ(fire_fault(market, "sns", Json::object())->effect.delay, 90s);
  EXPECT_EQ(fire(1, Json::object(), "eventbridge"), "-");
}

TEST_F(FaultsTest, HaveTheStatusOfTheirError) {
  const auto status_of = [&](const char* effect) {
    set(fmt::format(R"([{{"operation":"BatchMeterUsage","effect":{}}}])", effect).c_str());
    return fire_fault(market, kMeter, Json::object())->effect.error->status;
  };

  EXPECT_EQ(status_of(R"({"error":"ThrottlingException"})"), 400);
  EXPECT_EQ(status_of(R"({"error":"InternalServiceErrorException"})"), 500);
  EXPECT_EQ(status_of(R"({"error":"ThrottlingException","status":503})"), 503);
}

TEST_F(FaultsTest, AWrongRuleLeavesTheOldOnesStanding) {
  set(R"([{"name":"old","operation":"BatchMeterUsage","effect":{"drop":"before"}}])");
  const std::vector<std::string> cases{
      R"({})",
      R"([1])",
      R"([{}])",
      R"([{"operation":"X"}])",
      R"([{"operation":"X","effect":{}}])",
      R"([{"operation":"X","channel":"sns","effect":{"drop":"before"}}])",
      R"([{"channel":"pigeon","effect":{"drop":"before"}}])",
      R"([{"operation":1,"effect":{"drop":"before"}}])",
      R"([{"operation":"X","effekt":{"drop":"before"}}])",
      R"([{"operation":"X","count":-1,"effect":{"drop":"before"}}])",
      R"([{"operation":"X","skip":"two","effect":{"drop":"before"}}])",
      R"([{"operation":"X","probability":1.01,"effect":{"drop":"before"}}])",
      R"([{"operation":"X","probability":-0.01,"effect":{"drop":"before"}}])",
      R"([{"operation":"X","match":3,"effect":{"drop":"before"}}])",
      R"([{"operation":"X","effect":{"drop":"sometimes"}}])",
      R"([{"operation":"X","effect":{"latency":"soon"}}])",
      R"([{"operation":"X","effect":{"delay":"-1s"}}])",
      R"([{"operation":"X","effect":{"error":5}}])",
      R"([{"operation":"X","effect":{"error":"E","status":"bad"}}])",
      R"([{"operation":"X","effect":{"error":"E","message":5}}])",
      R"([{"operation":"X","effect":{"status":500}}])",
      R"([{"operation":"X","effect":{"unprocessed":"some"}}])",
      R"([{"operation":"X","effect":{"duplicate":101}}])",
      R"([{"operation":"X","effect":{"explode":true}}])",
      R"([{"channel":"sns","effect":{"spread":"soon"}}])",
      R"([{"channel":"sns","effect":{"duplicate":101}}])",
      R"([{"channel":"sns","effect":{"duplicate":1,"ids":"other"}}])",
      R"([{"channel":"sns","effect":{"ids":"new"}}])",
      R"([{"channel":"sns","effect":{"reorder":1}}])",
      R"([{"channel":"sns","effect":{"reorder":101}}])",
      R"([{"channel":"sns","effect":{"reorder":2,"within":"0s"}}])",
      R"([{"channel":"sns","effect":{"within":"5m"}}])",
      R"([{"channel":"sns","effect":{"hold":"payment"}}])",
      R"([{"channel":"sns","effect":{"hold":"registration","delay":"1m"}}])",
      R"([{"channel":"sns","effect":{"reorder":2,"duplicate":1}}])",
      R"([{"operation":"X","effect":{"hold":"registration"}}])",
      R"([{"operation":"X","effect":{"delay":"1m"}}])",
  };
  for (const auto& rules : cases) {
    const auto refused = set_faults(market, Json::parse(rules));

    EXPECT_THAT(refused, FailsWith("InvalidFault")) << rules;
    ASSERT_EQ(faults_view(market).size(), 1);
    EXPECT_EQ(faults_view(market)[0]["name"], "old");
  }
}

TEST_F(FaultsTest, AWrongMemberIsNamed) {
  const auto refused = set_faults(
      market, Json::parse(R"([{"operation":"X","probabilty":1,"effect":{"drop":"before"}}])"));

  EXPECT_EQ(refused.error().field, "faults[0]");
  EXPECT_EQ(refused.error().hint, "Did you mean \"probability\"?");
}

TEST_F(FaultsTest, EffectsOnDeliveriesAreTaken) {
  for (const auto* effect :
       {R"({"spread":"10m"})", R"({"duplicate":100,"ids":"new"})",
        R"({"duplicate":1,"ids":"same"})", R"({"reorder":2})", R"({"reorder":100,"within":"1ms"})",
        R"({"hold":"registration"})", R"({"delay":"1m","duplicate":1})"}) {
    set(fmt::format(R"([{{"channel":"sns","effect":{}}}])", effect).c_str());

    EXPECT_EQ(faults_view(market)[0]["effect"], Json::parse(effect));
  }
}

TEST_F(FaultsTest, TheJournalTellsOfThem) {
  set(R"([{"name":"f","operation":"BatchMeterUsage","effect":{"drop":"before"}}])");
  fire(1);
  clear_faults(market);

  std::vector<std::string> events;
  for (const auto& row : journal_of("fault")) events.push_back(row["data"]["event"]);
  EXPECT_THAT(events, testing::ElementsAre("set", "fired", "cleared"));
  EXPECT_EQ(fire(1), "-");
}

}  // namespace
}  // namespace souk::marketplace
