#include "client/sample_seller/usage_book.h"

namespace souk::sample {
namespace {

void bind_key(SQLite::Statement& statement, std::int64_t agreement, const std::string& dimension,
              std::int64_t hour) {
  statement.bind(1, agreement);
  statement.bind(2, dimension);
  statement.bind(3, hour);
}

}  // namespace

void UsageBook::count(const UsageLine& line) {
  auto hour = line.hour;
  while (has_record(line.agreement, line.dimension, hour)) ++hour;
  SQLite::Statement statement(database_,
                              "INSERT INTO usage VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                              "quantity = quantity + excluded.quantity");
  bind_key(statement, line.agreement, line.dimension, hour);
  statement.bind(4, line.quantity);
  statement.exec();
}

std::int64_t UsageBook::total(std::int64_t agreement, const std::string& dimension) {
  SQLite::Statement statement(
      database_,
      "SELECT ifnull(sum(quantity), 0) FROM usage WHERE agreement = ? AND dimension = ?");
  statement.bind(1, agreement);
  statement.bind(2, dimension);
  statement.executeStep();
  return statement.getColumn(0).getInt64();
}

std::vector<UsageLine> UsageBook::unrecorded(std::int64_t agreement) {
  SQLite::Statement statement(
      database_,
      "SELECT dimension, hour, quantity FROM usage u WHERE agreement = ?1 AND NOT EXISTS "
      "(SELECT 1 FROM records r WHERE r.agreement = ?1 AND r.dimension = u.dimension AND r.hour = "
      "u.hour) ORDER BY hour, dimension");
  statement.bind(1, agreement);
  std::vector<UsageLine> lines;
  while (statement.executeStep()) {
    lines.push_back({agreement, statement.getColumn(0).getString(),
                     statement.getColumn(1).getInt64(), statement.getColumn(2).getInt64()});
  }
  return lines;
}

std::int64_t UsageBook::used(std::int64_t agreement, const std::string& dimension,
                             std::int64_t hour) {
  SQLite::Statement statement(
      database_, "SELECT quantity FROM usage WHERE agreement = ? AND dimension = ? AND hour = ?");
  bind_key(statement, agreement, dimension, hour);
  return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

bool UsageBook::has_record(std::int64_t agreement, const std::string& dimension,
                           std::int64_t hour) {
  SQLite::Statement statement(
      database_, "SELECT 1 FROM records WHERE agreement = ? AND dimension = ? AND hour = ?");
  bind_key(statement, agreement, dimension, hour);
  return statement.executeStep();
}

void UsageBook::add(const Record& record) {
  SQLite::Statement statement(database_, "INSERT INTO records VALUES(?, ?, ?, ?, ?, ?)");
  bind_key(statement, record.agreement, record.dimension, record.hour);
  statement.bind(4, record.quantity);
  statement.bind(5, to_number(record.stamp));
  statement.bind(6, record.status);
  statement.exec();
}

void UsageBook::set_status(const Record& record, const std::string& status) {
  SQLite::Statement statement(
      database_,
      "UPDATE records SET status = ?4 WHERE agreement = ?1 AND dimension = ?2 AND hour = ?3");
  bind_key(statement, record.agreement, record.dimension, record.hour);
  statement.bind(4, status);
  statement.exec();
}

void UsageBook::recount(Record& record) {
  SQLite::Statement statement(
      database_,
      "UPDATE records SET quantity = ?4 WHERE agreement = ?1 AND dimension = ?2 AND hour = ?3");
  bind_key(statement, record.agreement, record.dimension, record.hour);
  statement.bind(4, ++record.quantity);
  statement.exec();
}

std::vector<Record> UsageBook::select(std::int64_t agreement, const std::string& condition) {
  SQLite::Statement statement(database_,
                              "SELECT dimension, hour, quantity, stamp, status FROM records WHERE "
                              "agreement = ? " +
                                  condition + " ORDER BY hour, dimension");
  statement.bind(1, agreement);
  std::vector<Record> records;
  while (statement.executeStep()) {
    records.push_back({agreement, statement.getColumn(0).getString(),
                       statement.getColumn(1).getInt64(), statement.getColumn(2).getInt64(),
                       from_number(statement.getColumn(3).getInt64()),
                       statement.getColumn(4).getString()});
  }
  return records;
}

std::vector<Record> UsageBook::open_records(std::int64_t agreement) {
  return select(agreement, "AND status IN ('open', 'unprocessed')");
}

std::vector<Record> UsageBook::records(std::int64_t agreement) { return select(agreement, ""); }

}  // namespace souk::sample
