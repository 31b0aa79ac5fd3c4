#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/core/result.h"

namespace souk::wire {

/// The decoded parameters of a Query call, found by name and by the beginning of a name.
class Form {
 public:
  /// Joins the parameters of a query string and of a form body. Fails with MalformedQueryString for
  /// broken escapes, text that is no UTF-8, a parameter given twice, or more than kMostParameters.
  static Result<Form> read(std::string_view query, std::string_view body);

  /// The value of `name`, or nullptr.
  const std::string* find(std::string_view name) const;

  /// Whether there is a parameter called `name` or beginning with `name` and a dot.
  bool mentions(std::string_view name) const;

  /// The numbers n for which there is a parameter `prefix.n` or `prefix.n.…`, ascending.
  std::vector<std::uint32_t> numbers_under(std::string_view prefix) const;

  std::size_t size() const { return parameters_.size(); }

 private:
  using Parameter = std::pair<std::string, std::string>;

  std::vector<Parameter>::const_iterator first_from(std::string_view name) const;

  std::vector<Parameter> parameters_;  // sorted by name
};

}  // namespace souk::wire
