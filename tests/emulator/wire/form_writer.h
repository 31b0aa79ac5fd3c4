#pragma once

#include <fmt/format.h>

#include <string>

#include "emulator/core/json.h"
#include "emulator/core/percent.h"
#include "emulator/wire/shape.h"

namespace souk::wire {

/// Writes `value` as a Query client would.
class FormWriter {
 public:
  static std::string write(const Shape& shape, const Json& value) {
    FormWriter writer;
    writer.add(shape, "", value);
    return std::move(writer.out_);
  }

 private:
  void add(const Shape& shape, const std::string& name, const Json& value) {
    std::size_t number = 0;
    switch (shape.kind) {
      case Shape::Kind::Structure:
        for (const Member& known : shape.members) {
          if (!value.contains(known.name)) continue;
          const auto dot = name.empty() ? "" : ".";
          add(known.shape, fmt::format("{}{}{}", name, dot, known.name_in_query()),
              value.at(known.name));
        }
        return;
      case Shape::Kind::List:
        for (const Json& item : value) {
          const auto middle = shape.flat ? "" : "." + shape.item_name;
          add(*shape.item, fmt::format("{}{}.{}", name, middle, ++number), item);
        }
        return;
      case Shape::Kind::Map:
        for (const auto& [key, item] : value.items()) {
          const auto entry = fmt::format("{}{}.{}", name, shape.flat ? "" : ".entry", ++number);
          add(*shape.key, entry + "." + shape.key_name, key);
          add(*shape.item, entry + "." + shape.value_name, item);
        }
        return;
      default:
        parameter(name, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }

  void parameter(const std::string& name, const std::string& value) {
    if (!out_.empty()) out_ += '&';
    append_percent_encoded(out_, name);
    out_ += '=';
    append_percent_encoded(out_, value);
  }

  std::string out_;
};

}  // namespace souk::wire
