#pragma once

#include "emulator/marketplace/agreements.h"

namespace souk::marketplace {

/// What AWS does about a buyer whose account or means of payment are in doubt. All fail with
/// AgreementNotFound or WrongState.
/// Source: AWS Marketplace Seller Guide, "EventBridge integration" and "SaaS subscriptions".

/// AWS issues an advisory; with `blocks`, the account is suspended, and its usage is not taken.
Result<storage::AgreementRow> suspend(Market& market, const std::string& agreement_id, bool blocks);
/// The doubt is cleared.
Result<storage::AgreementRow> reinstate(Market& market, const std::string& agreement_id);

/// A payment fails, and AWS ends the agreement: now, or when the next payment of its schedule falls
/// due. Fails with NoPaymentDue (409) when there is none to come.
Result<storage::AgreementRow> fail_payment(Market& market, const std::string& agreement_id,
                                           bool next_one);

/// AWS checks the means of payment of a buyer who spent much: `about` is SpendReached, SpendVetted
/// or SpendVetFailed.
Result<storage::AgreementRow> check_spending(Market& market, const std::string& agreement_id,
                                             AgreementEvent about);

}  // namespace souk::marketplace
