#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "emulator/core/result.h"
#include "emulator/core/time.h"

namespace souk::storage {

/// A prepared statement on loan. Binds in order, reads columns by position, and goes back to the
/// database's cache when it leaves scope. Throws SQLite::Exception on what should never happen.
class Statement {
 public:
  Statement(SQLite::Statement& statement, bool* in_use) : statement_(statement), in_use_(in_use) {}
  Statement(Statement&& other) noexcept
      : statement_(other.statement_),
        in_use_(std::exchange(other.in_use_, nullptr)),
        next_(other.next_),
        owned_(std::move(other.owned_)) {}
  explicit Statement(std::unique_ptr<SQLite::Statement> owned)
      : statement_(*owned), owned_(std::move(owned)) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(std::int64_t value);
  Statement& bind(int value) { return bind(std::int64_t{value}); }
  Statement& bind(bool value) { return bind(std::int64_t{value}); }
  Statement& bind(double value);
  Statement& bind(const std::string& value);
  Statement& bind(std::string_view value) { return bind(std::string(value)); }
  Statement& bind(const char* value) { return bind(std::string(value)); }
  Statement& bind(Timestamp value) { return bind(epoch_ms(value)); }
  Statement& bind_blob(const std::string& value);
  Statement& bind(std::nullopt_t);
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind(std::nullopt);
  }

  /// The next row, if there is one.
  bool step() { return statement_.executeStep(); }
  /// Runs a statement without rows; returns how many rows it changed.
  int run();

  bool is_null(int column) const { return statement_.isColumnNull(column); }
  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  bool boolean(int column) const { return integer(column) != 0; }
  double real(int column) const { return statement_.getColumn(column).getDouble(); }
  std::string text(int column) const { return statement_.getColumn(column).getString(); }
  Timestamp time(int column) const { return from_epoch_ms(integer(column)); }
  std::optional<Timestamp> optional_time(int column) const {
    return is_null(column) ? std::nullopt : std::optional(time(column));
  }
  std::optional<std::string> optional_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
  }

 private:
  SQLite::Statement& statement_;
  bool* in_use_ = nullptr;
  int next_ = 1;
  std::unique_ptr<SQLite::Statement> owned_;
};

/// One SQLite database with souk's schema: a sandbox's whole memory. Used by one thread at a time.
class Database {
 public:
  /// A new one in memory, copied from a template (well under a millisecond).
  static std::unique_ptr<Database> in_memory();
  /// The one in `file`, made when missing. Survives `kill -9`. Fails when the file is not souk's,
  /// is from a newer souk, or cannot be written.
  static Result<std::unique_ptr<Database>> in_file(const std::string& file);

  /// `sql` must be a literal: its address is the cache's key.
  Statement prepare(const char* sql);
  void execute(const char* sql) { prepare(sql).run(); }
  /// Drops what was prepared; for after work that is done once. None may be on loan.
  void forget_statements() { cache_.clear(); }
  /// Another number whenever a row was written since.
  std::int64_t changes() const { return connection_.getTotalChanges() + replacements_; }
  std::int64_t last_row() { return connection_.getLastInsertRowid(); }

  void begin();
  void commit();
  void roll_back();

  /// A copy in memory of what is in here.
  std::unique_ptr<Database> copy();
  /// Replaces everything in here by what is in `other`, a copy of this database or a database of
  /// the same sort. Throws inside a transaction.
  void copy_from(Database& other);
  /// Removes every row.
  void clear();

 private:
  struct Cached {
    std::unique_ptr<SQLite::Statement> statement;
    bool in_use = false;
  };

  Database(const std::string& file, int flags);

  SQLite::Database connection_;
  std::int64_t replacements_ = 0;
  std::unordered_map<const char*, Cached> cache_;
};

}  // namespace souk::storage
