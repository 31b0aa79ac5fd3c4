#include "emulator/messaging/filter_policy.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace souk::messaging {
namespace {

bool equal(const Json& wanted, const Json& value) {
  if (wanted.is_number() && value.is_number()) return wanted.get<double>() == value.get<double>();
  return wanted == value;
}

bool begins_with(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string lower(std::string text) {
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

bool holds(double value, const std::string& sign, double bound) {
  if (sign == "=") return value == bound;
  if (sign == "<") return value < bound;
  if (sign == "<=") return value <= bound;
  return sign == ">" ? value > bound : value >= bound;
}

bool in_range(const Json& range, const Json& value) {
  if (!value.is_number()) return false;
  for (std::size_t i = 0; i + 1 < range.size(); i += 2) {
    if (!holds(value.get<double>(), range[i], range[i + 1].get<double>())) return false;
  }
  return true;
}

bool in_network(const std::string& network, const std::string& address) {
  const auto slash = network.find('/');
  const int family = network.find(':') == std::string::npos ? AF_INET : AF_INET6;
  std::array<unsigned char, 16> base{};
  std::array<unsigned char, 16> given{};
  if (inet_pton(family, network.substr(0, slash).c_str(), base.data()) != 1) return false;
  if (inet_pton(family, address.c_str(), given.data()) != 1) return false;
  const auto most = family == AF_INET ? 32UL : 128UL;
  const auto bits = std::min(std::stoul(network.substr(slash + 1, 3)), most);
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const auto mask = 0x80U >> (bit % 8);
    if ((base[bit / 8] & mask) != (given[bit / 8] & mask)) return false;
  }
  return true;
}

bool differs(const Json& unwanted, const Json& value) {
  if (unwanted.is_object()) {
    if (!value.is_string()) return true;
    const auto pattern = unwanted.begin()->get<std::string>();
    return unwanted.begin().key() == "prefix" ? !begins_with(value, pattern)
                                              : !ends_with(value, pattern);
  }
  if (!unwanted.is_array()) return !equal(unwanted, value);
  return std::none_of(unwanted.begin(), unwanted.end(),
                      [&](const Json& each) { return equal(each, value); });
}

bool fits(const Json& match, const Json& value) {
  if (!match.is_object()) return equal(match, value);
  const auto& kind = match.begin().key();
  const auto& pattern = match.begin().value();
  if (kind == "exists") return pattern.get<bool>();
  if (kind == "anything-but") return differs(pattern, value);
  if (kind == "numeric") return in_range(pattern, value);
  if (!value.is_string()) return false;
  if (kind == "prefix") return begins_with(value, pattern);
  if (kind == "suffix") return ends_with(value, pattern);
  if (kind == "cidr") return in_network(pattern, value);
  return lower(value) == lower(pattern);
}

bool asks_for_absence(const Json& match) {
  return match.is_object() && match.begin().key() == "exists" && match.begin().value() == false;
}

/// One of these matches for one of the values; an absent one only for those that ask for absence.
bool any_fits(const Json& matches, const Json& value, bool present) {
  return std::any_of(matches.begin(), matches.end(), [&](const Json& match) {
    if (!present) return asks_for_absence(match);
    if (!value.is_array()) return fits(match, value);
    return std::any_of(value.begin(), value.end(),
                       [&](const Json& each) { return fits(match, each); });
  });
}

bool nested_fits(const Json& policy, const Json& value) {
  if (!value.is_array()) return lets_through(policy, value);
  return std::any_of(value.begin(), value.end(),
                     [&](const Json& each) { return lets_through(policy, each); });
}

}  // namespace

bool lets_through(const Json& policy, const Json& values) {
  for (const auto& [key, rule] : policy.items()) {
    if (key == "$or" && rule.is_array() && rule.size() > 1 && rule[0].is_object()) {
      const bool any = std::any_of(rule.begin(), rule.end(), [&](const Json& alternative) {
        return lets_through(alternative, values);
      });
      if (!any) return false;
      continue;
    }
    const bool present = values.is_object() && values.contains(key);
    const auto value = present ? values[key] : Json();
    if (rule.is_object() ? !nested_fits(rule, value) : !any_fits(rule, value, present)) {
      return false;
    }
  }
  return true;
}

Json filterable_attributes(const Json& attributes) {
  Json values = Json::object();
  for (const auto& [name, attribute] : attributes.items()) {
    const auto type = attribute.value("DataType", std::string());
    const auto text = attribute.value("StringValue", std::string());
    if (type.rfind("Binary", 0) == 0) continue;
    values[name] = text;
    const bool structured = type.rfind("Number", 0) == 0 || type.rfind("String.Array", 0) == 0;
    if (!structured) continue;
    auto read = Json::parse(text, nullptr, false);
    if (!read.is_discarded()) values[name] = std::move(read);
  }
  return values;
}

}  // namespace souk::messaging
