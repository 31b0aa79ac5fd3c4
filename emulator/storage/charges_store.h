#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

/// What a buyer is to pay at an instant, usage aside.
struct ChargeRow {
  std::int64_t id = 0;
  std::string charge_id;  ///< "ch-…"
  std::int64_t agreement = 0;
  std::int64_t revision = 1;  ///< counts its changes
  std::string currency;       ///< "USD"
  std::int64_t amount = 0;    ///< hundred-millionths of it
  Timestamp time;             ///< when it falls due
  std::string purchase_order;
  std::int64_t request = 0;  ///< row of the payment request it came of; 0 for none
  /// From when on it pays for the term: an upgrade's does not pay for what was before. None: all.
  std::optional<Timestamp> covers = {};
};

class ChargesStore {
 public:
  explicit ChargesStore(Database& database) : database_(database) {}

  /// Inserts when `id` is 0, replaces otherwise; returns the row's id.
  std::int64_t put(const ChargeRow& charge);
  std::optional<ChargeRow> find(std::string_view charge_id);
  std::optional<ChargeRow> of_request(std::int64_t request);
  /// Those of one agreement, the first due first.
  std::vector<ChargeRow> of(std::int64_t agreement);

 private:
  Database& database_;
};

}  // namespace souk::storage
