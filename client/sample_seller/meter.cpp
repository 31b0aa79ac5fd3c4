#include "client/sample_seller/meter.h"

#include <algorithm>
#include <array>

namespace souk::sample {
namespace {

using namespace std::chrono_literals;

/// Source: AWS Marketplace Metering Service API Reference, BatchMeterUsage: at most 25 records.
constexpr std::size_t kBatchSize = 25;
/// Source: Seller Guide, "SaaS subscriptions": final records are taken for one hour.
constexpr Duration kFinalWindow = 1h;
/// Zero records older than this are not worth sending: BatchMeterUsage takes less than 24 hours.
constexpr std::int64_t kLookBackHours = 23;

constexpr const char* kWindowClosed = "WindowClosed";

/// Errors of the whole request that one record alone can cause: the others get through without it.
constexpr std::array<std::string_view, 7> kRecordFaults{"InvalidUsageDimensionException",
                                                        "InvalidCustomerIdentifierException",
                                                        "InvalidLicenseException",
                                                        "TimestampOutOfBoundsException",
                                                        "InvalidTagException",
                                                        "InvalidUsageAllocationsException",
                                                        "ValidationException"};

bool is_record_fault(const std::string& type) {
  return std::find(kRecordFaults.begin(), kRecordFaults.end(), type) != kRecordFaults.end();
}

/// The last second of a completed hour, because the oldest rule takes records for one hour only;
/// the present second of the running one.
Timestamp stamp_of(std::int64_t hour, Timestamp now) {
  const Timestamp start{std::chrono::hours(hour)};
  return std::min<Timestamp>(start + 59min + 59s, std::chrono::floor<std::chrono::seconds>(now));
}

bool is_same(const client::UsageRecord& left, const client::UsageRecord& right) {
  return left.dimension == right.dimension && left.timestamp == right.timestamp &&
         left.license_arn == right.license_arn && left.account_id == right.account_id &&
         left.customer_identifier == right.customer_identifier;
}

}  // namespace

Meter::Meter(const Options& options, SQLite::Database& database, MarketCalls& market,
             SellerClock& clock)
    : options_(options),
      database_(database),
      market_(market),
      clock_(clock),
      agreements_(database),
      book_(database) {}

void Meter::run_job() {
  const auto now = clock_.now();
  for (const auto& product : options_.products) {
    if (!product.is_metered()) continue;
    for (const auto& agreement : agreements_.of_product(product.code)) {
      const auto standing = agreements_.standing(agreement, product);
      const bool keeps_metering = is(Defect::KeepsMetering) && standing == Standing::Ended;
      if (standing == Standing::Active || keeps_metering) {
        record_hours(agreement, product);
      } else if (standing == Standing::Ended) {
        const bool too_early = is(Defect::FinalRecordLate) && now < *agreement.ended + 61min;
        if (!too_early) record_final(agreement, product);
      }
    }
  }
  send_open_records();
  if (is(Defect::ResendsDifferentQuantity)) correct_last_hour();
}

void Meter::flush(const Agreement& agreement) {
  if (is(Defect::FinalRecordLate) || is(Defect::FlushWithHourlyJob)) return;
  for (const auto& product : options_.products) {
    if (product.code == agreement.product && product.is_metered()) {
      record_final(agreement, product);
    }
  }
  send_open_records();
}

void Meter::record_hours(const Agreement& agreement, const Product& product) {
  if (!agreement.active_since) return;
  const auto now = clock_.now();
  const auto first = hour_of(*agreement.active_since);
  const auto running = hour_of(now);
  SQLite::Transaction transaction(database_);
  const auto add = [&](const std::string& dimension, std::int64_t hour, std::int64_t quantity) {
    const bool skipped = is(Defect::SkipsAnHour) && hour == first + 1;
    if (skipped || book_.has_record(agreement.id, dimension, hour)) return;
    book_.add({agreement.id, dimension, hour, quantity, stamp_of(hour, now)});
  };
  for (const auto& line : book_.unrecorded(agreement.id)) {
    if (line.hour < running) add(line.dimension, line.hour, line.quantity);
  }
  for (auto hour = std::max(first, running - kLookBackHours); hour < running; ++hour) {
    for (const auto& dimension : product.dimensions) add(dimension, hour, 0);
  }
  transaction.commit();
}

void Meter::record_final(const Agreement& agreement, const Product& product) {
  const bool is_late = is(Defect::FinalRecordLate);
  if (!agreement.active_since || (!is_late && !is_window_open(agreement))) return;
  const auto now = clock_.now();
  const auto last = hour_of(agreement.ended.value_or(now));
  const auto first = std::max(hour_of(*agreement.active_since), hour_of(now) - kLookBackHours);
  SQLite::Transaction transaction(database_);
  for (const auto& line : book_.unrecorded(agreement.id)) {
    if (line.hour > hour_of(now)) continue;
    book_.add({agreement.id, line.dimension, line.hour, line.quantity, stamp_of(line.hour, now)});
  }
  for (auto hour = first; hour < std::min(last, hour_of(now)); ++hour) {
    for (const auto& dimension : product.dimensions) {
      if (book_.has_record(agreement.id, dimension, hour)) continue;
      book_.add({agreement.id, dimension, hour, 0, stamp_of(hour, now)});
    }
  }
  transaction.commit();
}

bool Meter::is_window_open(const Agreement& agreement) const {
  if (!agreement.ended) return true;
  const bool came_back = agreement.started && *agreement.started > *agreement.ended;
  return came_back || (!agreement.closed && clock_.now() < *agreement.ended + kFinalWindow);
}

void Meter::send_open_records() {
  const auto size = is(Defect::BatchOf26) ? kBatchSize + 1 : kBatchSize;
  for (const auto& product : options_.products) {
    if (!product.is_metered()) continue;
    const auto records = sendable(product);
    for (std::size_t at = 0; at < records.size(); at += size) {
      const auto end = std::min(at + size, records.size());
      Batch batch{product, {records.begin() + long(at), records.begin() + long(end)}};
      for (std::size_t i = 0; is(Defect::BatchOf26) && batch.records.size() < size; ++i) {
        batch.records.push_back(batch.records[i]);
      }
      if (!transmit(batch)) break;
    }
  }
}

std::vector<Record> Meter::sendable(const Product& product) {
  const bool any_time = is(Defect::FinalRecordLate) || is(Defect::KeepsMetering);
  std::vector<Record> records;
  for (const auto& agreement : agreements_.of_product(product.code)) {
    for (const auto& record : book_.open_records(agreement.id)) {
      // Whether a record that was handed in on time still counts is for AWS to say.
      const bool handed_in = record.status == status::kUnprocessed;
      if (any_time || handed_in || is_window_open(agreement)) {
        records.push_back(record);
      } else {
        book_.set_status(record, kWindowClosed);
      }
    }
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& left, const Record& right) { return left.hour < right.hour; });
  return records;
}

bool Meter::transmit(const Batch& batch) {
  const auto outcome = market_.meter(to_wire(batch), product_code_of(batch.product));
  if (!outcome && is(Defect::DropsOnError)) {
    for (const auto& record : batch.records) book_.set_status(record, outcome.error().type);
    return true;
  }
  if (!outcome) {
    if (!is_record_fault(outcome.error().type)) return false;
    if (batch.records.size() > 1) return transmit_halves(batch);
    book_.set_status(batch.records.front(), outcome.error().type);
    return true;
  }
  const Batch unprocessed{batch.product, settle(batch, *outcome)};
  if (unprocessed.records.empty()) return true;
  // Once more at once, unchanged; what is left then waits for the next run.
  const auto again = market_.meter(to_wire(unprocessed), product_code_of(batch.product));
  if (again) settle(unprocessed, *again);
  return again.ok();
}

bool Meter::transmit_halves(const Batch& batch) {
  const auto middle = batch.records.begin() + long(batch.records.size() / 2);
  return transmit({batch.product, {batch.records.begin(), middle}}) &&
         transmit({batch.product, {middle, batch.records.end()}});
}

std::vector<Record> Meter::settle(const Batch& batch, const client::BatchMeterUsageResult& result) {
  const auto record_of = [&](const client::UsageRecord& echo) {
    return std::find_if(batch.records.begin(), batch.records.end(), [&](const Record& record) {
      return is_same(to_wire(record, batch.product), echo);
    });
  };
  SQLite::Transaction transaction(database_);
  for (const auto& entry : result.results) {
    const auto record = record_of(entry.record);
    if (record == batch.records.end()) continue;
    book_.set_status(*record, is(Defect::BelievesHttp200) ? status::kSuccess : entry.status);
  }
  std::vector<Record> unprocessed;
  for (const auto& echo : result.unprocessed) {
    const auto record = record_of(echo);
    if (record == batch.records.end()) continue;
    if (is(Defect::IgnoresUnprocessed)) {
      book_.set_status(*record, status::kSuccess);
    } else {
      book_.set_status(*record, status::kUnprocessed);
      unprocessed.push_back(*record);
      if (is(Defect::RecountsOnRetry)) book_.recount(unprocessed.back());
    }
  }
  transaction.commit();
  return unprocessed;
}

std::vector<client::UsageRecord> Meter::to_wire(const Batch& batch) {
  std::vector<client::UsageRecord> records;
  for (const auto& record : batch.records) records.push_back(to_wire(record, batch.product));
  return records;
}

client::UsageRecord Meter::to_wire(const Record& record, const Product& product) {
  const auto agreement = agreements_.find(record.agreement).value();
  client::UsageRecord wire{
      .timestamp = record.stamp, .dimension = record.dimension, .quantity = record.quantity};
  if (!product.is_legacy()) {
    wire.license_arn = agreement.license;
    wire.account_id = agreement.buyer;
  } else if (!agreement.customer.empty()) {
    wire.customer_identifier = agreement.customer;
    if (is(Defect::BothIdentities)) wire.account_id = agreement.buyer;
  } else {
    wire.account_id = agreement.buyer;
  }
  if (is(Defect::WrongQuantity)) wire.quantity += 1;
  if (is(Defect::WrongCaseDimension)) {
    wire.dimension[0] = static_cast<char>(std::toupper(wire.dimension[0]));
  }
  if (is(Defect::Milliseconds)) {
    wire.timestamp = Timestamp(record.stamp.time_since_epoch() * 1000);
  }
  return wire;
}

std::string Meter::product_code_of(const Product& product) const {
  return product.is_legacy() || is(Defect::ProductCodeWithLicense) ? product.code : std::string();
}

void Meter::correct_last_hour() {
  const auto last = hour_of(clock_.now()) - 1;
  for (const auto& product : options_.products) {
    if (!product.is_metered()) continue;
    for (const auto& agreement : agreements_.of_product(product.code)) {
      if (agreement.ended) continue;
      for (auto record : book_.records(agreement.id)) {
        if (record.hour != last || record.status != status::kSuccess) continue;
        record.quantity += 1;
        static_cast<void>(market_.meter({to_wire(record, product)}, product_code_of(product)));
      }
    }
  }
}

void Meter::send_early_record(const Agreement& agreement) {
  const auto now = clock_.now();
  for (const auto& product : options_.products) {
    if (product.code != agreement.product || !product.is_metered()) continue;
    const Record record{agreement.id, product.dimensions.front(), hour_of(now), 1,
                        stamp_of(hour_of(now), now)};
    static_cast<void>(market_.meter({to_wire(record, product)}, product_code_of(product)));
  }
}

}  // namespace souk::sample
