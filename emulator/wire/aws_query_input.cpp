#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "emulator/core/json.h"
#include "emulator/wire/aws_query.h"
#include "emulator/wire/errors.h"
#include "emulator/wire/instants.h"

namespace souk::wire::aws_query {
namespace {

using Kind = Shape::Kind;

tl::unexpected<Error> unreadable(const std::string& name, std::string_view wanted) {
  auto error = common_error(CommonError::Serialization,
                            fmt::format("STRING_VALUE can not be converted to {}", wanted));
  error.field = name;
  error.hint = fmt::format("The parameter {} is not a valid {}.", name, wanted);
  return Failure(std::move(error));
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<double> finite_number_in(std::string_view text) {
  const auto number = number_in<double>(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

Result<Json> read_timestamp(const std::string& name, const std::string& text) {
  if (const auto at = parse_iso(text)) return seconds_of(*at);
  if (const auto whole = number_in<std::int64_t>(text)) return Json(*whole);
  if (const auto seconds = finite_number_in(text)) return Json(*seconds);
  return unreadable(name, "Timestamp");
}

class Decoder {
 public:
  explicit Decoder(const Form& form) : form_(form) {}

  /// The value whose parameters begin with `name`, which is mentioned.
  Result<Json> read(const Shape& shape, const std::string& name) const {
    switch (shape.kind) {
      case Kind::List:
        return read_list(shape, name);
      case Kind::Map:
        return read_map(shape, name);
      case Kind::Structure:
        return read_structure(shape, name);
      default:
        break;
    }
    const auto* text = form_.find(name);
    if (text == nullptr) return unreadable(name, "single value");
    return read_scalar(shape, name, *text);
  }

  Result<Json> read_structure(const Shape& shape, const std::string& name) const {
    Json value = Json::object();
    for (const Member& member : shape.members) {
      const auto member_name = name.empty() ? std::string(member.name_in_query())
                                            : fmt::format("{}.{}", name, member.name_in_query());
      if (!form_.mentions(member_name)) continue;
      auto read_value = read(member.shape, member_name);
      if (!read_value) return read_value;
      value[member.name] = std::move(*read_value);
    }
    return value;
  }

 private:
  static Result<Json> read_scalar(const Shape& shape, const std::string& name,
                                  const std::string& text) {
    switch (shape.kind) {
      case Kind::Integer:
      case Kind::Long:
        if (const auto number = number_in<std::int64_t>(text)) return Json(*number);
        return unreadable(name, shape.kind == Kind::Integer ? "Integer" : "Long");
      case Kind::Double:
        if (const auto number = finite_number_in(text)) return Json(*number);
        return unreadable(name, "Double");
      case Kind::Boolean:
        if (same_word(text, "true")) return Json(true);
        if (same_word(text, "false")) return Json(false);
        return unreadable(name, "Boolean");
      case Kind::Timestamp:
        return read_timestamp(name, text);
      default:
        return Json(text);
    }
  }

  Result<Json> read_list(const Shape& shape, const std::string& name) const {
    Json value = Json::array();
    const auto prefix = shape.flat ? name : fmt::format("{}.{}", name, shape.item_name);
    for (const auto number : form_.numbers_under(prefix)) {
      auto item = read(*shape.item, fmt::format("{}.{}", prefix, number));
      if (!item) return item;
      value.push_back(std::move(*item));
    }
    return value;
  }

  Result<Json> read_map(const Shape& shape, const std::string& name) const {
    Json value = Json::object();
    const auto prefix = shape.flat ? name : name + ".entry";
    for (const auto number : form_.numbers_under(prefix)) {
      const auto entry = fmt::format("{}.{}", prefix, number);
      const auto* key = form_.find(fmt::format("{}.{}", entry, shape.key_name));
      if (key == nullptr) return unreadable(entry, "map entry: its key is missing");
      const auto value_name = fmt::format("{}.{}", entry, shape.value_name);
      if (!form_.mentions(value_name)) continue;
      auto item = read(*shape.item, value_name);
      if (!item) return item;
      value[*key] = std::move(*item);
    }
    return value;
  }

  const Form& form_;
};

}  // namespace

Result<Json> decode(const Shape& input, const Form& form) {
  return Decoder(form).read_structure(input, "");
}

}  // namespace souk::wire::aws_query
