#pragma once

#include "emulator/core/json.h"
#include "emulator/core/result.h"

namespace souk::messaging {

// Filter policies of SNS subscriptions; what lets a message through is in matching.h. Source: SNS
// Developer Guide, "Subscription filter policies"; texts of refusals recorded from the live
// service.

/// Whether `text` is a filter policy; `nested`: keys may hold keys, as in message bodies. An
/// error's message is what SNS says after "Invalid parameter: ".
Result<void> check_filter_policy(const std::string& text, bool nested);

/// What a policy over attributes looks at: texts, numbers, and the elements of String.Array.
Json filterable_attributes(const Json& attributes);

}  // namespace souk::messaging
