#pragma once

#include "emulator/marketplace/metering.h"

namespace souk::marketplace {

/// Whom a record is about, once its identity members are understood.
struct UsageSubject {
  storage::ProductRow product;
  std::string holder;  ///< what the ledger keeps it under: a licence, or a customer
  std::optional<storage::BuyerRow> buyer;
  std::optional<storage::AgreementRow> agreement;  ///< the one that counts; none: not subscribed
  Timestamp stamp;                                 ///< in the market's time
  std::string note;
};

/// Checks everything that refuses a whole batch, in this order over all records: product code,
/// licence, customer, time, dimension, tags, allocations. Source: BatchMeterUsage errors; the
/// order is our choice.
Result<std::vector<UsageSubject>> check_usage(Market& market, const UsageBatch& batch);

/// Why usage of a dimension is not taken; nothing when it is. `known`: the product's own dimension
/// of that name.
std::optional<std::string> wrong_dimension(const Market& market, const storage::ProductRow& product,
                                           const std::optional<storage::DimensionRow>& known,
                                           std::string_view name);

/// Why a record's allocations are refused; the error of BatchMeterUsage, or nothing.
std::optional<Error> wrong_allocations(const Market& market, const UsageRecord& record);

}  // namespace souk::marketplace
