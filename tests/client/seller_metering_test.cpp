#include <fmt/format.h>

#include "tests/client/support/seller_test.h"
#include "tests/support/precompiled.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;

/// "09:5", "10:0": hour and quantity of each record sent.
std::vector<std::string> told(const std::vector<Json>& records) {
  std::vector<std::string> lines;
  for (const auto& record : records) {
    lines.push_back(fmt::format("{:02}:{}", record["Timestamp"].get<std::int64_t>() / 3600 % 24,
                                record["Quantity"].get<int>()));
  }
  return lines;
}

class SellerMeteringTest : public SellerTest {
 protected:
  SellerMeteringTest() {
    start();
    begin();
  }

  void begin(const char* product = kConcurrent) {
    know_ann("token-1", product);
    at(kNine + 10min);
    if (std::string_view(product) == kLegacy) {
      tell("subscribe-success");
    } else {
      license_updated();
    }
    land();
    sign_up();
  }

  std::vector<std::string> told_so_far() { return told(souk_.records()); }
};

TEST_F(SellerMeteringTest, ReportsEveryCompletedHourOnce) {
  use(5);
  use(2);
  at(kNine + 3h);
  use(9);
  tick();
  tick();

  EXPECT_THAT(told_so_far(), testing::ElementsAre("09:7", "10:0", "11:0"));
  at(kNine + 4h);
  tick();
  EXPECT_EQ(told_so_far().back(), "12:9");
}

TEST_F(SellerMeteringTest, NamesConcurrentCustomersByLicence) {
  use(5);
  at(kNine + 1h);
  tick();

  const auto call = souk_.calls("BatchMeterUsage").at(0);
  EXPECT_FALSE(call.input.contains("ProductCode"));
  EXPECT_EQ(call.input["UsageRecords"], Json::array({{{"Timestamp", 1791277200 + 3599},
                                                      {"Dimension", "requests"},
                                                      {"Quantity", 5},
                                                      {"CustomerAWSAccountId", kAnn},
                                                      {"LicenseArn", kLicense}}}));
}

TEST_F(SellerMeteringTest, NamesLegacyCustomersByIdentifier) {
  start();
  begin(kLegacy);
  use(5);
  at(kNine + 1h);
  tick();

  const auto call = souk_.calls("BatchMeterUsage").at(0);
  EXPECT_EQ(call.input["ProductCode"], kLegacy);
  EXPECT_EQ(call.input["UsageRecords"][0]["CustomerIdentifier"], "LAnn");
  EXPECT_FALSE(call.input["UsageRecords"][0].contains("CustomerAWSAccountId"));
}

TEST_F(SellerMeteringTest, FlushesAtTheEndWithoutTheJob) {
  use(5);
  at(kNine + 2h + 20min);
  use(3);
  agreement_ended();

  EXPECT_THAT(told_so_far(), testing::ElementsAre("09:5", "10:0", "11:3"));
  EXPECT_LE(souk_.records().back()["Timestamp"].get<std::int64_t>(),
            now_.time_since_epoch().count() / 1000);
  license_deprovisioned();
  at(kNine + 5h);
  tick();
  EXPECT_EQ(told_so_far().size(), 3U);
}

TEST_F(SellerMeteringTest, SendsNoZeroForTheRunningHour) {
  after(30min);
  license_deprovisioned();
  after(1h);
  tick();

  EXPECT_THAT(souk_.records(), testing::IsEmpty());
}

TEST_F(SellerMeteringTest, SendsUnprocessedRecordsAgainUnchanged) {
  int seen = 0;
  souk_.set_status_of_records([&](const Json&) { return ++seen <= 3 ? "" : "Success"; });
  use(5);
  at(kNine + 1h);
  tick();
  EXPECT_EQ(souk_.calls("BatchMeterUsage").size(), 2U);

  after(1min);
  tick();

  const auto records = souk_.records();
  EXPECT_EQ(records.size(), 4U);
  EXPECT_THAT(records, testing::Each(records.front()));
  tick();
  EXPECT_EQ(souk_.records().size(), 4U);
}

TEST_F(SellerMeteringTest, KeepsRecordsThroughAnOutage) {
  use(5);
  at(kNine + 1h);
  for (int i = 0; i < 3; ++i) souk_.next("BatchMeterUsage", {500, {{"__type", "InternalFailure"}}});
  tick();
  at(kNine + 2h);
  tick();

  EXPECT_THAT(told_so_far(), testing::ElementsAre("09:5", "09:5", "09:5", "09:5", "10:0"));
}

TEST_F(SellerMeteringTest, GetsTheOthersThroughWhenOneRecordIsBad) {
  auto wanted = options();
  wanted.products = {{kConcurrent,
                      sample::Model::Subscription,
                      sample::Generation::Concurrent,
                      {"good", "poison", "well"}}};
  start(wanted);
  begin();
  use(1, "good");
  use(2, "poison");
  use(3, "well");
  at(kNine + 1h);
  tick();
  const auto calls = souk_.calls("BatchMeterUsage").size();
  tick();

  EXPECT_EQ(souk_.calls("BatchMeterUsage").size(), calls);
  const auto unbilled = Json::parse(get("/test/unbilled").body);
  EXPECT_EQ(unbilled["quantity"], 2);
  EXPECT_EQ(unbilled["unbilled"][0]["status"], "InvalidUsageDimensionException");
}

TEST_F(SellerMeteringTest, LooksAtEachStatus) {
  souk_.set_status_of_records([](const Json&) { return "CustomerNotSubscribed"; });
  use(5);
  at(kNine + 1h);
  tick();
  tick();

  EXPECT_EQ(souk_.calls("BatchMeterUsage").size(), 1U);
  EXPECT_EQ(Json::parse(get("/test/unbilled").body)["quantity"], 5);
}

TEST_F(SellerMeteringTest, PutsLateUsageIntoTheNextFreeHour) {
  use(5);
  after(10min);
  start();
  begin(kLegacy);
  use(5);
  after(5min);
  tell("unsubscribe-pending");
  after(5min);
  tell("subscribe-success");
  use(2);
  at(kNine + 2h);
  tick();

  EXPECT_THAT(told_so_far(), testing::ElementsAre("09:5", "10:2"));
}

TEST_F(SellerMeteringTest, SendsAtMost25RecordsAtOnce) {
  at(kNine + 23h);
  tick();
  for (int i = 0; i < 30; ++i) {
    event("License Updated", {{"agreement", {{"id", fmt::format("agmt-{}", i)}}},
                              {"license", {{"arn", fmt::format("{}x{}", kLicense, i)}}}});
  }
  after(1h);
  tick();

  for (const auto& call : souk_.calls("BatchMeterUsage")) {
    EXPECT_LE(call.input["UsageRecords"].size(), 25U);
  }
  EXPECT_EQ(souk_.records().size(), 23U + 31U);
}

TEST_F(SellerMeteringTest, NeverMetersBeforeActivation) {
  start();
  know_ann();
  land();
  sign_up();
  EXPECT_FALSE(use(5));
  at(kNine + 2h);
  tick();

  EXPECT_THAT(souk_.records(), testing::IsEmpty());
}

TEST_F(SellerMeteringTest, RefusesUsageItCannotRead) {
  for (const auto* body :
       {"", "[]", R"({"dimension":"requests"})", R"({"dimension":"requests","quantity":-1})",
        R"({"dimension":"requests","quantity":1.5})", R"({"dimension":"requests","quantity":"x"})",
        R"({"quantity":1})"}) {
    EXPECT_EQ(post("/test/use", body).status, 400) << body;
  }
  EXPECT_EQ(post("/test/use", R"({"account":"111122223333","dimension":"requests","quantity":"7"})")
                .status,
            200);
}

TEST_F(SellerMeteringTest, RemembersWhatItWasAboutToSend) {
  auto wanted = options();
  wanted.database = testing::TempDir() + "sample_seller_restart.db";
  for (const auto* suffix : {"", "-wal", "-shm"}) std::remove((wanted.database + suffix).c_str());
  start(wanted);
  begin();
  use(5);
  at(kNine + 1h);
  for (int i = 0; i < 3; ++i) souk_.next("BatchMeterUsage", {503, Json::object()});
  tick();

  restart();
  at(kNine + 1h + 10min);
  tick();

  EXPECT_THAT(souk_.records(), testing::Each(souk_.records().front()));
  EXPECT_EQ(Json::parse(get("/test/unbilled").body)["quantity"], 0);
}

}  // namespace
}  // namespace souk::test
