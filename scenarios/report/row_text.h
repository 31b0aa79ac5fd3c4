#pragma once

#include <string>
#include <string_view>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// Who a row belongs to on a timeline; None: it is not drawn.
enum class Lane { None, Buyer, Market, Seller };

Lane lane_of(const Row& row);
std::string_view name_of(Lane lane);

/// The row in a few words for a person: "BatchMeterUsage: 2 accepted, 1 unprocessed".
std::string label_of(const Row& row);

/// Whether the row tells of something refused, failed or broken.
bool looks_bad(const Row& row);

}  // namespace souk::judge
