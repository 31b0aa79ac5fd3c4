#pragma once

#include "emulator/core/json.h"
#include "emulator/core/result.h"

namespace souk::messaging {

// What SNS's filter policies and EventBridge's event patterns have in common: objects of lists of
// matches. Sources: EventBridge User Guide, "Comparison operators"; SNS Developer Guide,
// "Subscription filter policies"; answers recorded from the live services.

/// Whether values fit a pattern that was checked. A list fits when one of its elements does; an
/// empty list, and an object where a scalar is asked for, count as absent.
bool matches(const Json& pattern, const Json& values);

/// Whether this member of a pattern lists alternatives ("$or") and is no key to look up.
bool is_choice(const std::string& key, const Json& rule);

bool is_scalar(const Json& value);

/// EventBridge knows operators that SNS does not take.
enum class Dialect { FilterPolicy, EventPattern };

/// Whether one element of a list in a pattern is in order. An error's message is the reason alone.
Result<void> check_match(const Json& match, Dialect dialect);

}  // namespace souk::messaging
