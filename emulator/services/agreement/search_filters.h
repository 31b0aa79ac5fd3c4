#pragma once

#include <functional>

#include "emulator/services/agreement/shapes.h"

namespace souk::services::agreement {

/// Which agreements a search asks for.
struct Search {
  marketplace::Party party = marketplace::Party::Proposer;
  /// All must hold.
  std::vector<std::function<bool(const storage::AgreementRow&)>> conditions = {};
};

/// Reads the filters of SearchAgreements: their names, their values, and whether the profile knows
/// them in this combination. Fails with ValidationException: INVALID_FILTER_NAME,
/// INVALID_FILTER_VALUES, UNSUPPORTED_FILTERS.
Result<Search> read_filters(Context& context, const Json& filters);

}  // namespace souk::services::agreement
