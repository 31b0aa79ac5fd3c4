#pragma once

#include "scenarios/story/check.h"
#include "scenarios/story/story.h"

namespace souk::judge {

/// Looks at each step: its verb, its arguments, whether its buyer was heard of, whether the seller
/// offers what it needs.
void check_steps(const Node& steps, const Story& story, bool seller_is_known, const Scope& scope,
                 Checker& checker, Problems& problems);

}  // namespace souk::judge
