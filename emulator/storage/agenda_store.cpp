#include "emulator/storage/agenda_store.h"

#include "emulator/storage/settings_store.h"

namespace souk::storage {
namespace {

Happening read(const Statement& row) {
  return {row.time(0), row.integer(1), row.text(2), row.text(3), row.text(4)};
}

}  // namespace

void AgendaStore::add(Timestamp due, std::string_view name, std::string_view subject,
                      std::string_view payload_json) {
  database_.prepare("INSERT INTO agenda VALUES(?,?,?,?,?)")
      .bind(due)
      .bind(SettingsStore(database_).next("agenda"))
      .bind(name)
      .bind(subject)
      .bind(payload_json)
      .run();
}

std::optional<Happening> AgendaStore::first() {
  auto row = database_.prepare(
      "SELECT due_ms,seq,name,subject,payload_json FROM agenda ORDER BY due_ms,seq LIMIT 1");
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::optional<Timestamp> AgendaStore::due_of(std::string_view name, std::string_view subject) {
  auto row = database_.prepare("SELECT min(due_ms) FROM agenda WHERE subject=? AND name=?");
  row.bind(subject).bind(name).step();
  return row.optional_time(0);
}

void AgendaStore::remove(const Happening& happening) {
  database_.prepare("DELETE FROM agenda WHERE due_ms=? AND seq=?")
      .bind(happening.due)
      .bind(happening.seq)
      .run();
}

void AgendaStore::cancel(std::string_view name, std::string_view subject) {
  database_.prepare("DELETE FROM agenda WHERE subject=? AND name=?").bind(subject).bind(name).run();
}

std::vector<Happening> AgendaStore::all(std::size_t limit) {
  std::vector<Happening> found;
  auto row = database_.prepare(
      "SELECT due_ms,seq,name,subject,payload_json FROM agenda ORDER BY due_ms,seq LIMIT ?");
  row.bind(static_cast<std::int64_t>(limit));
  while (row.step()) found.push_back(read(row));
  return found;
}

}  // namespace souk::storage
