#pragma once

#include "emulator/marketplace/proposals.h"

namespace souk::marketplace {

/// Reads what a buyer asks for among a proposal's terms, [{"id", "configuration": {…}}, …], into
/// the purchase that comes of it, all but its buyer. Fails with ValidationException and the reason.
/// Source: AWS Marketplace Agreement Service API Reference, RequestedTerm; Developer Guide, buyer's
/// use of the API.
Result<Purchase> purchase_of(Market& market, const Proposal& proposal, const Json& requested);

}  // namespace souk::marketplace
