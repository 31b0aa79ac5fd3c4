#pragma once

#include <span>
#include <string>
#include <vector>

#include "client/sample_seller/agreements.h"
#include "client/sample_seller/market_calls.h"
#include "client/sample_seller/usage_book.h"

namespace souk::sample {

/// Reports usage: a record per agreement, dimension and hour, written down before it is sent and
/// sent the same until AWS has decided about it. Called under the seller's lock.
class Meter {
 public:
  Meter(const Options& options, SQLite::Database& database, MarketCalls& market,
        SellerClock& clock);

  /// The hourly job: every completed hour of every active agreement, and whatever is still open.
  void run_job();
  /// The final records of an agreement that has just ended, the running hour included.
  void flush(const Agreement& agreement);
  /// Sends what is still open.
  void send_open_records();
  /// The defect meters-before-active: a record nobody asked for.
  void send_early_record(const Agreement& agreement);

 private:
  struct Batch {
    const Product& product;
    std::vector<Record> records;
  };

  bool is(Defect defect) const { return options_.defect == defect; }
  void record_hours(const Agreement& agreement, const Product& product);
  void record_final(const Agreement& agreement, const Product& product);
  void correct_last_hour(const Agreement& agreement, const Product& product);
  /// Whether AWS may still take records: before the end, and for an hour after it.
  bool is_window_open(const Agreement& agreement) const;
  std::vector<Record> sendable(const Product& product);
  /// False when AWS cannot be reached now, so that trying on is pointless.
  bool transmit(const Batch& batch);
  bool transmit_halves(const Batch& batch);
  /// Notes what became of the records. Returns those AWS could not process.
  std::vector<Record> settle(const Batch& batch, const client::BatchMeterUsageResult& result);
  client::UsageRecord to_wire(const Record& record, const Product& product);
  std::vector<client::UsageRecord> to_wire(const Batch& batch);
  std::string product_code_of(const Product& product) const;

  const Options& options_;
  SQLite::Database& database_;
  MarketCalls& market_;
  SellerClock& clock_;
  Agreements agreements_;
  UsageBook book_;
};

}  // namespace souk::sample
