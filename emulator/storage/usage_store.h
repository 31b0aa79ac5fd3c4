#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

struct UsageRow {
  std::int64_t hour = 0;  ///< hours since 1970
  std::int64_t key = 0;
  std::int64_t quantity = 0;
  std::int64_t agreement = 0;
  std::optional<std::int64_t> allocations;
};

struct UsageLine {
  std::int64_t agreement = 0;
  std::string dimension;
  std::int64_t hour = 0;
  std::int64_t key = 0;
  std::int64_t quantity = 0;
};

struct UsageTotal {
  std::int64_t agreement = 0;
  std::string dimension;
  std::int64_t quantity = 0;
};

/// The metering ledger. Rows are found by (hour, interned key), the hour first, so that new usage
/// touches the last pages only; totals are kept as running sums.
class UsageStore {
 public:
  explicit UsageStore(Database& database) : database_(database) {}

  /// The small number that stands for one region, product, holder and dimension.
  std::int64_t intern(std::string_view region, std::int64_t product, std::string_view holder,
                      std::string_view dimension);
  std::int64_t intern_allocations(std::string_view allocations_json);

  std::optional<UsageRow> find(std::int64_t hour, std::int64_t key);
  void add(const UsageRow& usage, std::string_view dimension);
  /// Adds to what the hour has, where it has something.
  void increase(const UsageRow& usage, std::string_view dimension);

  /// Every line of one agreement (0: of all), by hour.
  std::vector<UsageLine> lines(std::int64_t agreement);
  std::vector<UsageTotal> totals(std::int64_t agreement);

 private:
  void put(const char* sql, const UsageRow& usage, std::string_view dimension);
  void add_to_total(const UsageRow& usage, std::string_view dimension);

  Database& database_;
};

}  // namespace souk::storage
