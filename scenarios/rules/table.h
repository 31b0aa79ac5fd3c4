#pragma once

#include <vector>

#include "scenarios/rules/rule.h"

namespace souk::judge {

// The table's three pages; all_rules() puts them together.

std::vector<Rule> landing_page_rules();  // R1 to R38
std::vector<Rule> subscription_rules();  // R39 to R65
std::vector<Rule> metering_rules();      // R72 to R106

}  // namespace souk::judge
