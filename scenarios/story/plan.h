#pragma once

#include "scenarios/story/expand.h"

namespace souk::judge {

/// Reads a plan from a tree that was checked, all values put in.
Plan make_plan(const Story& story);

}  // namespace souk::judge
