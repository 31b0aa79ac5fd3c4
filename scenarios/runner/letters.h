#pragma once

#include <string>
#include <string_view>

namespace souk::judge {

/// The text with its ASCII capitals made small; everything else as it was.
inline std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return result;
}

}  // namespace souk::judge
