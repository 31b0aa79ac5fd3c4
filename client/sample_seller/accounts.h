#pragma once

#include <optional>
#include <string>

#include "client/sample_seller/database.h"
#include "client/sample_seller/options.h"

namespace souk::sample {

/// One of the seller's customers.
struct Account {
  std::int64_t id = 0;
  std::string email = {};
  std::string company = {};
  std::string salt = {};
  std::string password = {};  ///< hashed; empty when the customer chose none
  std::string buyer = {};     ///< AWS account id it was opened for
};

/// A visit that began with a redeemed token: what the landing page hands to the sign-up page.
struct Flow {
  std::string id;
  std::optional<std::int64_t> agreement;  ///< none while the token is not redeemed
  std::optional<std::int64_t> account;    ///< one opened for this visit
  Timestamp until;
};

class Accounts {
 public:
  explicit Accounts(SQLite::Database& database) : database_(database) {}

  std::optional<Account> find(std::int64_t id);
  std::optional<Account> with_email(const std::string& email);
  /// Returns the new account's id; an empty e-mail address may occur many times.
  std::int64_t add(const Account& account);
  void save(const Account& account);
  /// All of them, or those of one AWS account.
  std::int64_t count(const std::string& buyer);

  void save(const Flow& flow);
  std::optional<Flow> flow(const std::string& id);

  void open_session(const std::string& id, std::int64_t account);
  std::optional<std::int64_t> session(const std::string& id);

 private:
  std::optional<Account> select(const std::string& where, const std::string& value);

  SQLite::Database& database_;
};

}  // namespace souk::sample
