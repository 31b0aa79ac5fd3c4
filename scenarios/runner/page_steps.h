#pragma once

#include <string>

#include "scenarios/runner/session.h"

namespace souk::judge {

/// How a buyer registers on pages whose forms do not say it: `look`, `fill` and `http`, one after
/// the other, in the buyer's browser. `told` are values that exist meanwhile. What a step captures
/// is the buyer's from then on. Returns what went wrong, and in which of the steps; empty when
/// nothing did.
std::string play_page_steps(Session& session, BuyerState& buyer, const Json& steps,
                            const Extra& told);

}  // namespace souk::judge
