#include "scenarios/rules/nearest.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace souk::judge {
namespace {

char lower(char letter) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const auto changed = diagonal + (lower(left[i]) == lower(right[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  const auto best = std::min_element(candidates.begin(), candidates.end(),
                                     [&](std::string_view left, std::string_view right) {
                                       return distance(word, left) < distance(word, right);
                                     });
  return best == candidates.end() ? std::string() : std::string(*best);
}

}  // namespace souk::judge
