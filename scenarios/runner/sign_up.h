#pragma once

#include <string>

#include "scenarios/runner/session.h"

namespace souk::judge {

/// The buyer in front of the seller's pages, filling in one form after the other until nothing is
/// left to tell: `form` and `login` of a `register` step, all values put in. Returns what went
/// wrong; empty when nothing did.
std::string sign_up(Session& session, BuyerState& buyer, const Json& arguments);

}  // namespace souk::judge
