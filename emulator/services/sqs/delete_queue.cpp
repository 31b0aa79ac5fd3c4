#include "emulator/services/sqs/operations.h"

// DeleteQueue and PurgeQueue: a queue, or what is in it, goes for good.
//   fails QueueDoesNotExist, PurgeQueueInProgress
namespace souk::services::sqs {

const wire::Shape& named_queue_input() {
  static const auto shape = wire::structure({wire::member("QueueUrl", wire::string())});
  return shape;
}

Result<Json> delete_queue(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  messaging::delete_queue(context.messaging, *queue);
  return Json::object();
}

Result<Json> purge_queue(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  const auto purged = messaging::purge_queue(context.messaging, *queue);
  if (!purged) return Failure(purged.error());
  return Json::object();
}

}  // namespace souk::services::sqs
