#pragma once

#include <string>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// What is wrong with an answer, as `expect: {status, below, contains, json}` sees it; empty when
/// nothing is. `text` is what a person reads of the body.
std::string mismatch(const Json& expected, int status, const std::string& body,
                     const std::string& text);

}  // namespace souk::judge
