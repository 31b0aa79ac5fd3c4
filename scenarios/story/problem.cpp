#include "scenarios/story/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace souk::judge {
namespace {

std::string_view file_of(const Position& at) {
  return at.file ? std::string_view(*at.file) : std::string_view();
}

auto order_of(const Problem& problem) {
  return std::tuple(file_of(problem.at), problem.at.line, problem.at.column,
                    std::string_view(problem.message));
}

}  // namespace

bool Problem::operator==(const Problem& other) const { return order_of(*this) == order_of(other); }

std::string to_text(const Problem& problem) {
  return fmt::format("{}:{}:{}: {}", file_of(problem.at), problem.at.line, problem.at.column,
                     problem.message);
}

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += to_text(problem) + "\n";
  return text;
}

void tidy(Problems& problems) {
  std::sort(problems.begin(), problems.end(), [](const Problem& left, const Problem& right) {
    return order_of(left) < order_of(right);
  });
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
}

}  // namespace souk::judge
