#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "emulator/core/base64.h"
#include "emulator/core/json.h"
#include "emulator/core/time.h"
#include "emulator/wire/check.h"
#include "emulator/wire/instants.h"
#include "emulator/wire/member_path.h"

namespace souk::wire {
namespace {

using Kind = Shape::Kind;

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::String:
      return "String";
    case Kind::Integer:
      return "Integer";
    case Kind::Long:
      return "Long";
    case Kind::Double:
      return "Double";
    case Kind::Boolean:
      return "Boolean";
    case Kind::Timestamp:
      return "Timestamp";
    case Kind::Blob:
      return "Blob";
    case Kind::List:
      return "list";
    case Kind::Map:
      return "map";
    case Kind::Structure:
      return "structure";
  }
  return "";
}

std::string_view wanted(Kind kind) {
  switch (kind) {
    case Kind::String:
      return "a text";
    case Kind::Integer:
    case Kind::Long:
      return "a whole number";
    case Kind::Double:
      return "a number";
    case Kind::Boolean:
      return "true or false";
    case Kind::Timestamp:
      return "a number: seconds since 1970-01-01T00:00:00Z";
    case Kind::Blob:
      return "a text in base64";
    case Kind::List:
      return "a list";
    case Kind::Map:
    case Kind::Structure:
      return "an object";
  }
  return "";
}

/// What AWS's front end says on finding `value` where a `kind` belongs.
std::string complaint(Kind kind, const Json& value) {
  if (kind == Kind::List || kind == Kind::Map || kind == Kind::Structure) {
    if (value.is_array()) return "Start of list found where not expected";
    if (value.is_object()) return "Start of structure or map found where not expected";
    return fmt::format("Expected {} or null", name_of(kind));
  }
  if (value.is_object()) return "Start of structure or map found where not expected";
  if (value.is_array()) return "Start of list found where not expected";
  std::string_view token = "NULL_VALUE";
  if (value.is_string()) token = "STRING_VALUE";
  if (value.is_number()) token = "NUMBER_VALUE";
  if (value.is_boolean()) token = value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
  return fmt::format("{} can not be converted to {}", token, name_of(kind));
}

Result<void> mismatch(const Shape& shape, const Json& value, const MemberPath& path,
                      std::string message = {}) {
  if (message.empty()) message = complaint(shape.kind, value);
  const auto field = path.plain();
  return Failure({"SerializationException", 400, std::move(message), field,
                  fmt::format("{} must be {}.", field.empty() ? "The request body" : field,
                              wanted(shape.kind))});
}

class TypeCheck {
 public:
  explicit TypeCheck(CheckOptions options) : options_(options) {}

  Result<void> visit(const Shape& shape, Json& value, const MemberPath& path) const {
    switch (shape.kind) {
      case Kind::String:
        return value.is_string() ? Result<void>() : mismatch(shape, value, path);
      case Kind::Boolean:
        return value.is_boolean() ? Result<void>() : mismatch(shape, value, path);
      case Kind::Double:
        return value.is_number() ? Result<void>() : mismatch(shape, value, path);
      case Kind::Integer:
      case Kind::Long:
        return visit_integer(shape, value, path);
      case Kind::Timestamp:
        return visit_timestamp(shape, value, path);
      case Kind::Blob:
        return visit_blob(shape, value, path);
      case Kind::List:
        return visit_list(shape, value, path);
      case Kind::Map:
        return visit_map(shape, value, path);
      case Kind::Structure:
        return visit_structure(shape, value, path);
    }
    return {};
  }

 private:
  static Result<void> visit_integer(const Shape& shape, Json& value, const MemberPath& path) {
    if (value.is_number_unsigned()) {
      const auto number = value.get<std::uint64_t>();
      if (number <= std::numeric_limits<std::int64_t>::max()) return {};
      return mismatch(shape, value, path);
    }
    if (value.is_number_integer()) return {};
    if (!value.is_number_float()) return mismatch(shape, value, path);
    const double number = value.get<double>();
    constexpr double kBeyond = 9223372036854775808.0;
    if (number != std::trunc(number) || number >= kBeyond || number < -kBeyond) {
      return mismatch(shape, value, path);
    }
    value = static_cast<std::int64_t>(number);
    return {};
  }

  Result<void> visit_timestamp(const Shape& shape, Json& value, const MemberPath& path) const {
    if (value.is_number()) return {};
    if (options_.iso_timestamps && value.is_string()) {
      if (const auto at = parse_iso(value.get_ref<const std::string&>())) {
        value = seconds_of(*at);
        return {};
      }
    }
    return mismatch(shape, value, path);
  }

  static Result<void> visit_blob(const Shape& shape, Json& value, const MemberPath& path) {
    if (!value.is_string()) return mismatch(shape, value, path);
    if (base64_decode(value.get_ref<const std::string&>())) return {};
    return mismatch(shape, value, path, "Invalid base64-encoded text");
  }

  Result<void> visit_list(const Shape& shape, Json& value, const MemberPath& path) const {
    if (!value.is_array()) return mismatch(shape, value, path);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto here = MemberPath::item(path, i);
      if (auto ok = visit(*shape.item, value[i], here); !ok) return ok;
    }
    return {};
  }

  Result<void> visit_map(const Shape& shape, Json& value, const MemberPath& path) const {
    if (!value.is_object()) return mismatch(shape, value, path);
    for (auto entry = value.begin(); entry != value.end();) {
      if (entry->is_null()) {
        entry = value.erase(entry);
        continue;
      }
      const auto here = MemberPath::entry(path, entry.key());
      if (auto ok = visit(*shape.item, *entry, here); !ok) return ok;
      ++entry;
    }
    return {};
  }

  Result<void> visit_structure(const Shape& shape, Json& value, const MemberPath& path) const {
    if (!value.is_object()) return mismatch(shape, value, path);
    for (const Member& member : shape.members) {
      const auto found = value.find(member.name);
      if (found == value.end()) continue;
      if (found->is_null()) {
        value.erase(found);
        continue;
      }
      const auto here = MemberPath::member(path, member.name);
      if (auto ok = visit(member.shape, *found, here); !ok) return ok;
    }
    return {};
  }

  CheckOptions options_;
};

}  // namespace

Result<Json> check_types(const Shape& shape, Json value, CheckOptions options) {
  if (auto ok = TypeCheck(options).visit(shape, value, MemberPath()); !ok) {
    return Failure(std::move(ok.error()));
  }
  return value;
}

Result<Json> check(const Shape& shape, Json value, CheckOptions options) {
  auto checked = check_types(shape, std::move(value), options);
  if (!checked) return checked;
  if (auto ok = check_constraints(shape, *checked); !ok) return Failure(std::move(ok.error()));
  return checked;
}

}  // namespace souk::wire
