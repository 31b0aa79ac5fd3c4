#pragma once

#include "emulator/marketplace/invoices.h"

namespace souk::marketplace {

/// What a refund of an agreement gives back, decided now: never more than was billed and not given
/// back yet. Usage is not refunded with a contract; billing adjustments are for that.

/// All that was charged so far, credits of a proration counted in.
Money full_refund(Market& market, const storage::AgreementRow& agreement);

/// What of the charges is for the rest of the term, in whole cents, half a cent to the even one. An
/// upgrade's charge is for what came after the upgrade. Where a schedule spreads the price, what
/// has not been charged yet is taken off. Ours: AWS says "prorated" and no more.
Money prorated_refund(Market& market, const storage::AgreementRow& agreement);

/// All that was charged so far, and all that was used.
Money refund_after_trial(Market& market, const storage::AgreementRow& agreement);

std::string refund_currency(Market& market, const storage::AgreementRow& agreement);

}  // namespace souk::marketplace
