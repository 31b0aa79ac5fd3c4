#include "scenarios/story/scalars.h"

#include <algorithm>
#include <limits>
#include <pugixml.hpp>

#include "scenarios/story/names.h"
#include "scenarios/story/pattern.h"
#include "souk/time.h"
#include "souk/url.h"

namespace souk::judge {
namespace {

constexpr std::size_t kMostDecimals = 8;
constexpr std::int64_t kLargestCount = std::numeric_limits<std::int64_t>::max();

bool whole_number(const Node& node, std::int64_t least, std::int64_t most) {
  const Json value = to_json(node);
  if (!value.is_number_integer()) return false;
  const auto number = value.get<std::int64_t>();
  return number >= least && number <= most;
}

bool is_fraction(const Node& node) {
  const Json value = to_json(node);
  return value.is_number() && value.get<double>() >= 0 && value.get<double>() <= 1;
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_term(const std::string& text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = std::string_view(text).substr(digits);
  return digits > 0 && digits < 4 && (unit == "mo" || unit == "y" || unit == "d");
}

bool is_rule(const std::string& text) {
  return text.size() > 1 && text[0] == 'R' && all_digits(std::string_view(text).substr(1));
}

bool is_month(const std::string& text) {
  return text.size() == 7 && client::parse_iso(text + "-01").has_value();
}

bool is_amount(const Node& node) {
  // Without quotes YAML takes decimals for a binary fraction, which no amount of money is.
  if (to_json(node).is_number_float()) return false;
  std::string_view text = node.scalar;
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  const auto decimals = text.substr(std::min(point + 1, text.size()));
  return all_digits(text.substr(0, point)) && decimals.size() <= kMostDecimals &&
         (point == text.size() || all_digits(decimals));
}

bool is_pointer(const std::string& text) {
  try {
    const Json::json_pointer pointer(text);
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

bool is_xpath(const std::string& text) {
  try {
    const pugi::xpath_query query(text.c_str());
    return true;
  } catch (const pugi::xpath_exception&) {
    return false;
  }
}

bool is_duration(const std::string& text) {
  const auto duration = client::parse_duration(text);
  return duration && duration->count() >= 0;
}

bool is_address(const std::string& text) {
  return (!text.empty() && text[0] == '/') || client::parse_url(text).has_value();
}

}  // namespace

bool fits(const Node& scalar, Shape shape) {
  const std::string& text = scalar.scalar;
  switch (shape) {
    case Shape::Filled:
      return !text.empty();
    case Shape::Buyer:
      return !buyers_named(text).empty();
    case Shape::Span:
      return is_duration(text);
    case Shape::Term:
      return is_term(text);
    case Shape::Instant:
      return client::parse_iso(text).has_value();
    case Shape::Count:
      return whole_number(scalar, 0, kLargestCount);
    case Shape::Number:
      return whole_number(scalar, std::numeric_limits<std::int64_t>::min(), kLargestCount);
    case Shape::Fraction:
      return is_fraction(scalar);
    case Shape::Status:
      return whole_number(scalar, 100, 599);
    case Shape::Flag:
      return to_json(scalar).is_boolean();
    case Shape::Month:
      return is_month(text);
    case Shape::Amount:
      return is_amount(scalar);
    case Shape::Address:
      return is_address(text);
    case Shape::Pointer:
      return is_pointer(text);
    case Shape::Pattern:
      return is_pattern(text);
    case Shape::XPath:
      return is_xpath(text);
    case Shape::Rule:
      return is_rule(text);
    case Shape::Name:
      return is_name(text);
    case Shape::AllOrCount:
      return text == "all" || whole_number(scalar, 0, kLargestCount);
    default:
      return true;
  }
}

std::string scalar_description(Shape shape) {
  switch (shape) {
    case Shape::Filled:
      return "a text";
    case Shape::Buyer:
      return "a buyer's name like ann (small letters, digits, - and _), or a row like b1..b5";
    case Shape::Span:
      return "a duration like 3h or 59m59s";
    case Shape::Term:
      return "a length like 12mo, 1y or 30d";
    case Shape::Instant:
      return "an instant like 2026-10-06T09:00:00Z";
    case Shape::Count:
      return "a whole number, 0 or more";
    case Shape::Number:
      return "a whole number";
    case Shape::Fraction:
      return "a number from 0 to 1";
    case Shape::Status:
      return "an HTTP status from 100 to 599";
    case Shape::Flag:
      return "true or false";
    case Shape::Month:
      return "a month like 2026-10";
    case Shape::Amount:
      return "an amount in quotes like \"12.50\", or a whole number";
    case Shape::Address:
      return "an http or https URL, a path of the seller like /register, or ${SELLER}/register";
    case Shape::Pointer:
      return "a JSON pointer like /accounts/0/id";
    case Shape::Pattern:
      return "a regular expression like \"plan\": *\"(pro|max)\", without back-references and "
             "look-around";
    case Shape::XPath:
      return "an XPath expression like //meta[@name='csrf-token']/@content";
    case Shape::Rule:
      return "a rule like R46";
    case Shape::Name:
      return "a name of letters, digits and _";
    case Shape::AllOrCount:
      return "'all' or a whole number";
    case Shape::Plain:
      return "a text, a number, true or false";
    default:
      return "a text";
  }
}

std::string pattern_of(Shape shape) {
  switch (shape) {
    case Shape::Filled:
      return ".+";
    case Shape::Buyer:
      return "^[a-z][a-z0-9_-]*(\\.\\.[a-z][a-z0-9_-]*[0-9])?$";
    case Shape::Span:
      return "^([0-9]+(w|d|h|m|s|ms))+$";
    case Shape::Term:
      return "^[0-9]{1,3}(mo|y|d)$";
    case Shape::Instant:
      return "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?$";
    case Shape::Month:
      return "^[0-9]{4}-(0[1-9]|1[0-2])$";
    case Shape::Amount:
      return "^-?[0-9]+(\\.[0-9]{1,8})?$";
    case Shape::Address:
      return "^(/|https?://|\\$\\{)";
    case Shape::Pointer:
      return "^(/.*)?$";
    case Shape::Rule:
      return "^R[0-9]+$";
    case Shape::Name:
      return "^[A-Za-z_][A-Za-z0-9_]*$";
    default:
      return "";
  }
}

}  // namespace souk::judge
