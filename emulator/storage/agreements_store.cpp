#include "emulator/storage/agreements_store.h"

#include "emulator/core/json.h"

namespace souk::storage {
namespace {

#define AGREEMENT                                                                          \
  "SELECT id,agreement_id,buyer,product,offer_id,license_arn,state,accepted_ms,starts_ms," \
  "ends_ms,ended_ms,opens_ms,closes_ms,term,quantities_json,end_status,updated_ms,"        \
  "begins_ms,intent,previous,auto_renew,renewal_json FROM agreements "

#define ENTITLEMENT                                                                     \
  "SELECT entitlements.agreement,entitlements.dimension,entitlements.value,expires_ms," \
  "visible_ms,gone_ms "

// CROSS JOIN keeps SQLite to the order written: from what was asked for to its agreements.
#define SHOWN                                                                           \
  "ON entitlements.agreement=agreements.id "                                            \
  "WHERE agreements.product=?1 AND visible_ms<=?2 AND (gone_ms IS NULL OR gone_ms>?2) " \
  "AND agreements.id>=?3 AND (agreements.id>?3 OR entitlements.dimension>?4) "          \
  "AND (?6 IS NULL OR entitlements.dimension IN (SELECT value FROM json_each(?6))) "    \
  "AND (?7 IS NULL OR agreements.buyer IN (SELECT id FROM buyers WHERE "                \
  "customer_identifier IN (SELECT value FROM json_each(?7)))) "                         \
  "AND (?8 IS NULL OR agreements.buyer IN (SELECT id FROM buyers WHERE "                \
  "account IN (SELECT value FROM json_each(?8)))) "                                     \
  "AND (?9 IS NULL OR agreements.license_arn IN (SELECT value FROM json_each(?9))) "    \
  "ORDER BY agreements.id,entitlements.dimension LIMIT ?5"

AgreementRow read(const Statement& row) {
  return {
      row.integer(0),        row.text(1),           row.integer(2),        row.integer(3),
      row.text(4),           row.text(5),           row.text(6),           row.time(7),
      row.optional_time(8),  row.optional_time(9),  row.optional_time(10), row.optional_time(11),
      row.optional_time(12), row.text(13),          row.text(14),          row.text(15),
      row.time(16),          row.optional_time(17), row.text(18),          row.text(19),
      row.boolean(20),       row.text(21)};
}

std::optional<AgreementRow> one(Statement& row) {
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<EntitlementRow> many_entitlements(Statement& row) {
  std::vector<EntitlementRow> found;
  while (row.step()) {
    found.push_back({row.integer(0), row.text(1), row.integer(2), row.time(3), row.time(4),
                     row.optional_time(5)});
  }
  return found;
}

/// A list of texts as SQLite's json_each reads it; nothing when it is empty.
std::optional<std::string> list(const std::vector<std::string>& texts) {
  if (texts.empty()) return std::nullopt;
  return Json(texts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<AgreementRow> many(Statement& row) {
  std::vector<AgreementRow> found;
  while (row.step()) found.push_back(read(row));
  return found;
}

}  // namespace

std::int64_t AgreementsStore::put(const AgreementRow& agreement) {
  database_
      .prepare(
          "INSERT OR REPLACE INTO agreements VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .bind(agreement.id == 0 ? std::nullopt : std::optional(agreement.id))
      .bind(agreement.agreement_id)
      .bind(agreement.buyer)
      .bind(agreement.product)
      .bind(agreement.offer_id)
      .bind(agreement.license_arn)
      .bind(agreement.state)
      .bind(agreement.accepted)
      .bind(agreement.starts)
      .bind(agreement.ends)
      .bind(agreement.ended)
      .bind(agreement.opens)
      .bind(agreement.closes)
      .bind(agreement.term)
      .bind(agreement.quantities_json)
      .bind(agreement.end_status)
      .bind(agreement.updated)
      .bind(agreement.begins)
      .bind(agreement.intent)
      .bind(agreement.previous)
      .bind(agreement.auto_renew)
      .bind(agreement.renewal_json)
      .run();
  return database_.last_row();
}

std::optional<AgreementRow> AgreementsStore::find(std::int64_t id) {
  auto row = database_.prepare(AGREEMENT "WHERE id=?");
  return one(row.bind(id));
}

std::optional<AgreementRow> AgreementsStore::find(std::string_view agreement_id) {
  auto row = database_.prepare(AGREEMENT "WHERE agreement_id=?");
  return one(row.bind(agreement_id));
}

std::optional<AgreementRow> AgreementsStore::with_license(std::string_view license_arn) {
  auto row = database_.prepare(AGREEMENT "WHERE license_arn=?");
  return one(row.bind(license_arn));
}

std::vector<AgreementRow> AgreementsStore::of(std::int64_t product, std::int64_t buyer) {
  auto row = database_.prepare(AGREEMENT "WHERE product=? AND buyer=? ORDER BY id DESC");
  return many(row.bind(product).bind(buyer));
}

std::vector<AgreementRow> AgreementsStore::all() {
  auto row = database_.prepare(AGREEMENT "ORDER BY id");
  return many(row);
}

std::optional<AgreementRow> AgreementsStore::following(std::string_view agreement_id) {
  auto row = database_.prepare(AGREEMENT "WHERE previous=?");
  return one(row.bind(agreement_id));
}

void AgreementsStore::put(const TokenRow& token) {
  database_.prepare("INSERT OR REPLACE INTO tokens VALUES(?,?,?,?,?)")
      .bind(token.token)
      .bind(token.agreement)
      .bind(token.issued)
      .bind(token.expires)
      .bind(token.resolved)
      .run();
}

std::optional<TokenRow> AgreementsStore::token(std::string_view token) {
  auto row = database_.prepare(
      "SELECT token,agreement,issued_ms,expires_ms,resolved_ms FROM tokens WHERE token=?");
  if (!row.bind(token).step()) return std::nullopt;
  return TokenRow{row.text(0), row.integer(1), row.time(2), row.time(3), row.optional_time(4)};
}

bool AgreementsStore::resolved_any(std::int64_t agreement) {
  auto row = database_.prepare(
      "SELECT 1 FROM tokens WHERE agreement=? AND resolved_ms IS NOT NULL LIMIT 1");
  return row.bind(agreement).step();
}

void AgreementsStore::put(const EntitlementRow& entitlement) {
  database_.prepare("INSERT OR REPLACE INTO entitlements VALUES(?,?,?,?,?,?)")
      .bind(entitlement.agreement)
      .bind(entitlement.dimension)
      .bind(entitlement.value)
      .bind(entitlement.expires)
      .bind(entitlement.visible)
      .bind(entitlement.gone)
      .run();
}

std::vector<EntitlementRow> AgreementsStore::entitlements(std::int64_t agreement) {
  auto row = database_.prepare(ENTITLEMENT
                               "FROM entitlements WHERE agreement=? AND gone_ms IS NULL "
                               "ORDER BY dimension");
  return many_entitlements(row.bind(agreement));
}

void AgreementsStore::end_entitlements(std::int64_t agreement, Timestamp gone) {
  database_.prepare("UPDATE entitlements SET gone_ms=? WHERE agreement=? AND gone_ms IS NULL")
      .bind(gone)
      .bind(agreement)
      .run();
}

const char* AgreementsStore::statement_of(const EntitlementSearch& search) {
  if (!search.license_arns.empty()) {
    return ENTITLEMENT
        "FROM (SELECT DISTINCT value AS wanted FROM json_each(?9)) "
        "CROSS JOIN agreements ON agreements.license_arn=wanted CROSS JOIN entitlements " SHOWN;
  }
  if (!search.customer_identifiers.empty()) {
    return ENTITLEMENT
        "FROM (SELECT DISTINCT value AS wanted FROM json_each(?7)) "
        "CROSS JOIN buyers ON buyers.customer_identifier=wanted "
        "CROSS JOIN agreements ON agreements.buyer=buyers.id CROSS JOIN entitlements " SHOWN;
  }
  if (!search.accounts.empty()) {
    return ENTITLEMENT
        "FROM (SELECT DISTINCT value AS wanted FROM json_each(?8)) "
        "CROSS JOIN buyers ON buyers.account=wanted "
        "CROSS JOIN agreements ON agreements.buyer=buyers.id CROSS JOIN entitlements " SHOWN;
  }
  return ENTITLEMENT "FROM agreements CROSS JOIN entitlements " SHOWN;
}

std::vector<EntitlementRow> AgreementsStore::shown_entitlements(const EntitlementSearch& search) {
  auto row = database_.prepare(statement_of(search));
  row.bind(search.product)
      .bind(search.now)
      .bind(search.after.agreement)
      .bind(search.after.dimension)
      .bind(static_cast<std::int64_t>(search.limit))
      .bind(list(search.dimensions))
      .bind(list(search.customer_identifiers))
      .bind(list(search.accounts))
      .bind(list(search.license_arns));
  return many_entitlements(row);
}

#undef AGREEMENT
#undef ENTITLEMENT
#undef SHOWN

}  // namespace souk::storage
