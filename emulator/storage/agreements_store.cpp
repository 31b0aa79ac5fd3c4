#include "emulator/storage/agreements_store.h"

namespace souk::storage {
namespace {

#define AGREEMENT                                                                              \
  "SELECT id,agreement_id,buyer,product,offer_id,license_arn,state,accepted_ms,starts_ms,"     \
  "ends_ms,ended_ms,opens_ms,closes_ms,term,quantities_json FROM agreements "

AgreementRow read(const Statement& row) {
  return {row.integer(0),        row.text(1),           row.integer(2),
          row.integer(3),        row.text(4),           row.text(5),
          row.text(6),           row.time(7),           row.optional_time(8),
          row.optional_time(9),  row.optional_time(10), row.optional_time(11),
          row.optional_time(12), row.text(13),          row.text(14)};
}

std::optional<AgreementRow> one(Statement& row) {
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::vector<AgreementRow> many(Statement& row) {
  std::vector<AgreementRow> found;
  while (row.step()) found.push_back(read(row));
  return found;
}

}  // namespace

std::int64_t AgreementsStore::put(const AgreementRow& agreement) {
  database_.prepare("INSERT OR REPLACE INTO agreements VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
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

void AgreementsStore::put(const TokenRow& token) {
  database_.prepare("INSERT INTO tokens VALUES(?,?,?,?)")
      .bind(token.token)
      .bind(token.agreement)
      .bind(token.issued)
      .bind(token.expires)
      .run();
}

std::optional<TokenRow> AgreementsStore::token(std::string_view token) {
  auto row =
      database_.prepare("SELECT token,agreement,issued_ms,expires_ms FROM tokens WHERE token=?");
  if (!row.bind(token).step()) return std::nullopt;
  return TokenRow{row.text(0), row.integer(1), row.time(2), row.time(3)};
}

void AgreementsStore::put(const EntitlementRow& entitlement) {
  database_.prepare("INSERT OR REPLACE INTO entitlements VALUES(?,?,?,?,?)")
      .bind(entitlement.agreement)
      .bind(entitlement.dimension)
      .bind(entitlement.value)
      .bind(entitlement.expires)
      .bind(entitlement.visible)
      .run();
}

void AgreementsStore::remove_entitlements(std::int64_t agreement) {
  database_.prepare("DELETE FROM entitlements WHERE agreement=?").bind(agreement).run();
}

std::vector<EntitlementRow> AgreementsStore::entitlements(std::int64_t agreement) {
  std::vector<EntitlementRow> found;
  auto row = database_.prepare(
      "SELECT agreement,dimension,value,expires_ms,visible_ms FROM entitlements "
      "WHERE agreement=? ORDER BY dimension");
  row.bind(agreement);
  while (row.step()) {
    found.push_back({row.integer(0), row.text(1), row.integer(2), row.time(3), row.time(4)});
  }
  return found;
}

#undef AGREEMENT

}  // namespace souk::storage
