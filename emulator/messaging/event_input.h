#pragma once

#include <optional>
#include <string>

#include "emulator/core/json.h"
#include "emulator/core/result.h"

namespace souk::messaging {

// What a target gets of an event. Source: EventBridge User Guide, "Input transformation"; outcomes
// recorded from the live service.

/// An event on its way from a rule to a target.
struct Occasion {
  std::string event;  ///< the whole event's text
  std::string rule_arn;
  std::string rule_name;
  std::string ingestion_time;  ///< ISO 8601
};

/// Whether a target says at most once what it wants of an event, and says it well. Fails with
/// ValidationException.
Result<void> check_input(const Json& target);

/// What the target gets: the event, or what Input, InputPath or InputTransformer make of it.
/// Nothing when a template that looks like JSON gives none.
std::optional<std::string> input_of(const Json& target, const Occasion& occasion);

/// "$.detail.id", "$.resources[0]", "$.detail.items[*].id".
bool is_json_path(const std::string& path);

/// What an event has at a path, members in their order; nothing when it has nothing there.
std::optional<nlohmann::ordered_json> value_at(const nlohmann::ordered_json& event,
                                               const std::string& path);

/// A value as the text it stands for in a longer text: a text itself, other things without quotes.
std::string bare_text(const nlohmann::ordered_json& value);

}  // namespace souk::messaging
