#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/sample_seller/database.h"
#include "client/sample_seller/options.h"
#include "souk/entitlement.h"

namespace souk::sample {

/// What the seller knows of one purchase: concurrent products have one per licence, legacy products
/// one per customer. Empty texts are not known yet.
struct Agreement {
  std::int64_t id = 0;
  std::string product;    ///< code
  std::string key;        ///< licence ARN, or (legacy) customer identifier, or else account id
  std::string buyer;      ///< AWS account id
  std::string customer;   ///< CustomerIdentifier
  std::string license;    ///< licence ARN
  std::string market_id;  ///< "agmt-…"
  std::optional<std::int64_t> account;  ///< ours, once registered
  std::optional<Timestamp> started;     ///< newest success notice
  std::optional<Timestamp> ended;       ///< newest end notice
  std::optional<Timestamp> failed;
  std::optional<Timestamp> superseded;    ///< renewed or replaced: not churn, but not metered on
  std::optional<Timestamp> active_since;  ///< usage counts from here
  bool closed = false;                    ///< unsubscribe-success came: records are refused
  std::optional<Timestamp> check_due;     ///< contracts: ask for entitlements again from then on
};

enum class Standing { Pending, Active, Superseded, Ended, Failed };

/// An agreement of the market as its own events tell it; they name neither product nor licence.
struct MarketAgreement {
  std::string id;
  std::string buyer = {};
  std::string previous = {};
  std::string intent = {};
  std::optional<Timestamp> ended = std::nullopt;
  std::optional<Timestamp> superseded = std::nullopt;
};

/// Rows, never decisions, but for standing(), which only reads.
class Agreements {
 public:
  explicit Agreements(SQLite::Database& database) : database_(database) {}

  std::optional<Agreement> find(std::int64_t id);
  std::optional<Agreement> find(const std::string& product, const std::string& key);
  std::vector<Agreement> with_market_id(const std::string& market_id);
  std::vector<Agreement> of_buyer(const std::string& buyer);
  std::vector<Agreement> of_account(std::int64_t account);
  std::vector<Agreement> of_product(const std::string& product);
  /// The agreement, made when missing.
  Agreement obtain(const std::string& product, const std::string& key);
  void save(const Agreement& agreement);

  Standing standing(const Agreement& agreement, const Product& product);

  void replace_entitlements(std::int64_t agreement,
                            const std::vector<client::Entitlement>& entitlements);
  std::map<std::string, std::int64_t> entitlements(std::int64_t agreement);

  MarketAgreement market_agreement(const std::string& id);
  void save(const MarketAgreement& agreement);

 private:
  std::vector<Agreement> select(const std::string& where, const std::string& value);

  SQLite::Database& database_;
};

}  // namespace souk::sample
