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

/// What one agreement used of one dimension in a month that is asked for.
struct UsageOfAgreement {
  std::int64_t agreement = 0;
  std::string dimension;
  std::int64_t quantity = 0;
};

/// The metering ledger as bills read it.
class UsageMonthsStore {
 public:
  explicit UsageMonthsStore(Database& database) : database_(database) {}

  /// By month, then by dimension. Reads the whole ledger.
  std::vector<UsageOfMonth> of(std::int64_t agreement);
  /// What every agreement used in one month, by agreement, then by dimension. Reads that month.
  std::vector<UsageOfAgreement> in(std::chrono::year_month month);

 private:
  Database& database_;
};

}  // namespace souk::storage
