#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "souk/config.h"
#include "souk/outcome.h"

namespace souk::client {

using EntitlementValue = std::variant<std::monostate, std::int64_t, double, bool, std::string>;

/// One dimension a customer has bought. Members AWS left out are empty.
struct Entitlement {
  std::string product_code;
  std::string dimension;
  std::string customer_identifier;
  std::string account_id;
  std::string license_arn;
  EntitlementValue value;
  std::optional<Timestamp> expires;  ///< the renewal date where renewal is on: ask again then
};

/// One page. A token may come with no entitlements: the next page may have some.
struct EntitlementPage {
  std::vector<Entitlement> entitlements;
  std::string next_token;  ///< empty on the last page
};

/// Keys CUSTOMER_IDENTIFIER, CUSTOMER_AWS_ACCOUNT_ID, LICENSE_ARN, DIMENSION; values of one key are
/// alternatives, keys narrow each other.
using EntitlementFilter = std::map<std::string, std::vector<std::string>>;

/// The AWS Marketplace Entitlement Service. Safe to use from several threads.
class EntitlementClient {
 public:
  explicit EntitlementClient(ClientConfig config);
  ~EntitlementClient();
  EntitlementClient(EntitlementClient&&) noexcept;
  EntitlementClient& operator=(EntitlementClient&&) noexcept;

  /// One page. `max_results` 1…25; 0 leaves it to AWS.
  Outcome<EntitlementPage> get_entitlements(const std::string& product_code,
                                            const EntitlementFilter& filter = {},
                                            const std::string& next_token = {},
                                            int max_results = 0);

  /// Every page, over empty ones too. Fails with BadAnswer when a token comes twice in a row.
  Outcome<std::vector<Entitlement>> get_all_entitlements(const std::string& product_code,
                                                         const EntitlementFilter& filter = {});

 private:
  std::unique_ptr<class AwsCaller> caller_;
};

}  // namespace souk::client
