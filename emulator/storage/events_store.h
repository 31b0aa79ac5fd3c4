#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

struct EventBusRow {
  std::string name;
  std::string settings_json = "{}";  ///< Description, KmsKeyIdentifier and their like, as told
  std::string tags_json = "{}";      ///< {key: value}
  std::optional<Timestamp> created = std::nullopt;
  std::optional<Timestamp> modified = std::nullopt;
};

struct EventRuleRow {
  std::int64_t id = 0;
  std::string bus;
  std::string name;
  std::string pattern;  ///< as told; empty for none
  std::string schedule;
  std::string state;  ///< ENABLED and its like
  std::string description;
  std::string role_arn;
  std::string managed_by;        ///< empty: the seller's own
  std::string tags_json = "{}";  ///< {key: value}
  std::int64_t product = 0;      ///< hears events of this product only; 0: of all
};

/// A target of a rule.
struct RuleTargetRow {
  std::int64_t id = 0;
  std::int64_t rule = 0;
  std::string target_id;  ///< unique in its rule
  std::string arn;
  std::string settings_json = "{}";  ///< what else PutTargets was told, by AWS's names
};

struct ConnectionRow {
  std::string name;
  std::string unique_id;
  std::string state;  ///< AUTHORIZED and its like
  std::string authorization;
  std::string parameters_json;  ///< AuthParameters, secrets included
  std::string description;
  std::string token;  ///< OAuth: what the authorization endpoint gave; empty for none
  Timestamp created;
  Timestamp modified;
  std::optional<Timestamp> authorized = std::nullopt;
};

struct ApiDestinationRow {
  std::string name;
  std::string unique_id;
  std::string connection;  ///< "name/unique id"; empty for none
  std::string endpoint;
  std::string method;
  std::int64_t rate = 0;  ///< invocations per second; 0: not told
  std::string description;
  Timestamp created;
  Timestamp modified;
};

/// Event buses, rules and their targets; connections and API destinations; where functions run.
class EventsStore {
 public:
  explicit EventsStore(Database& database) : database_(database) {}

  void put(const EventBusRow& bus);
  std::optional<EventBusRow> bus(std::string_view name);
  std::vector<EventBusRow> buses();
  void remove_bus(std::string_view name);

  std::int64_t put(const EventRuleRow& rule);
  std::optional<EventRuleRow> rule(std::string_view bus, std::string_view name);
  /// Of one bus, by name.
  std::vector<EventRuleRow> rules(std::string_view bus);
  std::vector<EventRuleRow> rules();
  /// With its targets.
  void remove_rule(std::int64_t rule);

  void put(const RuleTargetRow& target);
  /// Of one rule, in the order they were added.
  std::vector<RuleTargetRow> targets(std::int64_t rule);
  bool remove_target(std::int64_t rule, std::string_view target_id);
  /// Rules of a bus that have a target with this ARN, by name.
  std::vector<std::string> rules_with_target(std::string_view bus, std::string_view arn);

  void put(const ConnectionRow& connection);
  std::optional<ConnectionRow> connection(std::string_view name);
  std::vector<ConnectionRow> connections();
  void remove_connection(std::string_view name);

  void put(const ApiDestinationRow& destination);
  std::optional<ApiDestinationRow> api_destination(std::string_view name);
  std::vector<ApiDestinationRow> api_destinations();
  void remove_api_destination(std::string_view name);

  void put_function(std::string_view name, std::string_view url);
  std::optional<std::string> function_url(std::string_view name);
  /// {name, URL}, by name.
  std::vector<std::pair<std::string, std::string>> functions();

 private:
  Database& database_;
};

}  // namespace souk::storage
