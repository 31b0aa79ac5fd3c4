#pragma once

#include "emulator/storage/database.h"

namespace souk::storage {

/// Named texts about the sandbox as a whole, and the counters its ids are numbered by.
class SettingsStore {
 public:
  explicit SettingsStore(Database& database) : database_(database) {}

  std::optional<std::string> find(std::string_view name);
  void put(std::string_view name, std::string_view value);

  /// 1, 2, 3, … for each name.
  std::int64_t next(std::string_view counter);

 private:
  Database& database_;
};

}  // namespace souk::storage
