#pragma once

#include "emulator/core/json.h"
#include "emulator/core/result.h"
#include "emulator/core/time.h"

namespace souk::messaging {

/// How a topic's message is tried again at an http or https endpoint, in seconds and attempts.
/// Source: SNS Developer Guide, "Creating an HTTP/S delivery policy".
struct RetryPolicy {
  std::int64_t min_delay = 20;
  std::int64_t max_delay = 20;
  std::int64_t retries = 3;
  std::int64_t no_delay_retries = 0;
  std::int64_t min_delay_retries = 0;
  std::int64_t max_delay_retries = 0;
  std::string backoff = "linear";
};

/// How long after attempt `made` (1, 2, …) the next one is due; nothing when there is none: first
/// at once, then at the least delay, then growing from it to the most, then at the most.
std::optional<Duration> next_attempt(const RetryPolicy& policy, std::int64_t made);

/// Whether a text is a delivery policy of a subscription, or of a topic. An error's message is what
/// SNS says after "Invalid parameter: ".
Result<void> check_subscription_policy(const std::string& text, bool raw);
Result<void> check_topic_policy(const std::string& text);

/// The policies in force, as SNS writes them; texts may be empty for what was not told.
Json effective_topic_policy(const std::string& topic);
Json effective_subscription_policy(const std::string& topic, const std::string& subscription);

/// What an effective policy of a subscription says.
RetryPolicy retry_policy_in(const Json& effective);
std::string content_type_in(const Json& effective);

}  // namespace souk::messaging
