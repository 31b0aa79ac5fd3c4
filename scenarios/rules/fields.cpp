#include "scenarios/rules/fields.h"

#include <limits>

#include "scenarios/rules/time_text.h"

namespace souk::judge {

const Json& member(const Json& object, const char* key) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(key);
  return found == object.end() ? kNone : *found;
}

std::string text_of(const Json& object, const char* key) {
  const auto& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<std::int64_t> number_of(const Json& object, const char* key) {
  const auto& value = member(object, key);
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return number > kMost ? std::nullopt : std::optional(static_cast<std::int64_t>(number));
  }
  if (!value.is_number_integer()) return std::nullopt;
  return value.get<std::int64_t>();
}

bool flag_of(const Json& object, const char* key, bool otherwise) {
  const auto& value = member(object, key);
  return value.is_boolean() ? value.get<bool>() : otherwise;
}

std::optional<Timestamp> instant_of(const Json& object, const char* key) {
  const auto& value = member(object, key);
  return value.is_string() ? parse_instant(value.get_ref<const std::string&>()) : std::nullopt;
}

}  // namespace souk::judge
