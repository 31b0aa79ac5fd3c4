#include "client/sample_seller/agreements.h"

namespace souk::sample {
namespace {

constexpr const char* kColumns =
    "SELECT id, product, key, buyer, customer, license, market_id, account, started, ended, "
    "failed, superseded, active_since, closed, check_due FROM agreements ";

Agreement read_agreement(SQLite::Statement& row) {
  Agreement agreement;
  agreement.id = row.getColumn(0).getInt64();
  agreement.product = row.getColumn(1).getString();
  agreement.key = row.getColumn(2).getString();
  agreement.buyer = row.getColumn(3).getString();
  agreement.customer = row.getColumn(4).getString();
  agreement.license = row.getColumn(5).getString();
  agreement.market_id = row.getColumn(6).getString();
  if (!row.getColumn(7).isNull()) agreement.account = row.getColumn(7).getInt64();
  agreement.started = instant_in(row.getColumn(8));
  agreement.ended = instant_in(row.getColumn(9));
  agreement.failed = instant_in(row.getColumn(10));
  agreement.superseded = instant_in(row.getColumn(11));
  agreement.active_since = instant_in(row.getColumn(12));
  agreement.closed = row.getColumn(13).getInt() != 0;
  agreement.check_due = instant_in(row.getColumn(14));
  return agreement;
}

/// Entitlements that are no number count as one: the seller's dimensions are all quantities.
std::int64_t quantity_of(const client::EntitlementValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value)) return static_cast<std::int64_t>(*real);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
  return 1;
}

}  // namespace

std::vector<Agreement> Agreements::select(const std::string& where, const std::string& value) {
  SQLite::Statement statement(database_, kColumns + where + " ORDER BY id");
  statement.bind(1, value);
  std::vector<Agreement> found;
  while (statement.executeStep()) found.push_back(read_agreement(statement));
  return found;
}

std::optional<Agreement> Agreements::find(std::int64_t id) {
  const auto found = select("WHERE id = CAST(? AS INTEGER)", std::to_string(id));
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<Agreement> Agreements::find(const std::string& product, const std::string& key) {
  for (const auto& agreement : select("WHERE key = ?", key)) {
    if (agreement.product == product) return agreement;
  }
  return std::nullopt;
}

std::vector<Agreement> Agreements::with_market_id(const std::string& market_id) {
  return select("WHERE market_id = ?", market_id);
}

std::vector<Agreement> Agreements::of_buyer(const std::string& buyer) {
  return select("WHERE buyer = ?1 OR customer = ?1", buyer);
}

std::vector<Agreement> Agreements::of_account(std::int64_t account) {
  return select("WHERE account = CAST(? AS INTEGER)", std::to_string(account));
}

std::vector<Agreement> Agreements::of_product(const std::string& product) {
  return select("WHERE product = ?", product);
}

Agreement Agreements::obtain(const std::string& product, const std::string& key) {
  if (const auto known = find(product, key)) return *known;
  SQLite::Statement statement(database_, "INSERT INTO agreements(product, key) VALUES(?, ?)");
  statement.bind(1, product);
  statement.bind(2, key);
  statement.exec();
  return find(product, key).value();
}

void Agreements::save(const Agreement& agreement) {
  SQLite::Statement statement(
      database_,
      "UPDATE agreements SET buyer = ?2, customer = ?3, license = ?4, market_id = ?5, account = ?6,"
      " started = ?7, ended = ?8, failed = ?9, superseded = ?10, active_since = ?11, closed = ?12,"
      " check_due = ?13 WHERE id = ?1");
  statement.bind(1, agreement.id);
  statement.bind(2, agreement.buyer);
  statement.bind(3, agreement.customer);
  statement.bind(4, agreement.license);
  statement.bind(5, agreement.market_id);
  if (agreement.account) statement.bind(6, *agreement.account);
  bind_instant(statement, 7, agreement.started);
  bind_instant(statement, 8, agreement.ended);
  bind_instant(statement, 9, agreement.failed);
  bind_instant(statement, 10, agreement.superseded);
  bind_instant(statement, 11, agreement.active_since);
  statement.bind(12, agreement.closed ? 1 : 0);
  bind_instant(statement, 13, agreement.check_due);
  statement.exec();
}

Standing Agreements::standing(const Agreement& agreement, const Product& product) {
  const auto& [started, ended] = std::tie(agreement.started, agreement.ended);
  // A licence that ended never comes back; a legacy customer may, and then the newer notice counts.
  if (ended && (!product.is_legacy() || !started || *ended >= *started)) return Standing::Ended;
  if (agreement.failed && (!started || *agreement.failed > *started)) return Standing::Failed;
  if (!started) return Standing::Pending;
  if (!product.is_metered() && entitlements(agreement.id).empty()) return Standing::Pending;
  return agreement.superseded ? Standing::Superseded : Standing::Active;
}

void Agreements::replace_entitlements(std::int64_t agreement,
                                      const std::vector<client::Entitlement>& entitlements) {
  SQLite::Statement remove(database_, "DELETE FROM entitlements WHERE agreement = ?");
  remove.bind(1, agreement);
  remove.exec();
  for (const auto& entitlement : entitlements) {
    SQLite::Statement insert(database_,
                             "INSERT INTO entitlements VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE "
                             "SET value = value + excluded.value");
    insert.bind(1, agreement);
    insert.bind(2, entitlement.dimension);
    insert.bind(3, quantity_of(entitlement.value));
    bind_instant(insert, 4, entitlement.expires);
    insert.exec();
  }
}

std::map<std::string, std::int64_t> Agreements::entitlements(std::int64_t agreement) {
  SQLite::Statement statement(database_,
                              "SELECT dimension, value FROM entitlements WHERE agreement = ?");
  statement.bind(1, agreement);
  std::map<std::string, std::int64_t> found;
  while (statement.executeStep()) {
    found[statement.getColumn(0).getString()] = statement.getColumn(1).getInt64();
  }
  return found;
}

MarketAgreement Agreements::market_agreement(const std::string& id) {
  SQLite::Statement statement(
      database_,
      "SELECT buyer, previous, intent, ended, superseded FROM market_agreements WHERE id = ?");
  statement.bind(1, id);
  MarketAgreement agreement{.id = id};
  if (!statement.executeStep()) return agreement;
  agreement.buyer = statement.getColumn(0).getString();
  agreement.previous = statement.getColumn(1).getString();
  agreement.intent = statement.getColumn(2).getString();
  agreement.ended = instant_in(statement.getColumn(3));
  agreement.superseded = instant_in(statement.getColumn(4));
  return agreement;
}

void Agreements::save(const MarketAgreement& agreement) {
  SQLite::Statement statement(database_,
                              "INSERT OR REPLACE INTO market_agreements VALUES(?, ?, ?, ?, ?, ?)");
  statement.bind(1, agreement.id);
  statement.bind(2, agreement.buyer);
  statement.bind(3, agreement.previous);
  statement.bind(4, agreement.intent);
  bind_instant(statement, 5, agreement.ended);
  bind_instant(statement, 6, agreement.superseded);
  statement.exec();
}

}  // namespace souk::sample
