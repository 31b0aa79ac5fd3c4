#include "emulator/services/sqs/operations.h"

// DeleteMessage: a consumer is done with a message; deleting it twice is no error.
//   fails QueueDoesNotExist, ReceiptHandleIsInvalid
namespace souk::services::sqs {

const wire::Shape& delete_message_input() {
  using namespace wire;
  static const auto shape =
      structure({required("QueueUrl", string()), required("ReceiptHandle", string())});
  return shape;
}

Result<Json> delete_message(Context& context, const Json& request) {
  const auto queue = messaging::queue_at(context.messaging, request["QueueUrl"]);
  if (!queue) return Failure(queue.error());
  const auto deleted =
      messaging::delete_message(context.messaging, *queue, request["ReceiptHandle"]);
  if (!deleted) return Failure(deleted.error());
  return Json::object();
}

}  // namespace souk::services::sqs
