#pragma once

#include <optional>
#include <string_view>

#include "emulator/core/time.h"

namespace souk::messaging {

/// How long after attempt `made` (1, 2, …) the next one is due; nothing when there is none.
/// Waits are the market's time. Source: SNS Developer Guide, "Message delivery retries" (http:
/// three retries 20 s apart; Lambda and SQS: 100,015 attempts over 23 days) and EventBridge User
/// Guide, "Retry policy" (185 attempts in 24 hours; its waits are our choice).
std::optional<Duration> next_attempt(std::string_view channel, std::string_view protocol,
                                     std::int64_t made);

/// How an answer counts. Source: SNS Developer Guide: 5xx, 429 and transport errors are tried
/// again, every other answer outside 2xx is final.
enum class Verdict { Delivered, Refused, Failed };
Verdict judge_status(int status, bool retries_429);

}  // namespace souk::messaging
