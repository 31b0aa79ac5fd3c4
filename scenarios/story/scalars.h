#pragma once

#include <string>

#include "scenarios/story/language.h"
#include "scenarios/story/yaml_tree.h"

namespace souk::judge {

/// Whether a single value has the shape. Lists, maps and words are not looked at here.
bool fits(const Node& scalar, Shape shape);

/// "a duration like 59m59s".
std::string scalar_description(Shape shape);

/// The pattern a text of this shape matches, for editors; empty when there is none.
std::string pattern_of(Shape shape);

}  // namespace souk::judge
