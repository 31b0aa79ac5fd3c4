#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// Reads attributes a queue is told, texts by name: known names, numbers within their limits and
/// without leading zeros, a dead-letter queue that exists. An empty text takes an attribute away.
/// Fails with InvalidAttributeName, InvalidAttributeValue, or InvalidParameterValueException.
Result<Json> read_queue_attributes(Messaging& messaging, const Json& given);

/// What a queue was told, and the defaults for the rest.
Json queue_settings(const storage::QueueRow& queue);

/// One of them as a number.
std::int64_t queue_setting(const storage::QueueRow& queue, const std::string& attribute);

/// Where a queue's messages go that were received in vain.
struct Redrive {
  std::string target_arn;
  std::int64_t most_receives = 0;
};
std::optional<Redrive> redrive_of(const storage::QueueRow& queue);

std::string queue_arn(const Messaging& messaging, const storage::QueueRow& queue);

/// The queue of this sandbox an ARN names.
std::optional<storage::QueueRow> queue_with_arn(Messaging& messaging, const std::string& arn);

}  // namespace souk::messaging
