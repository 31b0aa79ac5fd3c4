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
  duration TEXT NOT NULL);
CREATE TABLE buyers(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, account TEXT NOT NULL UNIQUE,
  customer_identifier TEXT NOT NULL UNIQUE, suspended INTEGER NOT NULL);
CREATE TABLE agreements(id INTEGER PRIMARY KEY, agreement_id TEXT NOT NULL UNIQUE,
  buyer INTEGER NOT NULL, product INTEGER NOT NULL, offer_id TEXT NOT NULL,
  license_arn TEXT NOT NULL UNIQUE, state TEXT NOT NULL, accepted_ms INTEGER NOT NULL,
  starts_ms INTEGER, ends_ms INTEGER, ended_ms INTEGER, opens_ms INTEGER, closes_ms INTEGER,
  term TEXT NOT NULL, quantities_json TEXT NOT NULL);
CREATE INDEX agreements_holder ON agreements(product, buyer);
CREATE INDEX agreements_product ON agreements(product);
CREATE TABLE tokens(token TEXT PRIMARY KEY, agreement INTEGER NOT NULL, issued_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL) WITHOUT ROWID;
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
  signature_version TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE subscriptions(id INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, topic_arn TEXT NOT NULL,
  protocol TEXT NOT NULL, endpoint TEXT NOT NULL, raw INTEGER NOT NULL, confirmed INTEGER NOT NULL,
  authenticated INTEGER NOT NULL, token TEXT NOT NULL, token_expires_ms INTEGER NOT NULL,
  attributes_json TEXT NOT NULL);
CREATE TABLE queues(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, attributes_json TEXT NOT NULL,
  created_ms INTEGER NOT NULL);
CREATE TABLE queue_messages(id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, message_id TEXT NOT NULL,
  body TEXT NOT NULL, attributes_json TEXT NOT NULL, sender TEXT NOT NULL, sent_ms INTEGER NOT NULL,
  visible_ms INTEGER NOT NULL, first_received_ms INTEGER, receives INTEGER NOT NULL);
CREATE INDEX queue_messages_visible ON queue_messages(queue, visible_ms);
CREATE TABLE event_targets(id INTEGER PRIMARY KEY, rule TEXT NOT NULL, product INTEGER NOT NULL,
  protocol TEXT NOT NULL, endpoint TEXT NOT NULL, UNIQUE(rule, protocol, endpoint));

CREATE TABLE notifications(id INTEGER PRIMARY KEY, notification_id TEXT NOT NULL,
  channel TEXT NOT NULL, name TEXT NOT NULL, agreement TEXT NOT NULL, topic_arn TEXT NOT NULL,
  message TEXT NOT NULL, at_ms INTEGER NOT NULL, forged TEXT NOT NULL, extra_json TEXT NOT NULL);
CREATE TABLE deliveries(id INTEGER PRIMARY KEY, notification INTEGER NOT NULL,
  protocol TEXT NOT NULL, endpoint TEXT NOT NULL, source TEXT NOT NULL, raw INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL, next_ms INTEGER NOT NULL, body TEXT NOT NULL,
  last_status INTEGER NOT NULL, last_reason TEXT NOT NULL);
CREATE INDEX deliveries_waiting ON deliveries(state, next_ms);

CREATE TABLE faults(id INTEGER PRIMARY KEY, name TEXT NOT NULL, rule_json TEXT NOT NULL,
  passed INTEGER NOT NULL, fired INTEGER NOT NULL);
