#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

struct UsageTag {
  std::string key;
  std::string value;

  auto operator<=>(const UsageTag&) const = default;
};

struct UsageAllocation {
  std::int64_t quantity = 0;
  std::vector<UsageTag> tags;

  auto operator<=>(const UsageAllocation&) const = default;
};

/// One record as a seller sent it.
struct UsageRecord {
  Timestamp sent;  ///< as sent; read in the seller's time
  std::string dimension;
  std::int64_t quantity = 0;
  std::optional<std::string> customer_identifier;
  std::optional<std::string> account;
  std::optional<std::string> license_arn;
  std::optional<std::vector<UsageAllocation>> allocations;
};

struct UsageBatch {
  std::string region;
  std::optional<std::string> product_code;
  std::vector<UsageRecord> records;
  std::vector<bool> unprocessed = {};  ///< per record: a fault holds it back; empty for none
  std::string sender = {};             ///< account whose key signed it; empty: the seller's
};

enum class UsageStatus { Success, CustomerNotSubscribed, DuplicateRecord, Unprocessed };

struct UsageOutcome {
  UsageStatus status = UsageStatus::Success;
  std::string record_id;  ///< of the stored record
  bool repeat = false;    ///< an identical record was stored before
  Timestamp stamp;        ///< in the market's time
  std::optional<storage::AgreementRow> agreement;
  std::optional<storage::BuyerRow> buyer;
  std::string product_code;
  std::string note;  ///< why, for people
};

/// Meters a batch: a result per record, or the error that refuses all of it, with nothing stored.
/// Source: AWS Marketplace Metering Service API Reference, BatchMeterUsage.
Result<std::vector<UsageOutcome>> meter(Market& market, const UsageBatch& batch);

std::string_view to_text(UsageStatus status);

/// Allocations as a JSON text that is the same in whatever order they and their tags were sent.
std::string canonical_text(std::vector<UsageAllocation> allocations);

/// The MeteringRecordId of what is stored under this hour and key: a keyed permutation of both, so
/// that ids are unique and need no column.
std::string metering_record_id(const Ids& ids, std::int64_t hour, std::int64_t key);

}  // namespace souk::marketplace
