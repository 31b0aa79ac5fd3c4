#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/metering.h"

namespace souk::marketplace {

/// 6 October 2026, 09:00 UTC: a Tuesday, in the middle of everything.
inline const Timestamp kTestStart = parse_iso("2026-10-06T09:00:00Z").value();

constexpr auto kContract = "contract-concurrent";
constexpr auto kLegacyContract = "contract-legacy";

/// A market of one's own: an empty database, the default catalogue, a clock that stands still and
/// a machine's clock that shows what the test says. Its seller lives in market time.
class MarketTest : public testing::Test {
 protected:
  explicit MarketTest(std::string_view profile = "current-2026", Timestamp start = kTestStart);

  void choose(std::string_view switch_name, std::string_view choice);

  /// A product of the given sort with the dimensions "requests" (metered) and "users" (entitled),
  /// as far as its model has them.
  storage::ProductRow product(const std::string& name, Model model, Generation generation);

  /// A buyer clicks "Subscribe"; nothing has cleared yet.
  storage::AgreementRow buy(const std::string& buyer, const std::string& product);
  /// The same, and the licence is there. What is told of it is forgotten.
  storage::AgreementRow subscribe(const std::string& buyer, const std::string& product);
  storage::AgreementRow cancel(const storage::AgreementRow& agreement);
  storage::AgreementRow now(const storage::AgreementRow& agreement);

  /// Lets time pass, and whatever is due come about at its own time.
  void advance(Duration duration) { advance_to(market.now() + duration); }
  void advance_to(Timestamp target);

  /// What sellers were to be told since this was asked last: "subscribe-success", …
  std::vector<std::string> news();

  storage::BuyerRow buyer(const std::string& name) { return buyer_called(market, name); }

  /// Records of usage at `at` (now, unless said otherwise), in each generation's way.
  UsageRecord licensed(const storage::AgreementRow& agreement, std::int64_t quantity);
  UsageRecord licensed(const storage::AgreementRow& agreement, std::int64_t quantity, Timestamp at);
  UsageRecord identified(const std::string& buyer, std::int64_t quantity);
  UsageRecord identified(const std::string& buyer, std::int64_t quantity, Timestamp at);
  UsageRecord by_account(const std::string& buyer, std::int64_t quantity);

  Result<std::vector<UsageOutcome>> send(std::vector<UsageRecord> records);
  Result<std::vector<UsageOutcome>> send(const std::string& product_code,
                                         std::vector<UsageRecord> records);
  /// What becomes of the records as a word: S(uccess), N(ot subscribed), D(uplicate),
  /// U(nprocessed); or the error that refuses them all.
  std::string meter(std::vector<UsageRecord> records) { return word(send(std::move(records))); }
  std::string meter(const std::string& product_code, std::vector<UsageRecord> records) {
    return word(send(product_code, std::move(records)));
  }
  static std::string word(const Result<std::vector<UsageOutcome>>& outcomes);

  /// All that is on the bill of an agreement.
  std::int64_t billed(const storage::AgreementRow& agreement);
  /// How many rows the ledger has.
  std::size_t ledger_lines() { return market.usage.lines(0).size(); }

  std::vector<Json> journal_of(const std::string& kind) { return journal.read(0, 10000, {kind}); }

  std::string code_of(const std::string& product) {
    return market.catalogue.product_named(product).value().code;
  }

  Timestamp real_now = parse_iso("2031-03-05T12:00:00.500Z").value();
  std::unique_ptr<storage::Database> database = storage::Database::in_memory();
  clock::VirtualClock clock{*database, [this] { return real_now; }};
  storage::Journal journal{*database, clock, [this] { return real_now; }};
  Market market;
};

inline constexpr auto kLegacy = "subscription-legacy";
inline constexpr auto kConcurrent = "subscription-concurrent";

/// A Result that failed with this AWS error.
MATCHER_P(FailsWith, type, "") {
  if (arg) {
    *result_listener << "which did not fail";
    return false;
  }
  *result_listener << "which failed with " << arg.error().type << ": " << arg.error().message;
  return arg.error().type == type;
}

}  // namespace souk::marketplace
