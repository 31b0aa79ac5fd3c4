#pragma once

#include <string>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// What a seller answered, read as JSON; discarded where it is none. Values more than 200 levels
/// deep are left out: whoever copies or prints a value goes down its levels by recursion.
Json read_seller_json(const std::string& body);

/// A value for a sentence, shortened.
std::string shown(const Json& value);

}  // namespace souk::judge
