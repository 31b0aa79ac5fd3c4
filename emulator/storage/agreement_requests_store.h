#pragma once

#include "emulator/storage/database.h"

namespace souk::storage {

/// A quote: what a buyer wants to agree to, and what it would cost.
struct AgreementRequestRow {
  std::int64_t id = 0;
  std::string request_id;  ///< "ar-…"
  std::int64_t buyer = 0;
  std::string client_token;  ///< may be empty
  std::string wish_json;     ///< what was asked for
  std::string quote_json;    ///< what was answered, and what accepting it buys
  Timestamp created;
  std::string agreement_id = {};  ///< what came of it; empty until it is accepted
};

class AgreementRequestsStore {
 public:
  explicit AgreementRequestsStore(Database& database) : database_(database) {}

  /// Inserts when `id` is 0, replaces otherwise; returns the row's id.
  std::int64_t put(const AgreementRequestRow& request);
  std::optional<AgreementRequestRow> find(std::string_view request_id);
  std::optional<AgreementRequestRow> with_client_token(std::int64_t buyer, std::string_view token);

 private:
  Database& database_;
};

}  // namespace souk::storage
