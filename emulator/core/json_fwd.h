#pragma once

#include <nlohmann/json_fwd.hpp>

namespace souk {

using Json = nlohmann::json;

}  // namespace souk
