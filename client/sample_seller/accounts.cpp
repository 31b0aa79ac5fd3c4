#include "client/sample_seller/accounts.h"

namespace souk::sample {
namespace {

void bind_text_or_null(SQLite::Statement& statement, int index, const std::string& text) {
  if (text.empty()) {
    statement.bind(index);
  } else {
    statement.bind(index, text);
  }
}

void bind_fields(SQLite::Statement& statement, const Account& account) {
  bind_text_or_null(statement, 1, account.email);
  statement.bind(2, account.company);
  statement.bind(3, account.salt);
  statement.bind(4, account.password);
  statement.bind(5, account.buyer);
}

void bind_number(SQLite::Statement& statement, int index, std::optional<std::int64_t> number) {
  if (number) {
    statement.bind(index, *number);
  } else {
    statement.bind(index);
  }
}

std::optional<std::int64_t> number_in(const SQLite::Column& column) {
  if (column.isNull()) return std::nullopt;
  return column.getInt64();
}

}  // namespace

std::optional<Account> Accounts::select(const std::string& where, const std::string& value) {
  SQLite::Statement statement(
      database_, "SELECT id, email, company, salt, password, buyer FROM accounts WHERE " + where);
  statement.bind(1, value);
  if (!statement.executeStep()) return std::nullopt;
  return Account{.id = statement.getColumn(0).getInt64(),
                 .email = statement.getColumn(1).getString(),
                 .company = statement.getColumn(2).getString(),
                 .salt = statement.getColumn(3).getString(),
                 .password = statement.getColumn(4).getString(),
                 .buyer = statement.getColumn(5).getString()};
}

std::optional<Account> Accounts::find(std::int64_t id) {
  return select("id = CAST(? AS INTEGER)", std::to_string(id));
}

std::optional<Account> Accounts::with_email(const std::string& email) {
  return select("email = ?", email);
}

std::int64_t Accounts::add(const Account& account) {
  SQLite::Statement statement(
      database_,
      "INSERT INTO accounts(email, company, salt, password, buyer) VALUES(?, ?, ?, ?, ?)");
  bind_fields(statement, account);
  statement.exec();
  return database_.getLastInsertRowid();
}

void Accounts::save(const Account& account) {
  SQLite::Statement statement(database_,
                              "UPDATE accounts SET email = ?, company = ?, salt = ?, password = ?, "
                              "buyer = ? WHERE id = ?");
  bind_fields(statement, account);
  statement.bind(6, account.id);
  statement.exec();
}

std::int64_t Accounts::count(const std::string& buyer) {
  SQLite::Statement statement(database_,
                              "SELECT count(*) FROM accounts WHERE ?1 = '' OR buyer = ?1");
  statement.bind(1, buyer);
  statement.executeStep();
  return statement.getColumn(0).getInt64();
}

void Accounts::save(const Flow& flow) {
  SQLite::Statement statement(
      database_, "INSERT OR REPLACE INTO flows(id, agreement, account, until) VALUES(?, ?, ?, ?)");
  statement.bind(1, flow.id);
  bind_number(statement, 2, flow.agreement);
  bind_number(statement, 3, flow.account);
  statement.bind(4, to_number(flow.until));
  statement.exec();
}

std::optional<Flow> Accounts::flow(const std::string& id) {
  SQLite::Statement statement(database_,
                              "SELECT agreement, account, until FROM flows WHERE id = ?");
  statement.bind(1, id);
  if (!statement.executeStep()) return std::nullopt;
  return Flow{.id = id,
              .agreement = number_in(statement.getColumn(0)),
              .account = number_in(statement.getColumn(1)),
              .until = from_number(statement.getColumn(2).getInt64())};
}

void Accounts::open_session(const std::string& id, std::int64_t account) {
  SQLite::Statement statement(database_, "INSERT OR REPLACE INTO sessions VALUES(?, ?)");
  statement.bind(1, id);
  statement.bind(2, account);
  statement.exec();
}

std::optional<std::int64_t> Accounts::session(const std::string& id) {
  SQLite::Statement statement(database_, "SELECT account FROM sessions WHERE id = ?");
  statement.bind(1, id);
  if (!statement.executeStep()) return std::nullopt;
  return number_in(statement.getColumn(0));
}

}  // namespace souk::sample
