#pragma once

#include "emulator/services/agreement/pages.h"
#include "emulator/services/agreement/shapes.h"

namespace souk::services::agreement {

/// The requests of a kind that a list operation asks for by partyType, agreementId, status,
/// agreementType and catalog. Fails with ValidationException.
Result<std::vector<storage::RequestRow>> listed_requests(Context& context, const Json& request,
                                                         std::string_view kind);

/// Denies what is only for `party` to the other party of the agreement a list is narrowed to.
/// Others are told nothing, not even that.
Result<void> check_party(Context& context, const Json& request, marketplace::Party party);

Place newest_first(const storage::RequestRow& request);

}  // namespace souk::services::agreement
