#include <fmt/format.h>

#include "emulator/services/sqs/operations.h"

// ChangeMessageVisibility: a consumer needs longer, or gives a message back (0 seconds).
//   fails QueueDoesNotExist, ReceiptHandleIsInvalid, InvalidParameterValueException
namespace souk::services::sqs {

const wire::Shape& change_message_visibility_input() {
  using namespace wire;
  static const auto shape =
      structure({required("QueueUrl", string()), required("ReceiptHandle", string()),
                 required("VisibilityTimeout", integer())});
  return shape;
}

Result<Json> change_message_visibility(Context& context, const Json& request) {
  const auto queue = messaging::queue_at(context.messaging, request["QueueUrl"]);
  if (!queue) return Failure(queue.error());
  const auto seconds = request["VisibilityTimeout"].get<std::int64_t>();
  if (seconds < 0 || seconds > 43'200) {
    return Failure({"InvalidParameterValueException", 400,
                    fmt::format("Value {} for parameter VisibilityTimeout is invalid. Reason: Must "
                                "be between 0 and 43200.",
                                seconds),
                    "VisibilityTimeout", ""});
  }
  const auto changed = messaging::change_visibility(
      context.messaging, *queue, request["ReceiptHandle"], std::chrono::seconds(seconds));
  if (!changed) return Failure(changed.error());
  return Json::object();
}

}  // namespace souk::services::sqs
