#pragma once

#include "emulator/marketplace/agreements.h"

namespace souk::marketplace {

/// The buyer of a contract takes more of it: the quantities named, of which none may be smaller
/// than before; less can be had at the renewal only. The rest of the term is paid for what is more.
/// An agreement without quantities is amended in its other terms, which changes nothing here.
/// Fails with AgreementNotFound, WrongState, InvalidPurchase, or Downgrade (409).
/// Source: AWS Marketplace Seller Guide, "SaaS contracts" ("upgrade").
Result<storage::AgreementRow> amend(Market& market, const std::string& agreement_id,
                                    const Json& quantities);

}  // namespace souk::marketplace
