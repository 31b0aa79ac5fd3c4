#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "souk/time.h"

/// Members of answers, read without trust: what is absent, null or of another type counts as
/// absent.
namespace souk::client::members {

using Json = nlohmann::json;

inline const Json& at(const Json& object, const char* name) {
  static const Json kAbsent;
  if (!object.is_object()) return kAbsent;
  const auto found = object.find(name);
  return found == object.end() ? kAbsent : *found;
}

inline std::string text(const Json& object, const char* name) {
  const auto& value = at(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

inline std::int64_t number(const Json& object, const char* name) {
  const auto& value = at(object, name);
  return value.is_number() ? value.get<std::int64_t>() : 0;
}

inline bool flag(const Json& object, const char* name) {
  const auto& value = at(object, name);
  return value.is_boolean() && value.get<bool>();
}

inline std::optional<Timestamp> instant(const Json& object, const char* name) {
  return parse_iso(text(object, name));
}

/// Epoch seconds with or without a fraction, as AWS JSON has it.
inline std::optional<Timestamp> epoch(const Json& object, const char* name) {
  const auto& value = at(object, name);
  if (!value.is_number()) return std::nullopt;
  const double milliseconds = std::round(value.get<double>() * 1000);
  if (!(std::abs(milliseconds) < 9e15)) return std::nullopt;
  return Timestamp(Duration(static_cast<std::int64_t>(milliseconds)));
}

/// An array's elements; none when it is no array.
inline const Json& list(const Json& object, const char* name) {
  static const Json kEmpty = Json::array();
  const auto& value = at(object, name);
  return value.is_array() ? value : kEmpty;
}

}  // namespace souk::client::members
