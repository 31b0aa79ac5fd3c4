#include "emulator/storage/schema.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include <array>

namespace souk::storage {
namespace {

// Times are milliseconds since 1970; `_json` columns hold JSON text.
constexpr const char* kTables = R"(
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE clock(id INTEGER PRIMARY KEY CHECK(id = 1), now_ms INTEGER NOT NULL,
  rate REAL NOT NULL, since_real_ms INTEGER NOT NULL);
CREATE TABLE clock_changes(id INTEGER PRIMARY KEY, real_ms INTEGER NOT NULL,
  market_ms INTEGER NOT NULL, rate REAL NOT NULL);
CREATE INDEX clock_changes_real ON clock_changes(real_ms);
CREATE TABLE agenda(due_ms INTEGER NOT NULL, seq INTEGER NOT NULL, name TEXT NOT NULL,
  subject TEXT NOT NULL, payload_json TEXT NOT NULL, PRIMARY KEY(due_ms, seq)) WITHOUT ROWID;
CREATE INDEX agenda_subject ON agenda(subject, name);
CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE journal(seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, real_ms INTEGER NOT NULL,
  kind TEXT NOT NULL, actor TEXT NOT NULL, subject TEXT NOT NULL, correlation TEXT NOT NULL,
  data_json TEXT NOT NULL, loose_json TEXT NOT NULL, body BLOB);

CREATE TABLE products(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, code TEXT NOT NULL UNIQUE,
  product_id TEXT NOT NULL, title TEXT NOT NULL, model TEXT NOT NULL, generation TEXT NOT NULL,
  landing_page TEXT NOT NULL, created_ms INTEGER NOT NULL);
CREATE TABLE dimensions(product INTEGER NOT NULL, name TEXT NOT NULL, metered INTEGER NOT NULL,
  entitled INTEGER NOT NULL, price TEXT NOT NULL, PRIMARY KEY(product, name)) WITHOUT ROWID;
CREATE TABLE offers(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, offer_id TEXT NOT NULL,
  product INTEGER NOT NULL, kind TEXT NOT NULL, quantities_json TEXT NOT NULL,
  duration TEXT NOT NULL, terms_json TEXT NOT NULL DEFAULT '[]',
  buyers_json TEXT NOT NULL DEFAULT '[]', reseller TEXT NOT NULL DEFAULT '');
CREATE TABLE buyers(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, account TEXT NOT NULL UNIQUE,
  customer_identifier TEXT NOT NULL UNIQUE, suspended INTEGER NOT NULL);
CREATE TABLE agreements(id INTEGER PRIMARY KEY, agreement_id TEXT NOT NULL UNIQUE,
  buyer INTEGER NOT NULL, product INTEGER NOT NULL, offer_id TEXT NOT NULL,
  license_arn TEXT NOT NULL UNIQUE, state TEXT NOT NULL, accepted_ms INTEGER NOT NULL,
  starts_ms INTEGER, ends_ms INTEGER, ended_ms INTEGER, opens_ms INTEGER, closes_ms INTEGER,
  term TEXT NOT NULL, quantities_json TEXT NOT NULL, end_status TEXT NOT NULL DEFAULT '',
  updated_ms INTEGER NOT NULL DEFAULT 0, begins_ms INTEGER, intent TEXT NOT NULL DEFAULT 'NEW',
  previous TEXT NOT NULL DEFAULT '', auto_renew INTEGER NOT NULL DEFAULT 0,
  renewal_json TEXT NOT NULL DEFAULT '{}');
CREATE INDEX agreements_holder ON agreements(product, buyer);
CREATE INDEX agreements_product ON agreements(product);
CREATE TABLE tokens(token TEXT PRIMARY KEY, agreement INTEGER NOT NULL, issued_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL, resolved_ms INTEGER) WITHOUT ROWID;
CREATE TABLE entitlements(agreement INTEGER NOT NULL, dimension TEXT NOT NULL,
  value INTEGER NOT NULL, expires_ms INTEGER NOT NULL, visible_ms INTEGER NOT NULL,
  gone_ms INTEGER, PRIMARY KEY(agreement, dimension)) WITHOUT ROWID;

CREATE TABLE ledger_keys(id INTEGER PRIMARY KEY, region TEXT NOT NULL, product INTEGER NOT NULL,
  holder TEXT NOT NULL, dimension TEXT NOT NULL, UNIQUE(region, product, holder, dimension));
CREATE TABLE usage(hour INTEGER NOT NULL, key INTEGER NOT NULL, quantity INTEGER NOT NULL,
  agreement INTEGER NOT NULL, allocations INTEGER, PRIMARY KEY(hour, key)) WITHOUT ROWID;
CREATE TABLE usage_allocations(id INTEGER PRIMARY KEY, allocations_json TEXT NOT NULL UNIQUE);
CREATE TABLE usage_totals(agreement INTEGER NOT NULL, dimension TEXT NOT NULL,
  quantity INTEGER NOT NULL, PRIMARY KEY(agreement, dimension)) WITHOUT ROWID;

CREATE TABLE topics(arn TEXT PRIMARY KEY, product INTEGER NOT NULL,
  signature_version TEXT NOT NULL, attributes_json TEXT NOT NULL DEFAULT '{}',
  tags_json TEXT NOT NULL DEFAULT '{}', removed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE subscriptions(id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, topic_arn TEXT NOT NULL,
  protocol TEXT NOT NULL, endpoint TEXT NOT NULL, raw INTEGER NOT NULL, confirmed INTEGER NOT NULL,
  authenticated INTEGER NOT NULL, token TEXT NOT NULL, token_expires_ms INTEGER NOT NULL,
  attributes_json TEXT NOT NULL);
CREATE TABLE queues(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, attributes_json TEXT NOT NULL,
  created_ms INTEGER NOT NULL, modified_ms INTEGER, purged_ms INTEGER,
  tags_json TEXT NOT NULL DEFAULT '{}');
CREATE TABLE queue_messages(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, message_id TEXT NOT NULL,
  body TEXT NOT NULL, attributes_json TEXT NOT NULL, sender TEXT NOT NULL, sent_ms INTEGER NOT NULL,
  visible_ms INTEGER NOT NULL, first_received_ms INTEGER, receives INTEGER NOT NULL,
  system_json TEXT NOT NULL DEFAULT '{}');
CREATE INDEX queue_messages_visible ON queue_messages(queue, visible_ms);

CREATE TABLE notifications(id INTEGER PRIMARY KEY, notification_id TEXT NOT NULL,
  channel TEXT NOT NULL, name TEXT NOT NULL, agreement TEXT NOT NULL, topic_arn TEXT NOT NULL,
  message TEXT NOT NULL, at_ms INTEGER NOT NULL, forged TEXT NOT NULL, extra_json TEXT NOT NULL);
CREATE TABLE deliveries(id INTEGER PRIMARY KEY, notification INTEGER NOT NULL,
  protocol TEXT NOT NULL, endpoint TEXT NOT NULL, source TEXT NOT NULL, raw INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL, next_ms INTEGER NOT NULL, body TEXT NOT NULL,
  last_status INTEGER NOT NULL, last_reason TEXT NOT NULL, target_json TEXT NOT NULL DEFAULT '{}',
  resend_of INTEGER NOT NULL DEFAULT 0, held TEXT NOT NULL DEFAULT '');
CREATE INDEX deliveries_waiting ON deliveries(state, next_ms);

CREATE TABLE faults(id INTEGER PRIMARY KEY, name TEXT NOT NULL, rule_json TEXT NOT NULL,
  passed INTEGER NOT NULL, fired INTEGER NOT NULL);
)";

/// What version 3 added.
constexpr const char* kTablesOf3 = R"(
CREATE TABLE role_sessions(access_key_id TEXT PRIMARY KEY, secret_access_key TEXT NOT NULL,
  session_token TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
  ends_real_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE product_platforms(product INTEGER PRIMARY KEY, platform TEXT NOT NULL);
CREATE TABLE public_keys(product INTEGER NOT NULL, version INTEGER NOT NULL, rotated_ms INTEGER,
  PRIMARY KEY(product, version)) WITHOUT ROWID;
CREATE TABLE workplaces(buyer INTEGER PRIMARY KEY, region TEXT NOT NULL, platform TEXT NOT NULL);
CREATE TABLE tasks(product INTEGER NOT NULL, principal TEXT NOT NULL, agreement INTEGER NOT NULL,
  since_ms INTEGER NOT NULL, PRIMARY KEY(product, principal)) WITHOUT ROWID;
CREATE TABLE client_tokens(account TEXT NOT NULL, token TEXT NOT NULL, request TEXT NOT NULL,
  record_id TEXT NOT NULL, PRIMARY KEY(account, token)) WITHOUT ROWID;
CREATE TABLE accepted_terms(agreement INTEGER PRIMARY KEY, terms_json TEXT NOT NULL);
CREATE TABLE requests(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, request_id TEXT NOT NULL UNIQUE,
  agreement INTEGER NOT NULL, status TEXT NOT NULL, status_message TEXT NOT NULL,
  client_token TEXT NOT NULL, details_json TEXT NOT NULL, created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL);
CREATE INDEX requests_agreement ON requests(agreement, kind);
CREATE TABLE charges(id INTEGER PRIMARY KEY, charge_id TEXT NOT NULL UNIQUE,
  agreement INTEGER NOT NULL, revision INTEGER NOT NULL, currency TEXT NOT NULL,
  amount INTEGER NOT NULL, time_ms INTEGER NOT NULL, purchase_order TEXT NOT NULL,
  request INTEGER NOT NULL, covers_ms INTEGER);
CREATE INDEX charges_agreement ON charges(agreement, time_ms);
CREATE TABLE agreement_requests(id INTEGER PRIMARY KEY, request_id TEXT NOT NULL UNIQUE,
  buyer INTEGER NOT NULL, client_token TEXT NOT NULL, wish_json TEXT NOT NULL,
  quote_json TEXT NOT NULL, created_ms INTEGER NOT NULL, agreement_id TEXT NOT NULL);
CREATE TABLE deleted_queues(name TEXT PRIMARY KEY, deleted_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE event_buses(name TEXT PRIMARY KEY, settings_json TEXT NOT NULL,
  tags_json TEXT NOT NULL, created_ms INTEGER, modified_ms INTEGER) WITHOUT ROWID;
CREATE TABLE event_rules(id INTEGER PRIMARY KEY, bus TEXT NOT NULL, name TEXT NOT NULL,
  pattern TEXT NOT NULL, schedule TEXT NOT NULL, state TEXT NOT NULL, description TEXT NOT NULL,
  role_arn TEXT NOT NULL, managed_by TEXT NOT NULL, tags_json TEXT NOT NULL,
  product INTEGER NOT NULL, UNIQUE(bus, name));
CREATE TABLE rule_targets(id INTEGER PRIMARY KEY, rule INTEGER NOT NULL, target_id TEXT NOT NULL,
  arn TEXT NOT NULL, settings_json TEXT NOT NULL, UNIQUE(rule, target_id));
CREATE TABLE event_connections(name TEXT PRIMARY KEY, unique_id TEXT NOT NULL,
  state TEXT NOT NULL, authorization TEXT NOT NULL, parameters_json TEXT NOT NULL,
  description TEXT NOT NULL, token TEXT NOT NULL, created_ms INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL, authorized_ms INTEGER) WITHOUT ROWID;
CREATE TABLE api_destinations(name TEXT PRIMARY KEY, unique_id TEXT NOT NULL,
  connection TEXT NOT NULL, endpoint TEXT NOT NULL, method TEXT NOT NULL, rate INTEGER NOT NULL,
  description TEXT NOT NULL, created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE functions(name TEXT PRIMARY KEY, url TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE queue_consumers(queue INTEGER PRIMARY KEY, function TEXT NOT NULL,
  batch_size INTEGER NOT NULL, reports_failures INTEGER NOT NULL);
)";

/// What version 3 changed in tables there were.
constexpr const char* kChangesOf3 = R"(
ALTER TABLE agreements ADD COLUMN end_status TEXT NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN updated_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agreements ADD COLUMN begins_ms INTEGER;
ALTER TABLE agreements ADD COLUMN intent TEXT NOT NULL DEFAULT 'NEW';
ALTER TABLE agreements ADD COLUMN previous TEXT NOT NULL DEFAULT '';
ALTER TABLE agreements ADD COLUMN auto_renew INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agreements ADD COLUMN renewal_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE offers ADD COLUMN terms_json TEXT NOT NULL DEFAULT '[]';
ALTER TABLE offers ADD COLUMN buyers_json TEXT NOT NULL DEFAULT '[]';
ALTER TABLE offers ADD COLUMN reseller TEXT NOT NULL DEFAULT '';
ALTER TABLE topics ADD COLUMN attributes_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE topics ADD COLUMN tags_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE topics ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queues ADD COLUMN modified_ms INTEGER;
ALTER TABLE queues ADD COLUMN purged_ms INTEGER;
ALTER TABLE queues ADD COLUMN tags_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE queue_messages ADD COLUMN system_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE deliveries ADD COLUMN target_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE deliveries ADD COLUMN resend_of INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN held TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN resolved_ms INTEGER;
)";

/// Targets of events were lists of endpoints; since version 3 rules have targets with ARNs. The old
/// rules were ARNs that named the account in their 26th letter and the rule after ":rule/".
constexpr const char* kMovesOf3 = R"(
INSERT OR IGNORE INTO event_rules SELECT NULL,'default',substr(rule,instr(rule,':rule/')+6),
  '{"source":["aws.agreement-marketplace"]}','','ENABLED','','','souk','{}',product
  FROM event_targets ORDER BY id;
INSERT INTO api_destinations SELECT 'souk-target-'||id,
  printf('00000000-0000-4000-8000-%012x',id),'',endpoint,'POST',0,'',0,0
  FROM event_targets WHERE protocol IN ('http','https');
INSERT INTO functions SELECT 'souk-target-'||id,endpoint FROM event_targets
  WHERE protocol='lambda';
INSERT INTO rule_targets SELECT t.id,r.id,'souk-target-'||t.id,CASE t.protocol
  WHEN 'sqs' THEN t.endpoint
  WHEN 'lambda' THEN 'arn:aws:lambda:us-east-1:'||substr(t.rule,26,12)||':function:souk-target-'||
    t.id
  ELSE 'arn:aws:events:us-east-1:'||substr(t.rule,26,12)||':api-destination/souk-target-'||t.id||
    printf('/00000000-0000-4000-8000-%012x',t.id) END,'{}'
  FROM event_targets t JOIN event_rules r
  ON r.bus='default' AND r.name=substr(t.rule,instr(t.rule,':rule/')+6);
DROP TABLE event_targets;
)";

struct Migration {
  const char* changes;
  const char* tables;
  const char* moves;  ///< of rows, once the tables are there
};

/// What leads from version 1 to 2, from 2 to 3, and so on. A row that was released never changes.
constexpr std::array kMigrations{
    Migration{R"(
ALTER TABLE entitlements ADD COLUMN gone_ms INTEGER;
CREATE INDEX agreements_product ON agreements(product);
CREATE INDEX clock_changes_real ON clock_changes(real_ms);
)",
              "", ""},
    Migration{kChangesOf3, kTablesOf3, kMovesOf3},
};
static_assert(kMigrations.size() == kSchemaVersion - 1, "a version without a way to it");

int pragma(SQLite::Database& database, const char* name) {
  SQLite::Statement statement(database, fmt::format("PRAGMA {}", name));
  return statement.executeStep() ? statement.getColumn(0).getInt() : 0;
}

bool is_empty(SQLite::Database& database) {
  SQLite::Statement statement(database, "SELECT count(*) FROM sqlite_schema");
  statement.executeStep();
  return statement.getColumn(0).getInt() == 0;
}

/// The first thing SQLite finds wrong; empty when all is well.
std::string damage_of(SQLite::Database& database) {
  SQLite::Statement check(database, "PRAGMA quick_check(1)");
  const auto finding = check.executeStep() ? check.getColumn(0).getString() : "no answer";
  return finding == "ok" ? "" : finding;
}

void migrate(SQLite::Database& database, int version) {
  if (version == kSchemaVersion) return;
  SQLite::Transaction transaction(database);
  for (auto step = static_cast<std::size_t>(version) - 1; step < kMigrations.size(); ++step) {
    database.exec(kMigrations[step].changes);
    database.exec(kMigrations[step].tables);
    database.exec(kMigrations[step].moves);
  }
  database.exec(fmt::format("PRAGMA user_version={}", kSchemaVersion));
  transaction.commit();
}

}  // namespace

void create_schema(SQLite::Database& database) {
  SQLite::Transaction transaction(database);
  database.exec(kTables);
  database.exec(kTablesOf3);
  database.exec(fmt::format("PRAGMA application_id={}", kApplicationId));
  database.exec(fmt::format("PRAGMA user_version={}", kSchemaVersion));
  transaction.commit();
}

std::string bring_up_to_date(SQLite::Database& database, bool look_for_damage) {
  if (is_empty(database)) {
    create_schema(database);
    return "";
  }
  if (pragma(database, "application_id") != kApplicationId) return "this is not a souk database.";
  const int version = pragma(database, "user_version");
  if (version > kSchemaVersion) {
    return fmt::format("written by a newer souk (schema {}; this one knows {}).", version,
                       kSchemaVersion);
  }
  if (version < 1) return "this is a souk database without a schema version.";
  if (const auto damage = look_for_damage ? damage_of(database) : ""; !damage.empty()) {
    return fmt::format("this souk database is damaged ({}).", damage);
  }
  migrate(database, version);
  return "";
}

}  // namespace souk::storage
