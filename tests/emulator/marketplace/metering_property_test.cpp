#include <map>
#include <random>

#include "tests/emulator/marketplace/market_fixture.h"
#include "tests/emulator/marketplace/metering_model.h"

// Random batches over a few buyers, dimensions, hours and quantities, while time passes and buyers
// come and go: the market says what an independent model says.
namespace souk::marketplace {
namespace {

constexpr int kWorlds = 50;
constexpr int kBatches = 100;

class MeteringPropertyTest : public MarketTest, public testing::WithParamInterface<int> {
 protected:
  // Close to the end of a month, so that worlds live through its closing.
  MeteringPropertyTest()
      : MarketTest("current-2026", parse_iso("2026-10-30T20:17:00Z").value()),
        chance_(static_cast<std::uint64_t>(GetParam())) {
    put_product(market, product_, {{"dimensions", {"requests", "bytes"}}}).value();
    model_.meters("requests");
    model_.meters("bytes");
    for (const auto* name : {"ann", "bob", "cem", "dua"}) {
      customers_.push_back(by_licence_ ? "" : buyer(name).customer_identifier);
      accounts_.push_back(buyer(name).account);
      agreements_.emplace_back();
      if (!by_licence_) model_.knows(customers_.back(), accounts_.back());
    }
  }

  std::size_t pick(std::size_t count) { return static_cast<std::size_t>(chance_() % count); }
  bool once_in(std::size_t count) { return pick(count) == 0; }

  /// A buyer who never bought buys; one who did may leave.
  void someone_acts() {
    const auto who = pick(agreements_.size());
    auto& agreement = agreements_[who];
    if (!agreement) {
      agreement = buy(names_[who], product_);
      if (by_licence_) {
        customers_[who] = agreement->license_arn;
        model_.knows(customers_[who], accounts_[who]);
      }
      model_.active_from(customers_[who], market.now() + 72s);
    } else if (now(*agreement).state == "ACTIVE" && once_in(3)) {
      cancel(*agreement);
      const auto ended = market.now() + (by_licence_ ? Duration(10s) : Duration(0));
      model_.ends(customers_[who], ended, ended + (by_licence_ ? Duration(31s) : Duration(0)) + 1h);
    }
  }

  Timestamp some_time() {
    const auto hour = std::chrono::floor<std::chrono::hours>(market.now());
    if (once_in(40)) return market.now() - 24h + Duration(pick(3)) - 1ms;
    if (once_in(40)) return market.now() + 5min + Duration(pick(3)) - 1ms;
    if (once_in(15)) return hour - std::chrono::hours(pick(30));
    return hour - std::chrono::hours(pick(4)) + Duration(pick(2) * pick(3'600'000));
  }

  ModelRecord some_record() {
    const auto who = pick(customers_.size());
    ModelRecord record{customers_[who], accounts_[who], pick(3) != 0 ? "requests" : "bytes",
                       static_cast<std::int64_t>(pick(3)), some_time()};
    if (record.at > market.now() + 10min) record.at = market.now();
    if (record.customer.empty() && !once_in(20)) return some_record_of_anyone_known(record);
    if (once_in(60)) record.customer = "nobody";
    if (once_in(60)) record.account = accounts_[pick(accounts_.size())];
    if (once_in(60)) record.dimension = "Requests";
    return record;
  }

  ModelRecord some_record_of_anyone_known(ModelRecord record) {
    for (std::size_t who = 0; who < customers_.size(); ++who) {
      if (customers_[who].empty()) continue;
      record.customer = customers_[who];
      record.account = accounts_[who];
    }
    return record;
  }

  UsageRecord as_sent(const ModelRecord& record) const {
    UsageRecord sent;
    sent.sent = record.at;
    sent.dimension = record.dimension;
    sent.quantity = record.quantity;
    if (by_licence_) {
      sent.license_arn = record.customer;
      sent.account = record.account;
    } else {
      sent.customer_identifier = record.customer;
    }
    return sent;
  }

  std::string market_says(const std::vector<ModelRecord>& records) {
    std::vector<UsageRecord> sent;
    for (const auto& record : records) sent.push_back(as_sent(record));
    return by_licence_ ? meter(sent) : meter(code_of(product_), sent);
  }

  std::vector<ModelRecord> some_batch() {
    std::vector<ModelRecord> records(pick(6));
    for (auto& record : records) record = some_record();
    return records;
  }

  static std::string told(const std::vector<ModelRecord>& records) {
    std::string text;
    for (const auto& each : records) {
      text += "\n  " + each.customer + " " + each.dimension + " " + std::to_string(each.quantity) +
              " at " + to_iso(each.at);
    }
    return text;
  }

  const bool by_licence_ = GetParam() % 2 == 0;
  const std::string product_ = by_licence_ ? kConcurrent : kLegacy;
  const std::vector<std::string> names_{"ann", "bob", "cem", "dua"};
  std::mt19937_64 chance_;
  MeteringModel model_{by_licence_};
  std::vector<std::string> customers_;
  std::vector<std::string> accounts_;
  std::vector<std::optional<storage::AgreementRow>> agreements_;
};

TEST_P(MeteringPropertyTest, TheMarketSaysWhatTheModelSays) {
  std::map<char, int> seen;
  for (int i = 0; i < kBatches; ++i) {
    if (once_in(4)) someone_acts();
    advance(Duration(pick(40) * 60'000 + pick(1000)));
    const auto records = some_batch();

    const auto expected = model_.meter(market.now(), records);

    ASSERT_EQ(market_says(records), expected)
        << "batch " << i << " at " << to_iso(market.now()) << told(records);
    if (!expected.empty()) ++seen[expected.size() > 6 ? 'E' : expected[0]];
  }

  for (std::size_t who = 0; who < agreements_.size(); ++who) {
    if (!agreements_[who]) continue;
    EXPECT_EQ(billed(*agreements_[who]), model_.billed(customers_[who]));
  }
  // A world in which nothing counts, or nothing is refused, shows nothing.
  EXPECT_GT(seen['S'], 0);
  EXPECT_GT(seen['E'], 0);
}

INSTANTIATE_TEST_SUITE_P(Worlds, MeteringPropertyTest, testing::Range(1, kWorlds + 1));

}  // namespace
}  // namespace souk::marketplace
