#include "emulator/storage/events_store.h"

namespace souk::storage {
namespace {

#define BUS "SELECT name,settings_json,tags_json,created_ms,modified_ms FROM event_buses "
#define RULE                                                                             \
  "SELECT id,bus,name,pattern,schedule,state,description,role_arn,managed_by,tags_json," \
  "product FROM event_rules "

EventBusRow read_bus(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.optional_time(3), row.optional_time(4)};
}

EventRuleRow read_rule(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4),    row.text(5),
          row.text(6),    row.text(7), row.text(8), row.text(9), row.integer(10)};
}

std::vector<EventRuleRow> many_rules(Statement& row) {
  std::vector<EventRuleRow> found;
  while (row.step()) found.push_back(read_rule(row));
  return found;
}

}  // namespace

void EventsStore::put(const EventBusRow& bus) {
  database_.prepare("INSERT OR REPLACE INTO event_buses VALUES(?,?,?,?,?)")
      .bind(bus.name)
      .bind(bus.settings_json)
      .bind(bus.tags_json)
      .bind(bus.created)
      .bind(bus.modified)
      .run();
}

std::optional<EventBusRow> EventsStore::bus(std::string_view name) {
  auto row = database_.prepare(BUS "WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return read_bus(row);
}

std::vector<EventBusRow> EventsStore::buses() {
  std::vector<EventBusRow> found;
  auto row = database_.prepare(BUS "ORDER BY name");
  while (row.step()) found.push_back(read_bus(row));
  return found;
}

void EventsStore::remove_bus(std::string_view name) {
  database_.prepare("DELETE FROM event_buses WHERE name=?").bind(name).run();
}

std::int64_t EventsStore::put(const EventRuleRow& rule) {
  database_.prepare("INSERT OR REPLACE INTO event_rules VALUES(?,?,?,?,?,?,?,?,?,?,?)")
      .bind(rule.id == 0 ? std::nullopt : std::optional(rule.id))
      .bind(rule.bus)
      .bind(rule.name)
      .bind(rule.pattern)
      .bind(rule.schedule)
      .bind(rule.state)
      .bind(rule.description)
      .bind(rule.role_arn)
      .bind(rule.managed_by)
      .bind(rule.tags_json)
      .bind(rule.product)
      .run();
  return database_.last_row();
}

std::optional<EventRuleRow> EventsStore::rule(std::string_view bus, std::string_view name) {
  auto row = database_.prepare(RULE "WHERE bus=? AND name=?");
  if (!row.bind(bus).bind(name).step()) return std::nullopt;
  return read_rule(row);
}

std::vector<EventRuleRow> EventsStore::rules(std::string_view bus) {
  auto row = database_.prepare(RULE "WHERE bus=? ORDER BY name");
  return many_rules(row.bind(bus));
}

std::vector<EventRuleRow> EventsStore::rules() {
  auto row = database_.prepare(RULE "ORDER BY id");
  return many_rules(row);
}

void EventsStore::remove_rule(std::int64_t rule) {
  database_.prepare("DELETE FROM rule_targets WHERE rule=?").bind(rule).run();
  database_.prepare("DELETE FROM event_rules WHERE id=?").bind(rule).run();
}

void EventsStore::put(const RuleTargetRow& target) {
  // One that is put again keeps its place.
  database_
      .prepare(
          "INSERT INTO rule_targets(rule,target_id,arn,settings_json) VALUES(?,?,?,?) "
          "ON CONFLICT(rule,target_id) DO UPDATE SET arn=excluded.arn,"
          "settings_json=excluded.settings_json")
      .bind(target.rule)
      .bind(target.target_id)
      .bind(target.arn)
      .bind(target.settings_json)
      .run();
}

std::vector<RuleTargetRow> EventsStore::targets(std::int64_t rule) {
  std::vector<RuleTargetRow> found;
  auto row = database_.prepare(
      "SELECT id,rule,target_id,arn,settings_json FROM rule_targets WHERE rule=? ORDER BY id");
  row.bind(rule);
  while (row.step()) {
    found.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4)});
  }
  return found;
}

bool EventsStore::remove_target(std::int64_t rule, std::string_view target_id) {
  return database_.prepare("DELETE FROM rule_targets WHERE rule=? AND target_id=?")
             .bind(rule)
             .bind(target_id)
             .run() > 0;
}

std::vector<std::string> EventsStore::rules_with_target(std::string_view bus,
                                                        std::string_view arn) {
  std::vector<std::string> found;
  auto row = database_.prepare(
      "SELECT DISTINCT r.name FROM event_rules r JOIN rule_targets t ON t.rule=r.id "
      "WHERE r.bus=? AND t.arn=? ORDER BY r.name");
  row.bind(bus).bind(arn);
  while (row.step()) found.push_back(row.text(0));
  return found;
}

void EventsStore::put_function(std::string_view name, std::string_view url) {
  database_.prepare("INSERT OR REPLACE INTO functions VALUES(?,?)").bind(name).bind(url).run();
}

std::optional<std::string> EventsStore::function_url(std::string_view name) {
  auto row = database_.prepare("SELECT url FROM functions WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return row.text(0);
}

std::vector<std::pair<std::string, std::string>> EventsStore::functions() {
  std::vector<std::pair<std::string, std::string>> found;
  auto row = database_.prepare("SELECT name,url FROM functions ORDER BY name");
  while (row.step()) found.emplace_back(row.text(0), row.text(1));
  return found;
}

#undef BUS
#undef RULE

}  // namespace souk::storage
