#include "emulator/storage/database.h"

#include <SQLiteCpp/Backup.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>
#include <vector>

#include "emulator/storage/schema.h"

namespace souk::storage {
namespace {

constexpr int kOpen = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

/// Asked for before the first connection: SQLite would take a lock around every allocation to count
/// them, and cannot be told later.
void count_no_memory() {
  static const int kOutcome = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(kOutcome);
}

void duplicate_into(SQLite::Database& from, SQLite::Database& to) {
  SQLite::Backup backup(to, from);
  if (const int result = backup.executeStep(-1); result != SQLITE_DONE) {
    throw SQLite::Exception("a database in use cannot be replaced", result);
  }
}

/// A sandbox's keys are in its file. SQLite gives its companions the mode of the database.
void make_for_owner_only(const std::string& file) {
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) ::close(made);
}

std::uintmax_t size_of(const std::string& file) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file, missing);
  return missing ? 0 : size;
}

/// So small that looking for damage takes no time anybody would notice.
bool is_small(const std::string& file) {
  constexpr std::uintmax_t kSmall = 4'000'000;
  return size_of(file) <= kSmall;
}

/// Whether the last souk was killed, or lost its power: one that ends empties the log.
bool ended_badly(const std::string& file) { return size_of(file + "-wal") > 0; }

/// The empty database every new sandbox is a copy of.
void copy_template(SQLite::Database& to) {
  static std::mutex mutex;
  static std::unique_ptr<SQLite::Database> image;
  const std::lock_guard lock(mutex);
  if (!image) {
    image = std::make_unique<SQLite::Database>(":memory:", kOpen);
    image->exec("PRAGMA page_size=1024");
    create_schema(*image);
  }
  duplicate_into(*image, to);
}

}  // namespace

Statement::~Statement() {
  if (owned_ || in_use_ == nullptr) return;
  statement_.tryReset();
  statement_.clearBindings();
  *in_use_ = false;
}

Statement& Statement::bind(std::int64_t value) {
  statement_.bind(next_++, value);
  return *this;
}

Statement& Statement::bind(double value) {
  statement_.bind(next_++, value);
  return *this;
}

Statement& Statement::bind(const std::string& value) {
  statement_.bind(next_++, value);
  return *this;
}

Statement& Statement::bind_blob(const std::string& value) {
  statement_.bind(next_++, value.data(), static_cast<int>(value.size()));
  return *this;
}

Statement& Statement::bind(std::nullopt_t) {
  statement_.bind(next_++);
  return *this;
}

int Statement::run() { return statement_.exec(); }

Database::Database(const std::string& file, int flags)
    : connection_((count_no_memory(), file), flags) {}

std::unique_ptr<Database> Database::in_memory() {
  std::unique_ptr<Database> database(new Database(":memory:", kOpen));
  copy_template(database->connection_);
  database->connection_.exec("PRAGMA temp_store=MEMORY");
  return database;
}

Result<std::unique_ptr<Database>> Database::in_file(const std::string& file) {
  const auto refuse = [&](const std::string& why) {
    return Failure({"DataDirectoryUnusable", 500, fmt::format("{}: {}", file, why), "data",
                    "Name another directory, or move this file away."});
  };
  make_for_owner_only(file);
  const bool look_for_damage = is_small(file) || ended_badly(file);
  try {
    std::unique_ptr<Database> database(new Database(file, kOpen));
    auto& connection = database->connection_;
    connection.setBusyTimeout(0);
    connection.exec("PRAGMA page_size=4096");
    connection.exec("PRAGMA synchronous=OFF");
    connection.exec("PRAGMA cache_size=-65536");
    connection.exec("PRAGMA temp_store=MEMORY");
    // A sandbox may be deleted and made again while the old one is still open somewhere. Closing
    // it then must not remove, by its name, the write-ahead log of the new one.
    int keep = 1;
    sqlite3_file_control(connection.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    // With a limit it is emptied on closing; a log of old would be played into a restored file.
    connection.exec("PRAGMA journal_size_limit=67108864");
    if (const auto trouble = bring_up_to_date(connection, look_for_damage); !trouble.empty()) {
      return refuse(trouble);
    }
    // Written into the file, so only once it is known to be ours.
    connection.exec("PRAGMA journal_mode=WAL");
    return database;
  } catch (const SQLite::Exception& error) {
    return refuse(error.what());
  }
}

Statement Database::prepare(const char* sql) {
  auto& cached = cache_[sql];
  if (cached.in_use) {
    return Statement(std::make_unique<SQLite::Statement>(connection_, sql));
  }
  if (!cached.statement) cached.statement = std::make_unique<SQLite::Statement>(connection_, sql);
  cached.in_use = true;
  return Statement(*cached.statement, &cached.in_use);
}

void Database::begin() { execute("BEGIN IMMEDIATE"); }
void Database::commit() { execute("COMMIT"); }
void Database::roll_back() { execute("ROLLBACK"); }

std::unique_ptr<Database> Database::copy() {
  std::unique_ptr<Database> duplicate(new Database(":memory:", kOpen));
  duplicate_into(connection_, duplicate->connection_);
  return duplicate;
}

void Database::copy_from(Database& other) {
  cache_.clear();
  ++replacements_;
  duplicate_into(other.connection_, connection_);
}

void Database::clear() {
  std::vector<std::string> tables;
  SQLite::Statement names(connection_, "SELECT name FROM sqlite_schema WHERE type='table'");
  while (names.executeStep()) tables.push_back(names.getColumn(0).getString());
  for (const auto& table : tables) connection_.exec("DELETE FROM " + table);
}

}  // namespace souk::storage
