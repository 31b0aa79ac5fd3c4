#include "emulator/services/sqs/batch.h"
#include "emulator/services/sqs/operations.h"

// DeleteMessage and DeleteMessageBatch: a consumer is done with messages; deleting one twice is no
// error.
//   fails QueueDoesNotExist, ReceiptHandleIsInvalid; a batch as check_batch
namespace souk::services::sqs {
namespace {

Result<Json> delete_one(Context& context, const storage::QueueRow& queue, const Json& request) {
  if (const auto given = present(request, {"ReceiptHandle"}); !given) return Failure(given.error());
  const auto deleted =
      messaging::delete_message(context.messaging, queue, request["ReceiptHandle"]);
  if (!deleted) return Failure(deleted.error());
  return Json::object();
}

}  // namespace

const wire::Shape& delete_message_input() {
  using namespace wire;
  static const auto shape =
      structure({member("QueueUrl", string()), member("ReceiptHandle", string())});
  return shape;
}

Result<Json> delete_message(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  return delete_one(context, *queue, request);
}

const wire::Shape& delete_message_batch_input() {
  using namespace wire;
  static const auto shape =
      batch_input(structure({member("Id", string()), member("ReceiptHandle", string())}),
                  "DeleteMessageBatchRequestEntry");
  return shape;
}

const wire::Shape* delete_message_batch_output() {
  static const auto shape = batch_output(wire::structure({wire::member("Id", wire::string())}),
                                         "DeleteMessageBatchResultEntry");
  return &shape;
}

Result<Json> delete_message_batch(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  const auto entries = request.value("Entries", Json::array());
  if (const auto fine = check_batch(entries, "DeleteMessageBatchRequestEntry"); !fine) {
    return Failure(fine.error());
  }
  return run_batch(entries, [&](const Json& entry) { return delete_one(context, *queue, entry); });
}

}  // namespace souk::services::sqs
