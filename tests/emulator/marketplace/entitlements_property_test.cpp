#include <algorithm>
#include <random>

#include "emulator/marketplace/entitlements.h"
#include "tests/emulator/marketplace/market_fixture.h"

// 100,000 random filters and page sizes over random contracts: all pages together are what plain
// loops over the contracts find.
namespace souk::marketplace {
namespace {

constexpr int kEntitlementWorlds = 250;
constexpr int kQueries = 200;

struct Bought {
  std::string buyer;
  std::string account;
  std::string identifier;
  std::string licence;
  std::string dimension;
  std::int64_t quantity = 0;
  bool ended = false;

  std::string word() const { return buyer + ":" + dimension + ":" + std::to_string(quantity); }
};

class EntitlementsPropertyTest : public MarketTest, public testing::WithParamInterface<int> {
 protected:
  EntitlementsPropertyTest() : chance_(static_cast<std::uint64_t>(GetParam())) {
    for (const auto* name : {kLegacyContract, "other"}) {
      put_product(
          market, name,
          {{"model", "contract"}, {"generation", "concurrent"}, {"dimensions", dimensions_}})
          .value();
    }
    const auto count = 1 + pick(24);
    for (std::size_t i = 0; i < count; ++i) buy_something();
  }

  std::size_t pick(std::size_t count) { return static_cast<std::size_t>(chance_() % count); }

  void buy_something() {
    Purchase purchase;
    purchase.buyer = "b" + std::to_string(pick(8));
    purchase.product = pick(4) == 0 ? "other" : kLegacyContract;
    purchase.duration = pick(3) == 0 ? "5h" : "12mo";
    purchase.quantities = Json::object();
    for (const auto& dimension : dimensions_) {
      if (pick(2) == 0) purchase.quantities[dimension] = 1 + pick(50);
    }
    if (purchase.quantities.empty()) purchase.quantities["a"] = 1;
    const auto agreement = marketplace::subscribe(market, purchase).value();
    if (purchase.product != kLegacyContract) return;
    const auto who = buyer(purchase.buyer);
    for (const auto& [dimension, quantity] : purchase.quantities.items()) {
      bought_.push_back({who.name, who.account, who.customer_identifier, agreement.license_arn,
                         dimension, quantity, purchase.duration == "5h"});
    }
  }

  std::vector<std::string> some_of(const std::vector<std::string>& values) {
    std::vector<std::string> some;
    for (const auto& value : values) {
      if (pick(3) == 0) some.push_back(value);
    }
    if (pick(6) == 0) some.emplace_back("nobody");
    return some;
  }

  EntitlementQuery some_query() {
    EntitlementQuery query;
    query.product_code = code_of(kLegacyContract);
    query.max_results = 1 + pick(25);
    query.empty_page_first = pick(5) == 0;
    std::vector<std::string> accounts;
    std::vector<std::string> identifiers;
    std::vector<std::string> licences;
    for (const auto& each : bought_) {
      accounts.push_back(each.account);
      identifiers.push_back(each.identifier);
      licences.push_back(each.licence);
    }
    const auto sort = pick(4);
    if (sort == 1) query.accounts = some_of(accounts);
    if (sort == 2) query.customer_identifiers = some_of(identifiers);
    if (pick(4) == 0) query.license_arns = some_of(licences);
    const bool narrowed = !query.accounts.empty() || !query.customer_identifiers.empty() ||
                          !query.license_arns.empty();
    if (narrowed && pick(2) == 0) query.dimensions = some_of(dimensions_);
    return query;
  }

  static bool names(const std::vector<std::string>& wanted, const std::string& value) {
    return wanted.empty() || std::count(wanted.begin(), wanted.end(), value) > 0;
  }

  std::vector<std::string> plainly(const EntitlementQuery& query, bool some_ended) const {
    std::vector<std::string> found;
    for (const auto& each : bought_) {
      if (some_ended && each.ended) continue;
      if (names(query.accounts, each.account) && names(query.license_arns, each.licence) &&
          names(query.customer_identifiers, each.identifier) &&
          names(query.dimensions, each.dimension)) {
        found.push_back(each.word());
      }
    }
    return found;
  }

  std::vector<std::string> by_pages(EntitlementQuery query) {
    std::vector<std::string> found;
    bool expects_empty = query.empty_page_first;
    do {
      const auto page = find_entitlements(market, query).value();
      EXPECT_LE(page.lines.size(), query.max_results);
      const bool full = page.lines.size() == query.max_results;
      EXPECT_TRUE(page.next_token.empty() || (expects_empty ? page.lines.empty() : full));
      expects_empty = false;
      for (const auto& line : page.lines) {
        found.push_back(line.buyer.name + ":" + line.entitlement.dimension + ":" +
                        std::to_string(line.entitlement.value));
      }
      query.next_token = page.next_token;
    } while (!query.next_token.empty());
    return found;
  }

  const std::vector<std::string> dimensions_{"a", "b c", "d"};
  std::mt19937_64 chance_;
  std::vector<Bought> bought_;
};

TEST_P(EntitlementsPropertyTest, PagesAreWhatPlainLoopsFind) {
  for (const bool some_ended : {false, true}) {
    advance(some_ended ? Duration(5h) : kLicenceProvisioned);

    for (int i = 0; i < kQueries; ++i) {
      const auto query = some_query();

      EXPECT_EQ(by_pages(query), plainly(query, some_ended)) << "query " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Worlds, EntitlementsPropertyTest,
                         testing::Range(1, kEntitlementWorlds + 1));

}  // namespace
}  // namespace souk::marketplace
