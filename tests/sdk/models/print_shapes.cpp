// Prints what souk takes and gives, operation by operation, for the comparison with AWS's models.
#include <iostream>

#include "emulator/core/json.h"
#include "emulator/services/operation.h"

namespace {

using souk::Json;
using souk::wire::Shape;

constexpr const char* kTypes[] = {"string",    "number", "number", "number", "boolean",
                                  "timestamp", "blob",   "list",   "map",    "structure"};

Json described(const Shape& shape) {
  Json json{{"type", kTypes[static_cast<std::size_t>(shape.kind)]}};
  if (shape.min) json["min"] = *shape.min;
  if (shape.max && *shape.max != Shape::kUnlimited) json["max"] = *shape.max;
  if (shape.pattern) json["pattern"] = shape.pattern->text();
  if (shape.item) json["item"] = described(*shape.item);
  if (!shape.values.empty()) json["values"] = shape.values;
  if (shape.kind != Shape::Kind::Structure) return json;
  json["members"] = Json::object();
  json["required"] = Json::array();
  for (const auto& member : shape.members) {
    json["members"][member.name] = described(member.shape);
    if (member.required) json["required"].push_back(member.name);
  }
  return json;
}

}  // namespace

int main() {
  Json all = Json::object();
  for (const auto& operation : souk::services::all_operations()) {
    auto& place = all[std::string(operation.service)][std::string(operation.name)];
    place["input"] = described(operation.input());
    const auto* output = operation.output();
    place["output"] = output == nullptr ? Json() : described(*output);
  }
  std::cout << all.dump() << '\n';
  return 0;
}
