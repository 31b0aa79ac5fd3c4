#pragma once

#include <optional>
#include <string>

#include "client/sample_seller/accounts.h"
#include "client/sample_seller/agreements.h"
#include "client/sample_seller/meter.h"
#include "client/sample_seller/notices.h"

namespace souk::sample {

/// What becomes of agreements: by notices, by registrations, by what AWS says is bought. Notices
/// may come twice and in any order; the time in them decides. Called under the seller's lock.
class Lifecycle {
 public:
  Lifecycle(const Options& options, SQLite::Database& database, MarketCalls& market,
            SellerClock& clock, Meter& meter);

  void apply(const Notice& notice);

  /// The agreement a redeemed token is about; contracts are asked for their entitlements.
  /// Nothing when the product is not ours, or nobody is named.
  std::optional<Agreement> arrive(const client::Customer& customer);
  void link(std::int64_t agreement, std::int64_t account);

  /// Asks for entitlements again where the last answer was empty, failed, or has run out.
  void refresh(std::int64_t agreement);
  Standing standing(const Agreement& agreement);
  const Product* product(const std::string& code) const;

 private:
  bool is(Defect defect) const { return options_.defect == defect; }
  bool is_repeated(const Notice& notice);
  void set_up_anew(const Notice& notice);
  std::optional<Agreement> agreement_of(const Notice& notice);
  void apply_to(Agreement agreement, const Product& product, const Notice& notice);
  void apply_market_notice(const Notice& notice);
  void begin(Agreement& agreement, const Product& product, Timestamp at);
  void end(Agreement& agreement, const Product& product, Timestamp at);
  void supersede(Agreement& agreement, Timestamp at);
  void inherit(Agreement& agreement, Timestamp at);
  void check_entitlements(Agreement& agreement, const Product& product, Timestamp at);

  const Options& options_;
  SQLite::Database& database_;
  MarketCalls& market_;
  SellerClock& clock_;
  Meter& meter_;
  Agreements agreements_;
  Accounts accounts_;
};

}  // namespace souk::sample
