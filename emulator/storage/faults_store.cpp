#include "emulator/storage/faults_store.h"

namespace souk::storage {

void FaultsStore::add(const FaultRow& fault) {
  database_.prepare("INSERT INTO faults(name,rule_json,passed,fired) VALUES(?,?,?,?)")
      .bind(fault.name)
      .bind(fault.rule_json)
      .bind(fault.passed)
      .bind(fault.fired)
      .run();
}

void FaultsStore::update(const FaultRow& fault) {
  database_.prepare("UPDATE faults SET passed=?,fired=? WHERE id=?")
      .bind(fault.passed)
      .bind(fault.fired)
      .bind(fault.id)
      .run();
}

std::vector<FaultRow> FaultsStore::all() {
  std::vector<FaultRow> found;
  auto row = database_.prepare("SELECT id,name,rule_json,passed,fired FROM faults ORDER BY id");
  while (row.step()) {
    found.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3), row.integer(4)});
  }
  return found;
}

void FaultsStore::clear() { database_.execute("DELETE FROM faults"); }

}  // namespace souk::storage
