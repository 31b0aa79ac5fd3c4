#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <optional>
#include <string>

#include "client/sample_seller/options.h"

namespace souk::sample {

/// Opens the seller's database and makes its tables. Empty `file`: in memory.
/// Throws std::runtime_error with a sentence when the file is not ours or cannot be used.
std::unique_ptr<SQLite::Database> open_database(const std::string& file);

/// Forgets everything, counters included.
void clear_database(SQLite::Database& database);

/// The next value of a named counter, from 1. Ids made from it repeat with the same inputs.
std::int64_t next_number(SQLite::Database& database, const std::string& counter);

/// Hours since 1970, which is how usage is kept.
inline std::int64_t hour_of(client::Timestamp at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

inline std::int64_t to_number(client::Timestamp at) { return at.time_since_epoch().count(); }
inline client::Timestamp from_number(std::int64_t milliseconds) {
  return client::Timestamp(client::Duration(milliseconds));
}

/// Instants are kept as milliseconds since 1970; NULL for none.
inline void bind_instant(SQLite::Statement& statement, int index,
                         const std::optional<client::Timestamp>& at) {
  if (at) {
    statement.bind(index, to_number(*at));
  } else {
    statement.bind(index);
  }
}

inline std::optional<client::Timestamp> instant_in(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return from_number(column.getInt64());
}

}  // namespace souk::sample
