#pragma once

#include <functional>

#include "emulator/core/clock.h"
#include "emulator/core/json.h"
#include "emulator/storage/database.h"

namespace souk::storage {

/// A row to be written; docs/journal.md says what each kind holds.
struct Entry {
  std::string kind;
  std::string actor;
  std::string subject;
  std::string correlation;
  Json data = Json::object();
  Json nondeterministic = Json::object();
  std::string body;  ///< raw request bytes, kept once; rendered into `data.request` on reading
};

/// The append-only record of a sandbox, written in the same transaction as what it tells of.
class Journal {
 public:
  /// `real_now` is asked for the real time of each row.
  Journal(Database& database, const Clock& clock, std::function<Timestamp()> real_now)
      : database_(database), clock_(clock), real_now_(std::move(real_now)) {}

  std::int64_t write(const Entry& entry);

  /// Rows after `after`, at most `limit`, as docs/journal.md shows them, with secrets masked; of
  /// `kinds` only, unless that is empty.
  std::vector<Json> read(std::int64_t after, std::size_t limit,
                         const std::vector<std::string>& kinds = {});
  std::int64_t last();

 private:
  Database& database_;
  const Clock& clock_;
  std::function<Timestamp()> real_now_;
};

}  // namespace souk::storage
