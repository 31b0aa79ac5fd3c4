#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

struct FaultRow {
  std::int64_t id = 0;
  std::string name;
  std::string rule_json;
  std::int64_t passed = 0;  ///< matching calls that were let through first
  std::int64_t fired = 0;
};

/// The faults that are set, in the order they were given.
class FaultsStore {
 public:
  explicit FaultsStore(Database& database) : database_(database) {}

  void add(const FaultRow& fault);
  void update(const FaultRow& fault);
  std::vector<FaultRow> all();
  void clear();

 private:
  Database& database_;
};

}  // namespace souk::storage
