#include "emulator/messaging/queue_consumers.h"

#include <fmt/format.h>

#include "emulator/messaging/queue_batches.h"
#include "emulator/messaging/queues.h"
#include "emulator/storage/events_store.h"

namespace souk::messaging {
namespace {

Result<storage::QueueRow> queue_to_read(Messaging& messaging, const std::string& name) {
  if (const auto queue = messaging.queues.queue(name)) return *queue;
  return Failure({"QueueNotFound", 404, fmt::format("There is no queue {}.", name), "q",
                  "CreateQueue makes one; GET …/queues lists them."});
}

/// The happening moves only when it has to: whoever looks in vain leaves no trace.
void look_again(Messaging& messaging, const storage::QueueRow& queue) {
  auto& agenda = messaging.market.agenda;
  const auto next = messaging.queues.next_visible(queue.id, messaging.market.now());
  if (agenda.due_of(kPollQueue, queue.name) == next) return;
  agenda.cancel(kPollQueue, queue.name);
  if (next) agenda.add(*next, kPollQueue, queue.name);
}

}  // namespace

Result<storage::QueueConsumerRow> put_consumer(Messaging& messaging, const ConsumerWish& wish) {
  const auto queue = queue_to_read(messaging, wish.queue);
  if (!queue) return Failure(queue.error());
  if (!storage::EventsStore(messaging.market.database).function_url(wish.function)) {
    return Failure({"FunctionNotFound", 404,
                    fmt::format("Nobody said where the function {} runs.", wish.function),
                    "function", fmt::format("PUT …/functions/{} {{\"url\": …}}", wish.function)});
  }
  const storage::QueueConsumerRow consumer{queue->id, wish.function, wish.batch_size,
                                           wish.reports_failures};
  messaging.queues.put(consumer);
  messaging.has_due = true;
  return consumer;
}

Result<void> remove_consumer(Messaging& messaging, const std::string& name) {
  const auto queue = queue_to_read(messaging, name);
  if (!queue) return Failure(queue.error());
  if (!messaging.queues.consumer(queue->id)) {
    return Failure(
        {"ConsumerNotFound", 404, fmt::format("No function reads the queue {}.", name), "q", ""});
  }
  messaging.queues.remove_consumer(queue->id);
  messaging.market.agenda.cancel(kPollQueue, name);
  return {};
}

void wake_consumer(Messaging& messaging, const storage::QueueRow& queue) {
  if (messaging.queues.consumer(queue.id)) messaging.has_due = true;
}

void poll_queues(Messaging& messaging) {
  const auto consumers = messaging.queues.consumers();
  // What was read in vain too often goes to a queue that may have been looked at already.
  for (const auto& each : consumers) {
    if (const auto queue = messaging.queues.queue(each.queue)) {
      receive(messaging, *queue, 0, std::nullopt);
    }
  }
  for (const auto& each : consumers) {
    const auto queue = messaging.queues.queue(each.queue);
    if (!queue || messaging.outbox.under_way(queue_arn(messaging, *queue))) continue;
    const auto received =
        receive(messaging, *queue, static_cast<std::size_t>(each.batch_size), std::nullopt);
    if (!received.empty()) put_batch(messaging, *queue, each, received);
    look_again(messaging, *queue);
  }
}

}  // namespace souk::messaging
