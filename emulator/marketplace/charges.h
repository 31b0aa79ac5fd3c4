#pragma once

#include "emulator/marketplace/market.h"
#include "emulator/marketplace/money.h"
#include "emulator/storage/charges_store.h"

namespace souk::marketplace {

/// What a buyer is to pay beside usage: upfront, by a schedule, or because the seller asked for it.
/// Source: AWS Marketplace Agreement Service API Reference, ExpectedCharge and Charge.

/// A charge that follows from terms.
struct ExpectedCharge {
  std::string id;  ///< "ch-…"
  std::string currency;
  Money amount;
  std::optional<Timestamp> time;  ///< when a schedule says so; none: at acceptance
};

/// The charges an agreement with these terms begins with, each with an id of its own. What recurs
/// is left out, as usage is.
std::vector<ExpectedCharge> expected_charges(Market& market, const Json& terms);

/// A buyer has accepted: from now on these charges are the agreement's.
void charge(Market& market, const storage::AgreementRow& agreement,
            const std::vector<ExpectedCharge>& expected);

/// What the buyer is to pay now for the rest of the term, or gets back where it is below zero,
/// because terms changed.
void charge_rest(Market& market, const storage::AgreementRow& agreement, Money amount);

/// The seller asked for an amount, and the buyer is to pay it now.
storage::ChargeRow charge_for(Market& market, const storage::RequestRow& request, Money amount,
                              std::string currency, std::string purchase_order);

/// The charges of an agreement, the first due first: not those that would fall due after its end,
/// and none where the payment failed.
std::vector<storage::ChargeRow> charges_of(Market& market, const storage::AgreementRow& agreement);

/// The currency of the term of this kind.
std::string currency_of(const Json& terms, std::string_view kind);
/// The currency of what the terms cost beforehand, or else of usage.
std::string currency_of(const Json& terms);

}  // namespace souk::marketplace
