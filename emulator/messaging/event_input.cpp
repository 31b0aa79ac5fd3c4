#include "emulator/messaging/event_input.h"

#include <algorithm>
#include <array>
#include <map>

#include "emulator/messaging/event_errors.h"
#include "emulator/messaging/event_json.h"

namespace souk::messaging {
namespace {

using Ordered = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kReserved{"aws.events.event", "aws.events.event.json",
                                                    "aws.events.rule-arn", "aws.events.rule-name",
                                                    "aws.events.event.ingestion-time"};

bool is_services_own(const std::string& name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

/// Calls `text(letters)` for what stands between placeholders and `name(name, quoted)` for each of
/// those. Quotes are the template's own; values do not change what is inside of them.
template <class Text, class Name>
void walk_template(const std::string& text, Text each_text, Name each_name) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto end = text[at] == '<' ? text.find('>', at) : std::string::npos;
    if (end != std::string::npos) {
      each_name(text.substr(at + 1, end - at - 1), quoted);
      at = end;
      continue;
    }
    if (text[at] == '\\' && at + 1 < text.size()) {
      each_text(text.substr(at, 2));
      ++at;
      continue;
    }
    if (text[at] == '"') quoted = !quoted;
    each_text(std::string(1, text[at]));
  }
}

Result<void> check_transformer(const Json& transformer, const std::string& id) {
  const auto paths = transformer.value("InputPathsMap", Json::object());
  for (const auto& [name, path] : paths.items()) {
    if (is_json_path(path.get<std::string>())) continue;
    return Failure(
        invalid_event_call(fmt::format("Invalid InputPathsMap for target {}: {} is no JSON path.",
                                       id, path.get<std::string>()),
                           "InputTransformer"));
  }
  std::string unknown;
  walk_template(
      transformer["InputTemplate"].get<std::string>(), [](const std::string&) {},
      [&](const std::string& name, bool) {
        if (unknown.empty() && !paths.contains(name) && !is_services_own(name)) unknown = name;
      });
  if (unknown.empty()) return {};
  return Failure(invalid_event_call(
      fmt::format("InputTemplate for target {} contains invalid placeholder {}.", id, unknown),
      "InputTransformer"));
}

/// What the placeholders stand for; a path that leads nowhere stands for an empty text.
std::map<std::string, Ordered> values_of(const Json& transformer, const Occasion& occasion) {
  const auto event = Ordered::parse(occasion.event);
  std::map<std::string, Ordered> values;
  const auto paths = transformer.value("InputPathsMap", Json::object());
  for (const auto& [name, path] : paths.items()) {
    values[name] = value_at(event, path.get<std::string>()).value_or("");
  }
  auto without_detail = Ordered::object();
  for (const auto& [name, value] : event.items()) {
    if (name != "detail") without_detail[name == "detail-type" ? "detailType" : name] = value;
  }
  values["aws.events.event"] = std::move(without_detail);
  values["aws.events.event.json"] = event;
  values["aws.events.rule-arn"] = occasion.rule_arn;
  values["aws.events.rule-name"] = occasion.rule_name;
  values["aws.events.event.ingestion-time"] = occasion.ingestion_time;
  return values;
}

std::optional<std::string> transformed(const Json& transformer, const Occasion& occasion) {
  const auto values = values_of(transformer, occasion);
  const auto text = transformer["InputTemplate"].get<std::string>();
  std::string filled;
  walk_template(
      text, [&](const std::string& letters) { filled += letters; },
      [&](const std::string& name, bool quoted) {
        const auto& value = values.at(name);
        filled += quoted ? bare_text(value) : value.dump();
      });
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos && (text[first] == '{' || text[first] == '[');
  if (!is_json) return filled;
  if (!read_json(filled)) return std::nullopt;
  return compact_json(filled);
}

}  // namespace

std::string bare_text(const Ordered& value) {
  if (value.is_string()) return value.get<std::string>();
  auto text = value.dump();
  text.erase(std::remove(text.begin(), text.end(), '"'), text.end());
  return text;
}

Result<void> check_input(const Json& target) {
  const auto id = target["Id"].get<std::string>();
  const auto ways =
      target.count("Input") + target.count("InputPath") + target.count("InputTransformer");
  if (ways > 1) {
    return Failure(invalid_event_call(
        fmt::format(
            "Only one of Input, InputPath, or InputTransformer must be provided for target {}.",
            id),
        "Targets"));
  }
  if (const auto input = target.find("Input"); input != target.end()) {
    if (read_json(input->get<std::string>())) return {};
    return Failure(
        invalid_event_call(fmt::format("JSON syntax error in input for target {}.", id), "Input"));
  }
  if (const auto path = target.find("InputPath"); path != target.end()) {
    if (is_json_path(path->get<std::string>())) return {};
    return Failure(
        invalid_event_call(fmt::format("Invalid InputPath for target {}.", id), "InputPath"));
  }
  const auto transformer = target.find("InputTransformer");
  return transformer == target.end() ? Result<void>() : check_transformer(*transformer, id);
}

std::optional<std::string> input_of(const Json& target, const Occasion& occasion) {
  if (const auto input = target.find("Input"); input != target.end()) {
    return input->get<std::string>();
  }
  if (const auto path = target.find("InputPath"); path != target.end()) {
    const auto found = value_at(Ordered::parse(occasion.event), path->get<std::string>());
    return found ? found->dump() : "null";
  }
  const auto transformer = target.find("InputTransformer");
  return transformer == target.end() ? occasion.event : transformed(*transformer, occasion);
}

}  // namespace souk::messaging
