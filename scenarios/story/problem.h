#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace souk::judge {

/// A place in a text: line and column count from 1; the file as it was named to us.
struct Position {
  std::shared_ptr<const std::string> file;
  int line = 1;
  int column = 1;
};

/// One mistake in a story: where, what is wrong, and what would be right.
struct Problem {
  Position at;
  std::string message;

  bool operator==(const Problem& other) const;
};

/// Every mistake that was found, in the order of the text.
using Problems = std::vector<Problem>;

template <class T>
using Checked = tl::expected<T, Problems>;

/// "story.yaml:12:5: unknown step 'subscirbe'; did you mean 'subscribe'?"
std::string to_text(const Problem& problem);

/// One line per problem, each ended by a line feed.
std::string to_text(const Problems& problems);

/// Sorts by file and place, and drops what is said twice.
void tidy(Problems& problems);

}  // namespace souk::judge
