#pragma once

#include <nlohmann/json.hpp>

namespace souk::judge {

/// The story language as a JSON Schema (draft 2020-12), made from the same table that checks
/// stories. docs/scenario.schema.json holds this text for editors.
nlohmann::ordered_json story_schema();

}  // namespace souk::judge
