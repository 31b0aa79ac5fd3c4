#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace souk::judge {

/// What a kept file must hold. With SOUK_UPDATE_GOLDEN set in the environment the file is written
/// anew from `text` first; look at the difference before committing it.
inline std::string golden(const std::string& path, const std::string& text) {
  if (std::getenv("SOUK_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << text;
  std::ifstream file(path, std::ios::binary);
  std::stringstream kept;
  kept << file.rdbuf();
  return kept.str();
}

}  // namespace souk::judge
