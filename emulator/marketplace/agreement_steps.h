#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// What the files that move agreements share.

/// The arrow that `event` takes an agreement along. Fails with WrongState.
Result<Transition> next_step(Market& market, const storage::AgreementRow& agreement,
                             AgreementEvent event);

/// Takes an agreement along the arrow that `event` stands for. Fails with WrongState.
Result<storage::AgreementRow> happen(Market& market, storage::AgreementRow agreement,
                                     AgreementEvent event);

/// Gives a new agreement its ids and keeps it.
void enlist(Market& market, storage::AgreementRow& agreement);

/// Whether a contract of this product can have these quantities: dimensions that it sells, each
/// from 1 to 2147483647. Fails with InvalidPurchase.
Result<void> check_quantities(Market& market, const storage::ProductRow& product,
                              const Json& quantities);

/// Writes a row about an agreement into the journal.
void tell_agreement(Market& market, const storage::AgreementRow& agreement, std::string_view event,
                    std::string_view actor, const Json& extra = Json::object());

}  // namespace souk::marketplace
