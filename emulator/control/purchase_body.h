#pragma once

#include "emulator/control/route.h"
#include "emulator/marketplace/agreements.h"

namespace souk::control {

/// What a buyer asks for, of these members of a body: product, offer, quantities, duration,
/// auto_renew, starts, payment {outcome, after}. Fails with BadRequest and the member at fault.
Result<marketplace::Purchase> read_purchase(const Json& body,
                                            const std::vector<std::string_view>& members);

/// The member `quantities`: an object of dimension and number; empty without it.
Result<Json> quantities_in(const Json& body);

/// A member that is true or false.
Result<bool> flag_in(const Json& body, const char* member, bool standard);

}  // namespace souk::control
