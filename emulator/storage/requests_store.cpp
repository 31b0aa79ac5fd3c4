#include "emulator/storage/requests_store.h"

namespace souk::storage {
namespace {

#define REQUEST                                                                          \
  "SELECT id,kind,request_id,agreement,status,status_message,client_token,details_json," \
  "created_ms,updated_ms FROM requests "

std::vector<RequestRow> many_requests(Statement& row) {
  std::vector<RequestRow> found;
  while (row.step()) {
    found.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3), row.text(4),
                     row.text(5), row.text(6), row.text(7), row.time(8), row.time(9)});
  }
  return found;
}

std::optional<RequestRow> one_request(Statement& row) {
  auto found = many_requests(row);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::int64_t RequestsStore::put(const RequestRow& request) {
  database_.prepare("INSERT OR REPLACE INTO requests VALUES(?,?,?,?,?,?,?,?,?,?)")
      .bind(request.id == 0 ? std::nullopt : std::optional(request.id))
      .bind(request.kind)
      .bind(request.request_id)
      .bind(request.agreement)
      .bind(request.status)
      .bind(request.status_message)
      .bind(request.client_token)
      .bind(request.details_json)
      .bind(request.created)
      .bind(request.updated)
      .run();
  return database_.last_row();
}

std::optional<RequestRow> RequestsStore::find(std::int64_t id) {
  auto row = database_.prepare(REQUEST "WHERE id=?");
  return one_request(row.bind(id));
}

std::optional<RequestRow> RequestsStore::find(std::string_view request_id) {
  auto row = database_.prepare(REQUEST "WHERE request_id=?");
  return one_request(row.bind(request_id));
}

std::optional<RequestRow> RequestsStore::with_client_token(std::string_view kind,
                                                           std::string_view token) {
  auto row = database_.prepare(REQUEST "WHERE client_token=? AND kind=?");
  return one_request(row.bind(token).bind(kind));
}

std::vector<RequestRow> RequestsStore::of(std::int64_t agreement, std::string_view kind) {
  auto row = database_.prepare(REQUEST "WHERE agreement=? AND kind=? ORDER BY id DESC");
  return many_requests(row.bind(agreement).bind(kind));
}

std::vector<RequestRow> RequestsStore::all(std::string_view kind) {
  auto row = database_.prepare(REQUEST "WHERE kind=? ORDER BY id DESC");
  return many_requests(row.bind(kind));
}

#undef REQUEST

}  // namespace souk::storage
