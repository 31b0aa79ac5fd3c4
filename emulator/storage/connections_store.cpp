#include "emulator/storage/events_store.h"

// Connections and API destinations: the other half of the store.
namespace souk::storage {
namespace {

#define CONNECTION                                                                          \
  "SELECT name,unique_id,state,authorization,parameters_json,description,token,created_ms," \
  "modified_ms,authorized_ms FROM event_connections "
#define DESTINATION                                                               \
  "SELECT name,unique_id,connection,endpoint,method,rate,description,created_ms," \
  "modified_ms FROM api_destinations "

ConnectionRow read_connection(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
          row.text(5), row.text(6), row.time(7), row.time(8), row.optional_time(9)};
}

ApiDestinationRow read_destination(const Statement& row) {
  return {row.text(0),    row.text(1), row.text(2), row.text(3), row.text(4),
          row.integer(5), row.text(6), row.time(7), row.time(8)};
}

}  // namespace

void EventsStore::put(const ConnectionRow& connection) {
  database_.prepare("INSERT OR REPLACE INTO event_connections VALUES(?,?,?,?,?,?,?,?,?,?)")
      .bind(connection.name)
      .bind(connection.unique_id)
      .bind(connection.state)
      .bind(connection.authorization)
      .bind(connection.parameters_json)
      .bind(connection.description)
      .bind(connection.token)
      .bind(connection.created)
      .bind(connection.modified)
      .bind(connection.authorized)
      .run();
}

std::optional<ConnectionRow> EventsStore::connection(std::string_view name) {
  auto row = database_.prepare(CONNECTION "WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return read_connection(row);
}

std::vector<ConnectionRow> EventsStore::connections() {
  std::vector<ConnectionRow> found;
  auto row = database_.prepare(CONNECTION "ORDER BY name");
  while (row.step()) found.push_back(read_connection(row));
  return found;
}

void EventsStore::remove_connection(std::string_view name) {
  database_.prepare("DELETE FROM event_connections WHERE name=?").bind(name).run();
}

void EventsStore::put(const ApiDestinationRow& destination) {
  database_.prepare("INSERT OR REPLACE INTO api_destinations VALUES(?,?,?,?,?,?,?,?,?)")
      .bind(destination.name)
      .bind(destination.unique_id)
      .bind(destination.connection)
      .bind(destination.endpoint)
      .bind(destination.method)
      .bind(destination.rate)
      .bind(destination.description)
      .bind(destination.created)
      .bind(destination.modified)
      .run();
}

std::optional<ApiDestinationRow> EventsStore::api_destination(std::string_view name) {
  auto row = database_.prepare(DESTINATION "WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return read_destination(row);
}

std::vector<ApiDestinationRow> EventsStore::api_destinations() {
  std::vector<ApiDestinationRow> found;
  auto row = database_.prepare(DESTINATION "ORDER BY name");
  while (row.step()) found.push_back(read_destination(row));
  return found;
}

void EventsStore::remove_api_destination(std::string_view name) {
  database_.prepare("DELETE FROM api_destinations WHERE name=?").bind(name).run();
}

#undef CONNECTION
#undef DESTINATION

}  // namespace souk::storage
