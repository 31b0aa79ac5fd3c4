#pragma once

#include <set>
#include <string>

#include "scenarios/story/check.h"
#include "scenarios/story/story.h"

namespace souk::judge {

/// Finds every mistake of a story whose text was readable. `seller_is_known` is false when its
/// file could not be read: then nothing is said about what the seller lacks.
void check_story(const Story& story, bool seller_is_known, Problems& problems);

/// The names that `defaults` and `matrix` give values to: {"flush", "window.status", …}.
std::set<std::string> value_names(const Story& story);

}  // namespace souk::judge
