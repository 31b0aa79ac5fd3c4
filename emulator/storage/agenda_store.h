#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

/// Something due at an instant of the market's time.
struct Happening {
  Timestamp due;
  std::int64_t seq = 0;  ///< orders equal times
  std::string name;      ///< "provision-licence"
  std::string subject;   ///< what it happens to: an agreement id, a delivery
  std::string payload_json;
};

/// What is due, in order. Rows, so that a restart forgets nothing.
class AgendaStore {
 public:
  explicit AgendaStore(Database& database) : database_(database) {}

  void add(Timestamp due, std::string_view name, std::string_view subject,
           std::string_view payload_json = "{}");
  std::optional<Happening> first();
  /// When the first of this name is due for `subject`.
  std::optional<Timestamp> due_of(std::string_view name, std::string_view subject);
  void remove(const Happening& happening);
  /// Takes back whatever of this name is still due for `subject`.
  void cancel(std::string_view name, std::string_view subject);
  std::vector<Happening> all(std::size_t limit);

 private:
  Database& database_;
};

}  // namespace souk::storage
