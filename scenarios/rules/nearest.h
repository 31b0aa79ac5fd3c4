#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace souk::judge {

/// The candidate that takes the fewest changed letters to become `word`, ignoring case; empty when
/// there are no candidates.
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace souk::judge
