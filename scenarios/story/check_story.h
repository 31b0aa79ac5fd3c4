#pragma once

#include <set>
#include <string>

#include "scenarios/story/check.h"
#include "scenarios/story/story.h"

namespace souk::judge {

/// Finds every mistake of a story whose text was readable. `seller_is_known` is false when its
/// file could not be read: then nothing is said about what the seller lacks.
void check_story(const Story& story, bool seller_is_known, Problems& problems);

/// The names that page steps of the seller or the story capture: what a buyer was given while
/// registering, an API key for example, is theirs.
std::set<std::string> captured_while_registering(const Story& story);

/// The names that `defaults` and `matrix` give values to: {"flush", "window.status", …}.
std::set<std::string> value_names(const Story& story);

}  // namespace souk::judge
