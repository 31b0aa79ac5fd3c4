#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace souk::wire {

/// A pattern that a whole text must match, written as AWS's models write it.
///
/// Matching is one pass over the text without backtracking or recursion, so a text of a megabyte
/// costs a megabyte's worth of steps. The price is that not every expression can be compiled: a
/// pattern is a sequence of characters, classes (`[a-z]`, `\w`, `\p{L}`, `.`, `([a-z]|\d)`) and
/// their repetitions, with alternatives at the top only, in which it is always clear where a
/// repetition ends: `[a-z]*:` will do, `[a-z]*a` will not. What does not fit is given a function.
class Pattern {
 public:
  using Predicate = bool (*)(std::string_view);

  /// Throws std::logic_error for an expression outside the subset above.
  explicit Pattern(std::string_view text);
  /// A pattern known to people as `text` and decided by `predicate`.
  Pattern(std::string_view text, Predicate predicate) : text_(text), predicate_(predicate) {}

  /// Whether all of `text`, which is UTF-8, matches.
  bool matches(std::string_view text) const;
  /// The expression, for messages.
  const std::string& text() const { return text_; }

  /// Ranges of code points, both ends included.
  struct Range {
    char32_t first;
    char32_t last;
  };
  /// A set of code points.
  struct Class {
    std::vector<Range> ranges;        // sorted, apart
    std::uint64_t ascii[2] = {0, 0};  // the same below U+0080, as bits

    bool contains(char32_t point) const;
  };
  struct Repetition {
    Class of;
    std::uint32_t least = 1;
    std::uint32_t most = 1;
  };
  using Sequence = std::vector<Repetition>;

 private:
  std::string text_;
  Predicate predicate_ = nullptr;
  std::vector<Sequence> alternatives_;
};

}  // namespace souk::wire
