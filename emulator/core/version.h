#pragma once

#include <string_view>

namespace souk {

/// As in CMakeLists.txt; a test holds them equal.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace souk
