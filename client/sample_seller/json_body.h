#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace souk::sample {

/// A text member of a body; empty when it is not there, or is no text.
inline std::string text_in(const nlohmann::json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace souk::sample
