#pragma once

#include <optional>
#include <string>

#include "client/sample_seller/accounts.h"
#include "client/sample_seller/lifecycle.h"
#include "client/sample_seller/usage_book.h"
#include "client/sample_seller/web_server.h"

namespace souk::sample {

/// The pages a buyer meets: landing, sign-up, log-in, the product. Called under the seller's lock.
class Registration {
 public:
  Registration(const Options& options, SQLite::Database& database, MarketCalls& market,
               SellerClock& clock, Lifecycle& lifecycle);

  WebReply show_landing(const WebRequest& request);
  WebReply land(const WebRequest& request);
  WebReply show_sign_up(const WebRequest& request);
  WebReply sign_up(const WebRequest& request);
  WebReply show_log_in(const WebRequest& request);
  WebReply log_in(const WebRequest& request);
  WebReply show_welcome(const WebRequest& request);
  WebReply show_product(const WebRequest& request);

  /// The defect resolves-late: redeems the tokens that were put aside.
  void redeem_late_tokens();

 private:
  struct Form {
    std::string email;
    std::string company;
    std::string password;
  };

  bool is(Defect defect) const { return options_.defect == defect; }
  WebReply refuse_token(const client::Failure& failure, const std::string& token);
  WebReply begin_flow(const std::optional<Agreement>& agreement, const std::string& token);
  WebReply put_aside(const std::string& token);
  WebReply ask_to_log_in(int status, std::string_view reason);
  WebReply enter(std::int64_t account);
  bool may_enter(const Account& account, const Form& form, const std::optional<Flow>& flow);
  std::int64_t open_account(const Flow& flow, const Form& form);
  /// The existing account a sign-up belongs to; nothing when there is none.
  std::optional<Account> existing_account(const Flow& flow, const Form& form);
  bool shares_buyer(const Account& account, const Flow& flow);
  bool grants_access(Standing standing) const;

  static Form read_form(const WebRequest& request);
  std::string signed_id(const std::string& purpose);
  std::string cookie(const std::string& name, const std::string& id, Duration life) const;
  /// The id in a cookie we signed; empty for any other.
  std::string verified_id(const WebRequest& request, const std::string& name) const;
  std::optional<Flow> flow_of(const WebRequest& request);
  std::optional<Account> account_of(const WebRequest& request);

  const Options& options_;
  SQLite::Database& database_;
  MarketCalls& market_;
  SellerClock& clock_;
  Lifecycle& lifecycle_;
  Accounts accounts_;
  Agreements agreements_;
  UsageBook book_;
};

}  // namespace souk::sample
