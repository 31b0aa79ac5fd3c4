#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

/// What one agreement used of one dimension in one calendar month (UTC).
struct UsageOfMonth {
  int year = 0;
  unsigned month = 0;  ///< 1 to 12
  std::string dimension;
  std::int64_t quantity = 0;
};

/// The metering ledger as bills read it.
class UsageMonthsStore {
 public:
  explicit UsageMonthsStore(Database& database) : database_(database) {}

  /// By month, then by dimension. Reads the whole ledger.
  std::vector<UsageOfMonth> of(std::int64_t agreement);

 private:
  Database& database_;
};

}  // namespace souk::storage
