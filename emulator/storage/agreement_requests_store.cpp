#include "emulator/storage/agreement_requests_store.h"

namespace souk::storage {
namespace {

#define AGREEMENT_REQUEST                                                                      \
  "SELECT id,request_id,buyer,client_token,wish_json,quote_json,created_ms,agreement_id FROM " \
  "agreement_requests "

std::optional<AgreementRequestRow> one_agreement_request(Statement& row) {
  if (!row.step()) return std::nullopt;
  return AgreementRequestRow{row.integer(0), row.text(1), row.integer(2), row.text(3),
                             row.text(4),    row.text(5), row.time(6),    row.text(7)};
}

}  // namespace

std::int64_t AgreementRequestsStore::put(const AgreementRequestRow& request) {
  database_.prepare("INSERT OR REPLACE INTO agreement_requests VALUES(?,?,?,?,?,?,?,?)")
      .bind(request.id == 0 ? std::nullopt : std::optional(request.id))
      .bind(request.request_id)
      .bind(request.buyer)
      .bind(request.client_token)
      .bind(request.wish_json)
      .bind(request.quote_json)
      .bind(request.created)
      .bind(request.agreement_id)
      .run();
  return database_.last_row();
}

std::optional<AgreementRequestRow> AgreementRequestsStore::find(std::string_view request_id) {
  auto row = database_.prepare(AGREEMENT_REQUEST "WHERE request_id=?");
  row.bind(request_id);
  return one_agreement_request(row);
}

std::optional<AgreementRequestRow> AgreementRequestsStore::with_client_token(
    std::int64_t buyer, std::string_view token) {
  auto row = database_.prepare(AGREEMENT_REQUEST "WHERE buyer=? AND client_token=?");
  row.bind(buyer).bind(token);
  return one_agreement_request(row);
}

#undef AGREEMENT_REQUEST

}  // namespace souk::storage
