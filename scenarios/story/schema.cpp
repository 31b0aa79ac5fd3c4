#include "scenarios/story/schema.h"

#include "scenarios/story/language.h"
#include "scenarios/story/scalars.h"

namespace souk::judge {
namespace {

using Schema = nlohmann::ordered_json;

Schema schema_of(const Value& value);

// Any scalar may be a ${…} that becomes what is asked for.
Schema or_reference(Schema schema) {
  return {{"anyOf", {std::move(schema), {{"$ref", "#/$defs/reference"}}}}};
}

Schema typed(const char* type) { return {{"type", type}}; }

Schema whole_number(int least, int most) {
  Schema schema = {{"type", "integer"}, {"minimum", least}};
  if (most > 0) schema["maximum"] = most;
  return schema;
}

Schema patterned(Shape shape) {
  Schema schema = {{"type", "string"}};
  const std::string pattern = pattern_of(shape);
  if (!pattern.empty()) schema["pattern"] = pattern;
  return schema;
}

Schema plain() { return {{"type", {"string", "number", "boolean"}}}; }

// Words like 1 or true arrive in an editor as what YAML makes of them.
Schema word_schema(std::string_view words) {
  Schema choices = Schema::array();
  for (const std::string& word : words_of(words)) {
    choices.push_back(word);
    if (Schema::accept(word)) choices.push_back(Schema::parse(word));
  }
  return {{"enum", choices}};
}

Schema choice_schema(const Table& table) {
  Schema rules = Schema::array();
  if (!table.one_of.empty()) {
    Schema choices = Schema::array();
    for (const auto& name : words_of(table.one_of)) choices.push_back({{"required", {name}}});
    rules.push_back({{"oneOf", choices}});
  }
  for (const auto& names : sets_of(table.at_most_one)) {
    Schema pairs = Schema::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
      for (std::size_t j = i + 1; j < names.size(); ++j) {
        pairs.push_back({{"required", {names[i], names[j]}}});
      }
    }
    rules.push_back({{"not", {{"anyOf", pairs}}}});
  }
  return rules;
}

Schema object_schema(const Table& table) {
  Schema schema = {{"type", "object"}, {"properties", Schema::object()}};
  Schema required = Schema::array();
  Schema beside = Schema::object();
  for (const Member& member : table) {
    const std::string name(member.name);
    Schema inner = schema_of(member.value);
    inner["description"] = member.about;
    schema["properties"][name] = std::move(inner);
    if (member.required) required.push_back(name);
    if (!member.beside.empty()) beside[name] = {std::string(member.beside)};
  }
  if (!required.empty()) schema["required"] = required;
  if (!beside.empty()) schema["dependentRequired"] = beside;
  schema["additionalProperties"] =
      table.dimensions ? or_reference(whole_number(0, 0)) : Schema(false);
  Schema choices = choice_schema(table);
  if (!choices.empty()) schema["allOf"] = std::move(choices);
  return schema;
}

Schema one_shape(const Value& value) {
  switch (value.shape) {
    case Shape::Word:
      return or_reference(word_schema(value.words));
    case Shape::Count:
      return or_reference(whole_number(0, 0));
    case Shape::Number:
      return or_reference(typed("integer"));
    case Shape::Status:
      return or_reference(whole_number(100, 599));
    case Shape::Fraction:
      return or_reference({{"type", "number"}, {"minimum", 0}, {"maximum", 1}});
    case Shape::Amount: {
      auto schema = patterned(value.shape);
      schema["type"] = {"string", "integer"};
      return or_reference(std::move(schema));
    }
    case Shape::Flag:
      return or_reference(typed("boolean"));
    case Shape::Text:
    case Shape::Plain:
      return plain();
    case Shape::Filled:
      return {{"type", {"string", "number", "boolean"}}, {"minLength", 1}};
    case Shape::AllOrCount:
      return {{"anyOf", {Schema{{"const", "all"}}, or_reference(whole_number(0, 0))}}};
    case Shape::Anything:
      return Schema::object();
    case Shape::Nothing:
      return typed("null");
    case Shape::List:
      return {{"type", "array"}, {"minItems", 1}, {"items", schema_of(*value.item)}};
    case Shape::Map:
      return {{"type", "object"},
              {"minProperties", 1},
              {"additionalProperties", schema_of(*value.item)}};
    case Shape::Captures:
      return {{"type", "object"},
              {"minProperties", 1},
              {"propertyNames", patterned(Shape::Name)},
              {"additionalProperties", schema_of(*value.item)}};
    case Shape::Quantities:
      return {{"type", "object"},
              {"minProperties", 1},
              {"additionalProperties", or_reference(whole_number(0, 0))}};
    case Shape::Object:
      return object_schema(*value.table);
    case Shape::Steps:
      return {{"type", "array"},
              {"minItems", 1},
              {"items", value.item ? schema_of(*value.item) : Schema{{"$ref", "#/$defs/step"}}}};
    default:
      return or_reference(patterned(value.shape));
  }
}

Schema schema_of(const Value& value) {
  if (!value.or_else) return one_shape(value);
  Schema choices = Schema::array();
  for (const Value* each = &value; each; each = each->or_else) choices.push_back(one_shape(*each));
  return {{"anyOf", choices}};
}

Schema step_schema() {
  Schema properties = Schema::object();
  for (const Verb& verb : verb_table()) {
    Schema arguments = schema_of(verb.arguments);
    arguments["description"] = verb.about;
    properties[std::string(verb.name)] = std::move(arguments);
  }
  return {{"type", "object"},
          {"minProperties", 1},
          {"maxProperties", 1},
          {"additionalProperties", false},
          {"properties", properties}};
}

}  // namespace

nlohmann::ordered_json story_schema() {
  Schema schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", "A souk story"}};
  schema.update(object_schema(story_table()));
  schema["$defs"] = {
      {"reference", {{"type", "string"}, {"pattern", "\\$\\{[^}]+\\}"}}},
      {"step", step_schema()},
      {"seller", object_schema(seller_table())},
  };
  return schema;
}

}  // namespace souk::judge
