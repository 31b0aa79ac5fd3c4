#include <fstream>
#include <sstream>

#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/metering.h"
#include "tests/emulator/control/control_fixture.h"

namespace souk::control {
namespace {

using marketplace::UsageRecord;

constexpr auto kUsed = "subscription-concurrent";
constexpr auto kUsedLegacy = "subscription-legacy";
constexpr auto kBought = "contract-concurrent";

/// Ten buyers, from Monday, 5 January 2026 to the same day a year later. What the market told, what
/// buyers were entitled to and what they were billed is compared with a file that was read and
/// found right; where they differ, what came out is left beside the test's other output.
class YearTest : public ControlTest {
 protected:
  YearTest() {
    post("/sandboxes", {{"name", "year"},
                        {"seller_clock", "virtual"},
                        {"clock", {{"start", "2026-01-05T09:00:00Z"}}}});
    offer("trial",
          {{"product", kUsed}, {"terms", {{{"freeTrialPricingTerm", {{"duration", "P14D"}}}}}}});
    offer("pilot", {{"product", kBought},
                    {"terms",
                     {{{"freeTrialPricingTerm",
                        {{"duration", "P30D"},
                         {"grants", {{{"dimensionKey", "users"}, {"maxQuantity", 2}}}}}}}}}});
    offer("dearer", {{"product", kBought},
                     {"terms",
                      {{{"renewalTerm",
                         {{"configuration", {{"enableAutoRenew", true}}},
                          {"lockoutPeriod", "P30D"},
                          {"priceIncrease", {{"fixedPercentage", {{"value", "5"}}}}}}}}}}});
    offer("quarterly", {{"product", kBought},
                        {"terms",
                         {{{"paymentScheduleTerm",
                            {{"schedule",
                              {charge("2026-01-10", "30"), charge("2026-04-10", "30"),
                               charge("2026-07-10", "30"), charge("2026-10-10", "30")}}}}}}}});
  }

  static Json charge(const std::string& day, const std::string& amount) {
    return {{"chargeDate", day + "T00:00:00Z"}, {"chargeAmount", amount}};
  }
  static std::string of_year(const std::string& path) { return "/sandboxes/year" + path; }

  void offer(const std::string& name, const Json& terms) {
    const auto put_offer = put(of_year("/offers/" + name), terms);
    ASSERT_EQ(put_offer.status(), 200) << put_offer.body();
  }

  /// The buyer's newest agreement.
  std::string agreement(const std::string& buyer) {
    const auto all = get(of_year("/agreements?buyer=" + buyer)).body()["agreements"];
    return all.back()["id"];
  }
  void buy(const std::string& buyer, const std::string& product, Json more = Json::object()) {
    more["product"] = product;
    const auto told = post(of_year("/buyers/" + buyer + "/subscribe"), more);
    ASSERT_EQ(told.status(), 201) << told.body();
  }
  void act(const std::string& buyer, const std::string& name, const Json& body = Json::object()) {
    const auto told = post(of_year("/agreements/" + agreement(buyer) + "/" + name), body);
    ASSERT_LT(told.status(), 300) << buyer << " " << name << " " << told.body();
  }
  void go_to(const std::string& instant) {
    const auto told =
        post(of_year("/clock/advance"), {{"to", instant}, {"settle", {{"off", true}}}});
    ASSERT_EQ(told.status(), 200) << told.body();
  }

  /// What the seller meters of the last day: 100 requests of whoever can use them.
  void meter_a_day() {
    const auto year = sandboxes_->find("year");
    sandbox::Session session(*year);
    auto& market = year->market;
    for (const auto* name : {"tara", "sam", "sue"}) {
      const auto buyer = market.catalogue.buyer_named(name);
      if (!buyer) continue;
      marketplace::UsageBatch batch;
      batch.region = market.region;
      UsageRecord record;
      record.sent = market.now();
      record.dimension = "requests";
      record.quantity = 100;
      const bool legacy = std::string_view(name) == "sue";
      if (legacy) {
        batch.product_code = market.catalogue.product_named(kUsedLegacy)->code;
        record.customer_identifier = buyer->customer_identifier;
      } else {
        const auto product = market.catalogue.product_named(kUsed)->id;
        record.account = buyer->account;
        record.license_arn = market.agreements.of(product, buyer->id).front().license_arn;
      }
      batch.records = {record};
      (void)marketplace::meter(market, batch);
    }
    session.commit();
  }

  /// What happens on a day, at noon.
  void happen_on(std::string_view day) {
    if (day == "2026-01-25") buy("tara", kUsed);
    if (day == "2026-03-02") act("rita", "request-refund");
    if (day == "2026-06-15") act("una", "amend", {{"quantities", {{"users", 8}}}});
    if (day == "2026-07-01") act("faye", "fail-payment", {{"when", "next"}});
    if (day == "2026-08-20") act("cleo", "auto-renew", {{"enabled", false}});
    if (day == "2026-11-11") act("sam", "cancel");
    if (day == "2026-02-01") buy("theo", kBought, {{"offer", "pilot"}});
    if (day == "2026-03-01") {
      buy("rita", kBought, {{"quantities", {{"users", 20}}}, {"duration", "12mo"}});
    }
  }

  void play() {
    buy("tara", kUsed, {{"offer", "trial"}});
    buy("cora", kBought,
        {{"quantities", {{"users", 5}}}, {"duration", "3mo"}, {"auto_renew", true}});
    buy("carl", kBought,
        {{"quantities", {{"users", 5}}},
         {"duration", "6mo"},
         {"auto_renew", true},
         {"offer", "dearer"}});
    buy("cleo", kBought,
        {{"quantities", {{"users", 1}}}, {"duration", "1mo"}, {"auto_renew", true}});
    buy("una", kBought, {{"quantities", {{"users", 5}}}, {"duration", "12mo"}});
    buy("faye", kBought,
        {{"quantities", {{"users", 3}}}, {"duration", "12mo"}, {"offer", "quarterly"}});
    buy("sam", kUsed);
    buy("sue", kUsedLegacy);
    using std::chrono::days;
    const auto first = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5);
    for (auto day = first; day < first + days(365); day += days(1)) {
      const auto date = to_iso(Timestamp(day)).substr(0, 10);
      go_to(date + "T12:00:00Z");
      meter_a_day();
      happen_on(date);
      if (date.ends_with("-15")) note_entitlements(date);
    }
    go_to("2027-01-05T12:00:00Z");
  }

  void note_entitlements(const std::string& date) {
    std::map<std::string, std::string> held;
    const auto all = get(of_year("/entitlements")).body()["entitlements"];
    for (const auto& each : all) {
      held[each["buyer"]] +=
          fmt::format(" {} {} until {}", each["dimension"].get<std::string>(),
                      each["value"].get<int>(), each["expires"].get<std::string>().substr(0, 10));
    }
    entitlements_ += date + "\n";
    for (const auto& [buyer, text] : held) entitlements_ += "  " + buyer + text + "\n";
  }

  std::string messages() {
    std::string text;
    const auto rows = get(of_year("/journal?kind=notification&limit=10000")).body()["rows"];
    for (const auto& row : rows) {
      const auto& data = row["data"];
      const auto told = data["message"].value("detail", Json::object())["agreement"];
      std::string rest;
      for (const auto* member : {"intent", "status", "daysBeforeEndTime"}) {
        if (told.is_object() && told.contains(member)) {
          rest += " " + (told[member].is_string() ? told[member].get<std::string>()
                                                  : told[member].dump());
        }
      }
      text += fmt::format("{} {} {}{}\n", row["at"].get<std::string>().substr(0, 19),
                          data["buyer"].get<std::string>(), data["name"].get<std::string>(), rest);
    }
    return text;
  }

  std::string bills() {
    std::string text;
    for (int month = 1; month <= 12; ++month) {
      text += fmt::format("2026-{:02}\n", month);
      const auto told = get(of_year(fmt::format("/bill?month=2026-{:02}", month)));
      for (const auto& bill : told.body()["bills"]) {
        if (bill["lines"].empty()) continue;
        text += "  " + bill["buyer"].get<std::string>();
        for (const auto& line : bill["lines"]) {
          text += fmt::format("  {} {}", line["kind"].get<std::string>(),
                              line["amount"].get<std::string>());
        }
        text += "  = " + bill["totals"]["USD"]["total"].get<std::string>() + "\n";
      }
    }
    return text;
  }

  std::string entitlements_;
};

TEST_F(YearTest, OfTenBuyersIsToldEntitledAndBilledAsItShould) {
  play();

  const auto right =
      "messages\n" + messages() + "\nentitlements\n" + entitlements_ + "\nbills\n" + bills();
  const std::string file = std::string(SOUK_CONTROL_TESTS) + "/year_of_ten_buyers.txt";
  const std::string fresh = testing::TempDir() + "year_of_ten_buyers.txt";
  std::ostringstream expected;
  expected << std::ifstream(file).rdbuf();
  if (expected.str() != right) std::ofstream(fresh) << right;
  EXPECT_TRUE(expected.str() == right) << "diff " << file << " " << fresh;
}

}  // namespace
}  // namespace souk::control
