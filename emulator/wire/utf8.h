#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace souk::wire {

/// Takes one code point from the front of `text`. Nothing, and `text` unchanged, when it is empty
/// or does not start with well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
std::optional<char32_t> take_code_point(std::string_view& text);

bool is_utf8(std::string_view text);

/// Number of code points of a text that is UTF-8.
std::size_t count_code_points(std::string_view text);

/// The longest beginning of `text` that ends at a code point and has at most `bytes` bytes.
std::string_view cut_at_code_point(std::string_view text, std::size_t bytes);

}  // namespace souk::wire
