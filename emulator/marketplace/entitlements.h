#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// What GetEntitlements was asked. Values of one list are alternatives; lists narrow each other.
struct EntitlementQuery {
  std::string product_code;
  std::vector<std::string> customer_identifiers;
  std::vector<std::string> accounts;
  std::vector<std::string> license_arns;
  std::vector<std::string> dimensions;
  std::string next_token;
  std::size_t max_results = 25;
  bool empty_page_first = false;  ///< a page without entitlements, but with a token
  std::string sender = {};        ///< account whose key signed it; empty: the seller's
};

struct EntitlementLine {
  storage::AgreementRow agreement;
  storage::BuyerRow buyer;
  storage::EntitlementRow entitlement;
};

struct EntitlementPage {
  std::vector<EntitlementLine> lines;
  std::string next_token;  ///< empty on the last page
};

/// The entitlements of a contract begin, as bought, until its term ends.
void grant_entitlements(Market& market, const storage::AgreementRow& agreement);

/// The entitlements of a contract are over.
void remove_entitlements(Market& market, const storage::AgreementRow& agreement);

/// One page. Fails with InvalidParameterException. A product code that is not the caller's has no
/// entitlements, which is no error. Source: boto3 issue 1258 (live answer).
Result<EntitlementPage> find_entitlements(Market& market, const EntitlementQuery& query);

/// All that are in force now, for the control API.
std::vector<EntitlementLine> all_entitlements(Market& market);

}  // namespace souk::marketplace
