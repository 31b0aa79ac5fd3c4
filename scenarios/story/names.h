#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// A `${name}` inside a text. `$${` stands for a plain `${`.
struct Reference {
  std::size_t begin = 0;  ///< of the `$`
  std::size_t end = 0;    ///< behind the `}`
  std::string name;       ///< empty when what stands between the braces is no name
  bool closed = true;     ///< a `}` was found
};

std::vector<Reference> find_references(std::string_view text);

/// Whether a text still waits for values.
bool has_references(std::string_view text);

/// Looks a name up; nothing leaves the reference as it is, for a later pass.
using Lookup = std::function<std::optional<Json>(const std::string& name)>;

/// The text with its references replaced. A text that is nothing but one reference becomes the
/// value itself, with its type; inside a longer text a value is written as text. `$${` becomes `${`
/// only in the last pass, when `final_pass` is true.
Json substitute(const std::string& text, const Lookup& lookup, bool final_pass);

/// The same for every text inside a value; names of members stay as they are.
Json substitute_all(const Json& value, const Lookup& lookup, bool final_pass);

/// A value as it reads inside a text: texts bare, everything else as JSON.
std::string as_text(const Json& value);

/// A value as a person says it: {"requests": 120, "seats": 3} is "requests 120, seats 3".
std::string spoken(const Json& value);

/// "ann" → {"ann"}; "b1..b5" → {"b1", …, "b5"}. Empty when it is no buyer's name, or names more
/// than 1000.
std::vector<std::string> buyers_named(std::string_view text);

/// Letters, digits and _, beginning with a letter or _.
bool is_name(std::string_view text);

}  // namespace souk::judge
