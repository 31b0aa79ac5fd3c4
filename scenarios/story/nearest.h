#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace souk::judge {

/// The candidate a person who typed `word` most likely meant: few letters changed, or one is the
/// beginning of the other. Empty when nothing is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean 'subscribe'?", or empty when nothing is near.
std::string hint_for(std::string_view word, const std::vector<std::string>& candidates);

/// "a, b or c".
std::string enumerate(const std::vector<std::string>& words);

}  // namespace souk::judge
