#include "emulator/storage/terms_store.h"

namespace souk::storage {

void TermsStore::put(std::int64_t agreement, std::string_view terms_json) {
  database_.prepare("INSERT OR REPLACE INTO accepted_terms VALUES(?,?)")
      .bind(agreement)
      .bind(terms_json)
      .run();
}

std::optional<std::string> TermsStore::find(std::int64_t agreement) {
  auto row = database_.prepare("SELECT terms_json FROM accepted_terms WHERE agreement=?");
  if (!row.bind(agreement).step()) return std::nullopt;
  return row.text(0);
}

}  // namespace souk::storage
