#include "scenarios/story/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace souk::judge {
namespace {

constexpr std::size_t kLongestComparedWord = 64;

std::string plain(std::string_view word) {
  std::string text;
  for (const char letter : word) {
    if (letter == '_' || letter == '-' || letter == ' ') continue;
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return text;
}

// Letters inserted, removed, changed or swapped with their neighbour.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::vector<std::size_t>> cost(left.size() + 1,
                                             std::vector<std::size_t>(right.size() + 1));
  for (std::size_t i = 0; i <= left.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= right.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      const bool swapped =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[left.size()][right.size()];
}

bool begins(std::string_view word, std::string_view beginning) {
  return beginning.size() >= 3 && word.substr(0, beginning.size()) == beginning;
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string typed = plain(word.substr(0, kLongestComparedWord));
  std::string best;
  std::size_t best_distance = typed.size() / 3 + 1;
  for (const std::string& candidate : candidates) {
    const std::string meant = plain(candidate);
    if (meant.empty()) continue;
    std::size_t far = distance(typed, meant);
    if (begins(meant, typed) || begins(typed, meant)) far = std::min<std::size_t>(far, 1);
    if (far < best_distance || (far == best_distance && best.empty() && far < typed.size())) {
      best = candidate;
      best_distance = far;
    }
  }
  return best;
}

std::string hint_for(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_word(word, candidates);
  return nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest);
}

std::string enumerate(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace souk::judge
