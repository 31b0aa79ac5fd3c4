#pragma once

#include "emulator/messaging/messaging.h"

// Functions that read queues: what AWS Lambda calls an event source mapping.
// Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS".
namespace souk::messaging {

/// What the agenda calls the instant when a hidden message shows that a function waits for.
inline constexpr std::string_view kPollQueue = "poll-queue";
/// Source: the guide: batches of standard queues without a batching window.
inline constexpr std::int64_t kMostOfABatch = 10;

/// How a function is to read a queue.
struct ConsumerWish {
  std::string queue;     ///< a name
  std::string function;  ///< a name
  std::int64_t batch_size = kMostOfABatch;
  bool reports_failures = false;
};

/// Lets a function read a queue, instead of the one that did. Fails with QueueNotFound,
/// FunctionNotFound or BadRequest.
Result<storage::QueueConsumerRow> put_consumer(Messaging& messaging, const ConsumerWish& wish);
/// Fails with QueueNotFound, or ConsumerNotFound when no function reads the queue.
Result<void> remove_consumer(Messaging& messaging, const std::string& queue);

/// A message came into a queue or shows earlier: a function that reads it is to have it.
void wake_consumer(Messaging& messaging, const storage::QueueRow& queue);

/// Takes a batch for each function that reads a queue and has none of it under way, and puts it in
/// line; notes when to look again.
void poll_queues(Messaging& messaging);

}  // namespace souk::messaging
