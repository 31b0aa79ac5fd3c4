#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "client/sample_seller/accounts.h"
#include "client/sample_seller/lifecycle.h"
#include "client/sample_seller/usage_book.h"
#include "client/sample_seller/web_server.h"

namespace souk::sample {

/// What a judge asks of this seller beside its public pages. Called under the seller's lock.
class TestHooks {
 public:
  TestHooks(const Options& options, SQLite::Database& database, SellerClock& clock,
            Lifecycle& lifecycle);

  /// Counts usage, as the product itself would: {"account" | "license" | "customer", "dimension",
  /// "quantity"}. 409 with a reason when nobody may use that.
  WebReply use(const WebRequest& request);
  /// {"accounts": N}; ?account= counts those of one AWS account.
  WebReply accounts(const WebRequest& request);
  /// Usage that AWS has not accepted: {"unbilled": [...], "quantity": N}.
  WebReply unbilled(const WebRequest& request);

 private:
  /// The newest agreement meant that may be used, or else the newest meant at all.
  std::optional<Agreement> agreement_for(const nlohmann::json& who, const std::string& dimension);
  WebReply count(const Agreement& agreement, const std::string& dimension, std::int64_t quantity);

  const Options& options_;
  SellerClock& clock_;
  Lifecycle& lifecycle_;
  Accounts accounts_;
  Agreements agreements_;
  UsageBook book_;
};

}  // namespace souk::sample
