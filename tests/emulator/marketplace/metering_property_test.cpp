#include <functional>
#include <map>
#include <random>

#include "tests/emulator/marketplace/market_fixture.h"
#include "tests/emulator/marketplace/metering_model.h"

// Random batches over a few buyers, dimensions, regions, hours, quantities and their shares, while
// time passes and buyers come, go and are suspended, in every era: in 100,000 batches the market
// says what an independent model says.
namespace souk::marketplace {
namespace {

constexpr int kWorlds = 1000;
constexpr int kBatches = 100;

struct Era {
  const char* profile;
  ModelEra model;
};

constexpr Era kEras[] = {{"current-2026", {24h, true, 2500}},
                         {"guide-2023", {6h, false, 2500}},
                         {"guide-2020", {1h, false, 500}}};

/// Half the worlds have licences, which only the current era knows.
const Era& era_of(int world) { return kEras[world % 2 == 0 ? 0 : world / 2 % 3]; }

class MeteringPropertyTest : public MarketTest, public testing::WithParamInterface<int> {
 protected:
  // Close to the end of a month, so that worlds live through its closing.
  MeteringPropertyTest()
      : MarketTest(era_of(GetParam()).profile, parse_iso("2026-10-30T20:17:00Z").value()),
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

  /// A buyer who never bought buys; one who did may leave, or be suspended for a while.
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
    } else if (once_in(4)) {
      auto row = buyer(names_[who]);
      row.suspended = !row.suspended;
      market.catalogue.put(row);
      model_.suspends(customers_[who], row.suspended);
    } else if (now(*agreement).state == "ACTIVE" && once_in(3)) {
      cancel(*agreement);
      const auto ended = market.now() + (by_licence_ ? Duration(10s) : Duration(0));
      model_.ends(customers_[who], ended, ended + (by_licence_ ? Duration(31s) : Duration(0)) + 1h);
    }
  }

  Timestamp some_time() {
    const auto hour = std::chrono::floor<std::chrono::hours>(market.now());
    if (once_in(40)) return market.now() - era_.model.look_back + Duration(pick(3)) - 1ms;
    if (once_in(40)) return market.now() + 5min + Duration(pick(3)) - 1ms;
    if (once_in(15)) return hour - std::chrono::hours(pick(30));
    return hour - std::min(std::chrono::hours(pick(4)), latest_hours_back_) +
           Duration(pick(2) * pick(3'600'000));
  }

  ModelRecord some_record() {
    const auto who = pick(customers_.size());
    ModelRecord record{customers_[who], accounts_[who], pick(3) != 0 ? "requests" : "bytes",
                       static_cast<std::int64_t>(pick(3)), some_time()};
    if (record.at > market.now() + 10min) record.at = market.now();
    record.held_back = once_in(30);
    if (once_in(4)) record.allocations = some_shares(record.quantity);
    if (record.customer.empty() && !once_in(20)) return some_record_of_anyone_known(record);
    if (once_in(60)) record.customer = "nobody";
    if (once_in(60)) record.account = accounts_[pick(accounts_.size())];
    if (once_in(60)) record.dimension = "Requests";
    return record;
  }

  /// Shares of `quantity`, seldom with something wrong about them.
  std::vector<ModelAllocation> some_shares(std::int64_t quantity) {
    std::vector<ModelAllocation> shares(1 + pick(3));
    for (std::size_t i = 0; i < shares.size(); ++i) {
      shares[i].tags.emplace_back("team", std::string(1, static_cast<char>('a' + i)));
      if (once_in(3)) shares[i].tags.emplace_back("env", once_in(2) ? "prod" : "a<b (c)");
    }
    if (once_in(3)) shares.front().tags.clear();
    shares.front().quantity = quantity;
    if (shares.size() > 1 && quantity > 0 && once_in(2)) {
      shares.front().quantity = quantity - 1;
      shares.back().quantity = 1;
    }
    if (once_in(20)) spoil(shares);
    return shares;
  }

  void spoil(std::vector<ModelAllocation>& shares) {
    auto& tags = shares.front().tags;
    const std::vector<std::function<void()>> ways{
        [&] { shares.clear(); },
        [&] { ++shares.back().quantity; },
        [&] {
          shares.push_back({0, shares.front().tags});
        },
        [&] {
          const auto count = era_.model.most_allocations + pick(2);
          while (shares.size() < count) {
            shares.push_back({0, {{"n", std::to_string(shares.size())}}});
          }
        },
        [&] { tags.emplace_back("", "x"); },
        [&] { tags.emplace_back("~", "x"); },
        [&] {
          tags.emplace_back(std::string(100 + pick(2), 'k'), std::string(256 + pick(2), 'v'));
        },
        [&] {
          tags = {{"team", "a"}, {"team", "b"}};
        },
        [&] {
          tags.clear();
          const auto count = 5 + pick(2);
          for (std::size_t i = 0; i < count; ++i) tags.emplace_back("k" + std::to_string(i), "v");
        },
        [&] {
          for (std::size_t i = 0; i < 4; ++i) tags.emplace_back("k" + std::to_string(i), "v");
        }};
    ways[pick(ways.size())]();
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
    if (record.allocations) {
      sent.allocations.emplace();
      for (const auto& each : *record.allocations) {
        auto& share = sent.allocations->emplace_back();
        share.quantity = each.quantity;
        for (const auto& [key, value] : each.tags) share.tags.push_back({key, value});
      }
    }
    return sent;
  }

  std::string market_says(const std::string& region, const std::vector<ModelRecord>& records) {
    UsageBatch batch;
    batch.region = region;
    if (!by_licence_) batch.product_code = code_of(product_);
    for (const auto& record : records) {
      batch.records.push_back(as_sent(record));
      batch.unprocessed.push_back(record.held_back);
    }
    return word(marketplace::meter(market, batch));
  }

  std::vector<ModelRecord> some_batch() {
    std::vector<ModelRecord> records(once_in(25) ? 25 : pick(6));
    for (auto& record : records) record = some_record();
    return records;
  }

  static std::string told(const std::vector<ModelRecord>& records) {
    std::string text;
    for (const auto& each : records) {
      text += "\n  " + each.customer + " " + each.dimension + " " + std::to_string(each.quantity) +
              " at " + to_iso(each.at) + (each.held_back ? ", held back" : "") +
              (each.allocations ? ", shared" : "");
    }
    return text;
  }

  const Era& era_ = era_of(GetParam());
  /// Of an hour's start, such that it is in time whatever the minute.
  const std::chrono::hours latest_hours_back_ =
      std::chrono::floor<std::chrono::hours>(era_.model.look_back) - 1h;
  const bool by_licence_ = GetParam() % 2 == 0;
  const std::string product_ = by_licence_ ? kConcurrent : kLegacy;
  const std::vector<std::string> names_{"ann", "bob", "cem", "dua"};
  std::mt19937_64 chance_;
  MeteringModel model_{by_licence_, era_.model};
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
    const std::string region = once_in(8) ? "eu-west-1" : "us-east-1";

    const auto expected = model_.meter(market.now(), region, records);

    ASSERT_EQ(market_says(region, records), expected)
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
