#pragma once

#include "emulator/storage/database.h"

namespace souk::storage {

/// Temporary credentials that STS gave out for a role.
struct RoleSessionRow {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;
  std::string account;
  std::string role;
  std::string name;  ///< RoleSessionName
  Timestamp ends;    ///< in real time
};

/// The sessions of roles, those that ended included: their keys are expired, not unknown.
class SessionsStore {
 public:
  explicit SessionsStore(Database& database) : database_(database) {}

  void add(const RoleSessionRow& session);
  std::optional<RoleSessionRow> find(std::string_view access_key_id);

 private:
  Database& database_;
};

}  // namespace souk::storage
