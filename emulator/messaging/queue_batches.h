#pragma once

#include "emulator/messaging/deliveries.h"
#include "emulator/messaging/queues.h"

// Messages of a queue on their way to the function that reads it, and what became of them.
namespace souk::messaging {

/// So long a message stays hidden at least whose function failed, where its queue would show it at
/// once: else time would stand still over it.
inline constexpr Duration kShortestRest = std::chrono::seconds(1);

/// What a function is invoked with for these messages.
/// Source: AWS Lambda Developer Guide, "Example standard queue message event".
Json batch_event(Messaging& messaging, const storage::QueueRow& queue,
                 const std::vector<Received>& received);

/// Puts a batch in line for its function, due now.
void put_batch(Messaging& messaging, const storage::QueueRow& queue,
               const storage::QueueConsumerRow& consumer, const std::vector<Received>& received);

bool is_batch(const storage::NotificationRow& notification);

/// Deletes the messages that a function has done with; the others show again when their time is
/// over. `taken`: the function answered and did not fail.
void finish_batch(Messaging& messaging, const Attempt& attempt, storage::DeliveryRow delivery,
                  bool taken, const OutboundAnswer& answer);

}  // namespace souk::messaging
