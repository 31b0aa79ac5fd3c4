#include "emulator/storage/charges_store.h"

namespace souk::storage {
namespace {

#define CHARGE                                                                             \
  "SELECT id,charge_id,agreement,revision,currency,amount,time_ms,purchase_order,request," \
  "covers_ms FROM charges "

std::vector<ChargeRow> many_charges(Statement& row) {
  std::vector<ChargeRow> found;
  while (row.step()) {
    found.push_back({row.integer(0), row.text(1), row.integer(2), row.integer(3), row.text(4),
                     row.integer(5), row.time(6), row.text(7), row.integer(8),
                     row.optional_time(9)});
  }
  return found;
}

std::optional<ChargeRow> one_charge(Statement& row) {
  auto found = many_charges(row);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::int64_t ChargesStore::put(const ChargeRow& charge) {
  database_.prepare("INSERT OR REPLACE INTO charges VALUES(?,?,?,?,?,?,?,?,?,?)")
      .bind(charge.id == 0 ? std::nullopt : std::optional(charge.id))
      .bind(charge.charge_id)
      .bind(charge.agreement)
      .bind(charge.revision)
      .bind(charge.currency)
      .bind(charge.amount)
      .bind(charge.time)
      .bind(charge.purchase_order)
      .bind(charge.request)
      .bind(charge.covers)
      .run();
  return database_.last_row();
}

std::optional<ChargeRow> ChargesStore::find(std::string_view charge_id) {
  auto row = database_.prepare(CHARGE "WHERE charge_id=?");
  return one_charge(row.bind(charge_id));
}

std::optional<ChargeRow> ChargesStore::of_request(std::int64_t request) {
  auto row = database_.prepare(CHARGE "WHERE request=?");
  return one_charge(row.bind(request));
}

std::vector<ChargeRow> ChargesStore::of(std::int64_t agreement) {
  auto row = database_.prepare(CHARGE "WHERE agreement=? ORDER BY time_ms,id");
  return many_charges(row.bind(agreement));
}

#undef CHARGE

}  // namespace souk::storage
