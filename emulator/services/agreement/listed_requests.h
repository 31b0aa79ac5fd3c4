#pragma once

#include "emulator/services/agreement/pages.h"
#include "emulator/services/agreement/shapes.h"

namespace souk::services::agreement {

/// The requests of a kind that a list operation asks for by partyType, agreementId, status,
/// agreementType and catalog. Fails with ValidationException.
Result<std::vector<storage::RequestRow>> listed_requests(Context& context, const Json& request,
                                                         std::string_view kind);

Place newest_first(const storage::RequestRow& request);

}  // namespace souk::services::agreement
