#pragma once

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/purchase_orders.h"

namespace souk::marketplace {

/// A buyer asks what an agreement would cost, and accepts the answer while it stands.
/// Source: AWS Marketplace Agreement Service API Reference, CreateAgreementRequest and
/// AcceptAgreementRequest; Developer Guide, buyer's use of the API.
///
/// Each function fails with an error of the Agreement Service; `account` is who asks.

struct AgreementWish {
  std::string intent;  ///< NEW, AMEND, REPLACE
  std::string proposal_id;
  std::string source_agreement_id;
  Json requested_terms;      ///< [{"id", "configuration": {…}}, …]
  std::string client_token;  ///< the same one again is the same request; may be empty
  Json all;                  ///< everything that was asked for but the token
};

/// One of the dimensions a buyer pays for upfront.
struct QuotedDimension {
  std::string name;
  std::int64_t quantity = 0;
  Money amount;
};

/// The answer.
struct Quote {
  std::string request_id;  ///< "ar-…"
  std::string currency;
  Money value;  ///< what is known beforehand
  std::vector<ExpectedCharge> charges;
  std::vector<QuotedDimension> dimensions;
};

/// What amends and replaces is refused: UNSUPPORTED_ACTION. What is too much of one product, or
/// worth too much: ServiceQuotaExceededException.
Result<Quote> request_agreement(Market& market, const std::string& account,
                                const AgreementWish& wish);

/// Makes the agreement as a purchase by control call does. Returns its id.
Result<std::string> accept_agreement_request(Market& market, const std::string& account,
                                             const std::string& request_id,
                                             const std::vector<PurchaseOrder>& orders);

}  // namespace souk::marketplace
