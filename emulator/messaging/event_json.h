#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/core/json.h"

namespace souk::messaging {

/// Ours: the live service's limit is not published; its JSON library has this one.
inline constexpr std::size_t kDeepestEvent = 1'000;

/// JSON that came as a text; nothing when it is none, or nested deeper than kDeepestEvent.
std::optional<Json> read_json(std::string_view text);

/// The same JSON without blanks between its parts, otherwise letter for letter: numbers stay
/// written as they were, members in their order.
std::string compact_json(std::string_view text);

}  // namespace souk::messaging
