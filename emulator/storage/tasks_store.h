#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

/// A task, pod or instance that runs a product in a buyer's account and was let in.
struct TaskRow {
  std::int64_t product = 0;
  std::string principal;       ///< ARN of who calls
  std::int64_t agreement = 0;  ///< what its usage is charged to
  Timestamp since;
};

/// One of the keys that registrations of a product are signed with.
struct PublicKeyRow {
  std::int64_t version = 1;
  std::optional<Timestamp> rotated;  ///< when a newer one took its place
};

/// Where a buyer's tasks run. Empty: wherever their calls say.
struct WorkplaceRow {
  std::string region;
  std::string platform;
};

/// What was answered to a request that named a ClientToken.
struct ClientTokenRow {
  std::string account;
  std::string token;
  std::string request;  ///< its other members, as one text
  std::string record_id;
};

/// What is known of software that runs at its buyers'.
class TasksStore {
 public:
  explicit TasksStore(Database& database) : database_(database) {}

  void put_platform(std::int64_t product, std::string_view platform);
  /// Empty for a product that was never given one.
  std::string platform(std::int64_t product);

  void put(std::int64_t product, const PublicKeyRow& key);
  /// By version; none for a product whose keys never changed.
  std::vector<PublicKeyRow> public_keys(std::int64_t product);

  void put(std::int64_t buyer, const WorkplaceRow& workplace);
  WorkplaceRow workplace(std::int64_t buyer);

  void put(const TaskRow& task);
  std::optional<TaskRow> task(std::int64_t product, std::string_view principal);

  void put(const ClientTokenRow& token);
  std::optional<ClientTokenRow> client_token(std::string_view account, std::string_view token);

 private:
  Database& database_;
};

}  // namespace souk::storage
