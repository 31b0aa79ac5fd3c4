#include "emulator/storage/usage_months_store.h"

namespace souk::storage {

std::vector<UsageOfMonth> UsageMonthsStore::of(std::int64_t agreement) {
  std::vector<UsageOfMonth> found;
  auto row = database_.prepare(
      "SELECT CAST(strftime('%Y',usage.hour*3600,'unixepoch') AS INTEGER),"
      "CAST(strftime('%m',usage.hour*3600,'unixepoch') AS INTEGER),ledger_keys.dimension,"
      "SUM(usage.quantity) FROM usage JOIN ledger_keys ON ledger_keys.id=usage.key "
      "WHERE usage.agreement=? GROUP BY 1,2,3 ORDER BY 1,2,3");
  row.bind(agreement);
  while (row.step()) {
    found.push_back({static_cast<int>(row.integer(0)), static_cast<unsigned>(row.integer(1)),
                     row.text(2), row.integer(3)});
  }
  return found;
}

std::vector<UsageOfAgreement> UsageMonthsStore::in(std::chrono::year_month month) {
  const auto hour = [](std::chrono::year_month each) {
    return hour_of(std::chrono::sys_days(each / 1));
  };
  std::vector<UsageOfAgreement> found;
  auto row = database_.prepare(
      "SELECT usage.agreement,ledger_keys.dimension,SUM(usage.quantity) FROM usage "
      "JOIN ledger_keys ON ledger_keys.id=usage.key WHERE usage.hour>=? AND usage.hour<? "
      "GROUP BY 1,2 ORDER BY 1,2");
  row.bind(hour(month)).bind(hour(month + std::chrono::months(1)));
  while (row.step()) found.push_back({row.integer(0), row.text(1), row.integer(2)});
  return found;
}

}  // namespace souk::storage
