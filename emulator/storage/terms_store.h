#pragma once

#include "emulator/storage/database.h"

namespace souk::storage {

/// The terms buyers accepted, as they were when they did.
class TermsStore {
 public:
  explicit TermsStore(Database& database) : database_(database) {}

  void put(std::int64_t agreement, std::string_view terms_json);
  std::optional<std::string> find(std::int64_t agreement);

 private:
  Database& database_;
};

}  // namespace souk::storage
