#include "emulator/wire/form.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "emulator/core/percent.h"
#include "emulator/wire/errors.h"
#include "emulator/wire/utf8.h"

namespace souk::wire {
namespace {

constexpr std::size_t kLongestNameShown = 200;

tl::unexpected<Error> malformed(std::string_view what, std::string_view name) {
  const auto shown = is_utf8(name) ? cut_at_code_point(name, kLongestNameShown) : "?";
  return Failure(
      common_error(CommonError::MalformedQuery, fmt::format("Parameter '{}' {}", shown, what)));
}

}  // namespace

Result<Form> Form::read(std::string_view query, std::string_view body) {
  Form form;
  std::optional<Error> trouble;
  const auto take = [&](std::string_view name, std::string_view value) {
    auto decoded_name = percent_decode(name, true);
    auto decoded_value = percent_decode(value, true);
    if (form.parameters_.size() == kMostParameters) {
      trouble =
          common_error(CommonError::MalformedQuery,
                       fmt::format("The request has more than {} parameters", kMostParameters));
    } else if (!decoded_name || !decoded_value) {
      trouble = malformed("has a % that is not followed by two hexadecimal digits", name).value();
    } else if (!is_utf8(*decoded_name) || !is_utf8(*decoded_value)) {
      trouble = malformed("is not UTF-8", *decoded_name).value();
    } else {
      form.parameters_.emplace_back(std::move(*decoded_name), std::move(*decoded_value));
    }
    return !trouble;
  };
  if (!for_each_parameter(query, take) || !for_each_parameter(body, take)) {
    return Failure(std::move(*trouble));
  }
  auto& parameters = form.parameters_;
  std::sort(parameters.begin(), parameters.end());
  const auto twice =
      std::adjacent_find(parameters.begin(), parameters.end(),
                         [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twice != parameters.end()) return malformed("is given more than once", twice->first);
  return form;
}

std::vector<Form::Parameter>::const_iterator Form::first_from(std::string_view name) const {
  return std::lower_bound(parameters_.begin(), parameters_.end(), name,
                          [](const Parameter& known, std::string_view wanted) {
                            return std::string_view(known.first) < wanted;
                          });
}

const std::string* Form::find(std::string_view name) const {
  const auto found = first_from(name);
  return found != parameters_.end() && found->first == name ? &found->second : nullptr;
}

bool Form::mentions(std::string_view name) const {
  if (find(name) != nullptr) return true;
  const auto prefix = std::string(name) + ".";
  const auto found = first_from(prefix);
  return found != parameters_.end() && found->first.starts_with(prefix);
}

std::vector<std::uint32_t> Form::numbers_under(std::string_view prefix) const {
  std::vector<std::uint32_t> numbers;
  const auto start = std::string(prefix) + ".";
  for (auto found = first_from(start);
       found != parameters_.end() && found->first.starts_with(start); ++found) {
    const char* const from = found->first.data() + start.size();
    const char* const end = found->first.data() + found->first.size();
    std::uint32_t number = 0;
    const auto [after, trouble] = std::from_chars(from, end, number);
    if (trouble == std::errc() && (after == end || *after == '.')) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

}  // namespace souk::wire
