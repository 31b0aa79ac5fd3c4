#pragma once

#include <string>

#include "emulator/core/json_fwd.h"

namespace souk {

/// What is to become of bytes that are no UTF-8.
enum class BadBytes { Replaced, LeftOut };

/// `value` as JSON text on one line, letter for letter what its dump() gives, in a fraction of the
/// time: nearly all text stands in JSON as it is, and is copied as a whole.
std::string json_text(const Json& value, BadBytes bad_bytes = BadBytes::Replaced);

}  // namespace souk
