#include "client/sample_seller/database.h"

#include <array>
#include <stdexcept>

namespace souk::sample {
namespace {

/// "SKSL": tells our files from others.
constexpr int kApplicationId = 0x534b534c;

constexpr const char* kSchema = R"(
CREATE TABLE accounts(
  id INTEGER PRIMARY KEY, email TEXT, company TEXT, salt TEXT, password TEXT, buyer TEXT);
CREATE UNIQUE INDEX accounts_by_email ON accounts(email);
CREATE TABLE flows(id TEXT PRIMARY KEY, agreement INTEGER, account INTEGER, until INTEGER, note TEXT);
CREATE TABLE sessions(id TEXT PRIMARY KEY, account INTEGER);
CREATE TABLE agreements(
  id INTEGER PRIMARY KEY, product TEXT, key TEXT, buyer TEXT, customer TEXT, license TEXT,
  market_id TEXT, account INTEGER, started INTEGER, ended INTEGER, failed INTEGER,
  superseded INTEGER, active_since INTEGER, closed INTEGER DEFAULT 0, check_due INTEGER,
  UNIQUE(product, key));
CREATE TABLE market_agreements(
  id TEXT PRIMARY KEY, buyer TEXT, previous TEXT, intent TEXT, ended INTEGER, superseded INTEGER);
CREATE TABLE entitlements(
  agreement INTEGER, dimension TEXT, value INTEGER, expires INTEGER,
  PRIMARY KEY(agreement, dimension)) WITHOUT ROWID;
CREATE TABLE notices(id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE usage(
  agreement INTEGER, dimension TEXT, hour INTEGER, quantity INTEGER,
  PRIMARY KEY(agreement, dimension, hour)) WITHOUT ROWID;
CREATE TABLE records(
  agreement INTEGER, dimension TEXT, hour INTEGER, quantity INTEGER, stamp INTEGER, status TEXT,
  PRIMARY KEY(agreement, dimension, hour)) WITHOUT ROWID;
CREATE TABLE late_tokens(id INTEGER PRIMARY KEY, token TEXT, flow TEXT);
CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
)";

constexpr std::array kTables{"accounts",          "flows",        "sessions", "agreements",
                             "market_agreements", "entitlements", "notices",  "usage",
                             "records",           "late_tokens",  "counters"};

}  // namespace

std::unique_ptr<SQLite::Database> open_database(const std::string& file) {
  try {
    auto database = std::make_unique<SQLite::Database>(
        file.empty() ? ":memory:" : file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    const int application = database->execAndGet("PRAGMA application_id").getInt();
    const bool is_new = database->execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
    if (!is_new && application != kApplicationId) {
      throw std::runtime_error(file + " is not a database of the sample seller; name another file");
    }
    database->exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF");
    if (is_new) {
      SQLite::Transaction transaction(*database);
      database->exec("PRAGMA application_id=" + std::to_string(kApplicationId));
      database->exec(kSchema);
      transaction.commit();
    }
    return database;
  } catch (const SQLite::Exception& error) {
    throw std::runtime_error("the sample seller cannot use " + file + ": " + error.what());
  }
}

void clear_database(SQLite::Database& database) {
  SQLite::Transaction transaction(database);
  for (const auto* table : kTables) database.exec(std::string("DELETE FROM ") + table);
  transaction.commit();
}

std::int64_t next_number(SQLite::Database& database, const std::string& counter) {
  SQLite::Statement statement(database,
                              "INSERT INTO counters VALUES(?, 1) ON CONFLICT(name) DO UPDATE SET "
                              "value = value + 1 RETURNING value");
  statement.bind(1, counter);
  statement.executeStep();
  const std::int64_t value = statement.getColumn(0).getInt64();
  while (statement.executeStep()) {
  }
  return value;
}

}  // namespace souk::sample
