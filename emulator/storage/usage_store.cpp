#include "emulator/storage/usage_store.h"

namespace souk::storage {

std::int64_t UsageStore::intern(std::string_view region, std::int64_t product,
                                std::string_view holder, std::string_view dimension) {
  auto known = database_.prepare(
      "SELECT id FROM ledger_keys WHERE region=? AND product=? AND holder=? AND dimension=?");
  if (known.bind(region).bind(product).bind(holder).bind(dimension).step()) {
    return known.integer(0);
  }
  database_.prepare("INSERT INTO ledger_keys(region,product,holder,dimension) VALUES(?,?,?,?)")
      .bind(region)
      .bind(product)
      .bind(holder)
      .bind(dimension)
      .run();
  return database_.last_row();
}

std::int64_t UsageStore::intern_allocations(std::string_view allocations_json) {
  auto known = database_.prepare("SELECT id FROM usage_allocations WHERE allocations_json=?");
  if (known.bind(allocations_json).step()) return known.integer(0);
  database_.prepare("INSERT INTO usage_allocations(allocations_json) VALUES(?)")
      .bind(allocations_json)
      .run();
  return database_.last_row();
}

std::optional<UsageRow> UsageStore::find(std::int64_t hour, std::int64_t key) {
  auto row =
      database_.prepare("SELECT quantity,agreement,allocations FROM usage WHERE hour=? AND key=?");
  if (!row.bind(hour).bind(key).step()) return std::nullopt;
  return UsageRow{hour, key, row.integer(0), row.integer(1),
                  row.is_null(2) ? std::nullopt : std::optional(row.integer(2))};
}

void UsageStore::add(const UsageRow& usage, std::string_view dimension) {
  put("INSERT INTO usage VALUES(?,?,?,?,?)", usage, dimension);
}

void UsageStore::increase(const UsageRow& usage, std::string_view dimension) {
  put("INSERT INTO usage VALUES(?,?,?,?,?) ON CONFLICT(hour,key) "
      "DO UPDATE SET quantity=quantity+excluded.quantity",
      usage, dimension);
}

void UsageStore::put(const char* sql, const UsageRow& usage, std::string_view dimension) {
  database_.prepare(sql)
      .bind(usage.hour)
      .bind(usage.key)
      .bind(usage.quantity)
      .bind(usage.agreement)
      .bind(usage.allocations)
      .run();
  add_to_total(usage, dimension);
}

void UsageStore::add_to_total(const UsageRow& usage, std::string_view dimension) {
  database_
      .prepare(
          "INSERT INTO usage_totals VALUES(?,?,?) ON CONFLICT(agreement,dimension) "
          "DO UPDATE SET quantity=quantity+excluded.quantity")
      .bind(usage.agreement)
      .bind(dimension)
      .bind(usage.quantity)
      .run();
}

std::vector<UsageLine> UsageStore::lines(std::int64_t agreement) {
  std::vector<UsageLine> found;
  auto row = database_.prepare(
      "SELECT usage.agreement,ledger_keys.dimension,usage.hour,usage.key,usage.quantity FROM usage "
      "JOIN ledger_keys ON ledger_keys.id=usage.key WHERE ?1=0 OR usage.agreement=?1 "
      "ORDER BY usage.hour,usage.key");
  row.bind(agreement);
  while (row.step()) {
    found.push_back({row.integer(0), row.text(1), row.integer(2), row.integer(3), row.integer(4)});
  }
  return found;
}

std::vector<UsageTotal> UsageStore::totals(std::int64_t agreement) {
  std::vector<UsageTotal> found;
  auto row = database_.prepare(
      "SELECT agreement,dimension,quantity FROM usage_totals WHERE ?1=0 OR agreement=?1 "
      "ORDER BY agreement,dimension");
  row.bind(agreement);
  while (row.step()) found.push_back({row.integer(0), row.text(1), row.integer(2)});
  return found;
}

}  // namespace souk::storage
