#pragma once

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/money.h"

namespace souk::marketplace {

/// One agreement takes the place of another, without a gap: its renewal as it ends, or another
/// offer the buyer accepts. The new one has an id and a licence of its own and names the old one.
/// Source: AWS Marketplace Seller Guide, "Private offer upgrades and renewals"; Developer Guide,
/// "Work with renewals". That a renewal's licence is another one is our reading.

/// The agreement goes on in its renewal, with the prices its renewal term says.
storage::AgreementRow renew(Market& market, const storage::AgreementRow& old);

/// The buyer accepts another offer in place of an agreement that is active. What was paid for the
/// rest of the old term is credited. `purchase` names the offer; buyer and product are the
/// agreement's. Fails with AgreementNotFound, WrongState, OfferNotFound, InvalidPurchase.
Result<storage::AgreementRow> replace(Market& market, const std::string& agreement_id,
                                      Purchase purchase);

/// The id of the first agreement of the chain this one goes on from; its own when it is the first.
std::string initial_agreement_id(Market& market, const storage::AgreementRow& agreement);

/// When the chain began to be in force: what a customer who is known without a licence used since
/// then counts.
std::optional<Timestamp> in_force_since(Market& market, const storage::AgreementRow& agreement);

/// What the agreement's renewal will cost, usage aside.
Money value_of_renewal(Market& market, const storage::AgreementRow& agreement);

}  // namespace souk::marketplace
