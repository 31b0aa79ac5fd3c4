#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

/// What one party asks about an agreement, for the other or the market to answer.
struct RequestRow {
  std::int64_t id = 0;
  std::string kind;        ///< cancellation, payment, adjustment, refund
  std::string request_id;  ///< "acr-…", "pr-…", "ba-…", "rf-…"
  std::int64_t agreement = 0;
  std::string status;
  std::string status_message;  ///< why it is so; may be empty
  std::string client_token;
  std::string details_json;  ///< what the kind alone has
  Timestamp created;
  Timestamp updated;
};

class RequestsStore {
 public:
  explicit RequestsStore(Database& database) : database_(database) {}

  /// Inserts when `id` is 0, replaces otherwise; returns the row's id.
  std::int64_t put(const RequestRow& request);
  std::optional<RequestRow> find(std::int64_t id);
  std::optional<RequestRow> find(std::string_view request_id);
  std::optional<RequestRow> with_client_token(std::string_view kind, std::string_view token);
  /// Newest first.
  std::vector<RequestRow> of(std::int64_t agreement, std::string_view kind);
  std::vector<RequestRow> all(std::string_view kind);

 private:
  Database& database_;
};

}  // namespace souk::storage
