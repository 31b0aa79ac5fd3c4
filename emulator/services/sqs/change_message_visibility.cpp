#include "emulator/messaging/queue_errors.h"
#include "emulator/services/sqs/batch.h"
#include "emulator/services/sqs/operations.h"

// ChangeMessageVisibility and its batch: a consumer needs longer, or gives messages back (0
// seconds).
//   fails QueueDoesNotExist, ReceiptHandleIsInvalid, InvalidParameterValueException; a batch as
//         check_batch
namespace souk::services::sqs {
namespace {

constexpr std::int64_t kLongestVisibility = 43'200;

Result<Json> change_one(Context& context, const storage::QueueRow& queue, const Json& request) {
  if (const auto given = present(request, {"ReceiptHandle", "VisibilityTimeout"}); !given) {
    return Failure(given.error());
  }
  const auto seconds = request["VisibilityTimeout"].get<std::int64_t>();
  if (seconds < 0 || seconds > kLongestVisibility) {
    return Failure(
        messaging::invalid_value(seconds, "VisibilityTimeout", "Must be between 0 and 43200."));
  }
  const auto changed = messaging::change_visibility(
      context.messaging, queue, request["ReceiptHandle"], std::chrono::seconds(seconds));
  if (!changed) return Failure(changed.error());
  return Json::object();
}

}  // namespace

const wire::Shape& change_message_visibility_input() {
  using namespace wire;
  static const auto shape =
      structure({member("QueueUrl", string()), member("ReceiptHandle", string()),
                 member("VisibilityTimeout", integer())});
  return shape;
}

Result<Json> change_message_visibility(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  return change_one(context, *queue, request);
}

const wire::Shape& change_message_visibility_batch_input() {
  using namespace wire;
  static const auto shape =
      batch_input(structure({member("Id", string()), member("ReceiptHandle", string()),
                             member("VisibilityTimeout", integer())}),
                  "ChangeMessageVisibilityBatchRequestEntry");
  return shape;
}

const wire::Shape* change_message_visibility_batch_output() {
  static const auto shape = batch_output(wire::structure({wire::member("Id", wire::string())}),
                                         "ChangeMessageVisibilityBatchResultEntry");
  return &shape;
}

Result<Json> change_message_visibility_batch(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  const auto entries = request.value("Entries", Json::array());
  if (const auto fine = check_batch(entries, "ChangeMessageVisibilityBatchRequestEntry"); !fine) {
    return Failure(fine.error());
  }
  return run_batch(entries, [&](const Json& entry) { return change_one(context, *queue, entry); });
}

}  // namespace souk::services::sqs
