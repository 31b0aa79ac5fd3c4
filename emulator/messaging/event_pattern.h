#pragma once

#include "emulator/core/json.h"
#include "emulator/core/result.h"

namespace souk::messaging {

// Event patterns of EventBridge; their operators are in matching.h. Source: EventBridge User Guide,
// "Event patterns"; texts of refusals and outcomes recorded from the live service.

/// Whether `text` is an event pattern. Fails with InvalidEventPatternException.
Result<void> check_event_pattern(const std::string& text);

/// Whether an event fits a pattern that was checked. `{"a.b": …}` and `{"a": {"b": …}}` are the
/// same, in patterns and in events.
bool fits_event(const std::string& pattern, const Json& event);

}  // namespace souk::messaging
