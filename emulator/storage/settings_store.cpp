#include "emulator/storage/settings_store.h"

namespace souk::storage {

std::optional<std::string> SettingsStore::find(std::string_view name) {
  auto row = database_.prepare("SELECT value FROM settings WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return row.text(0);
}

void SettingsStore::put(std::string_view name, std::string_view value) {
  database_.prepare("INSERT OR REPLACE INTO settings VALUES(?,?)").bind(name).bind(value).run();
}

std::int64_t SettingsStore::next(std::string_view counter) {
  auto row = database_.prepare(
      "INSERT INTO counters VALUES(?,1) ON CONFLICT(name) DO UPDATE SET value=value+1 "
      "RETURNING value");
  row.bind(counter).step();
  const auto value = row.integer(0);
  // SQLite finishes the write only once the statement has run to its end.
  row.step();
  return value;
}

}  // namespace souk::storage
