#include <fmt/format.h>

#include "emulator/services/sqs/operations.h"

// CreateQueue and GetQueueUrl: both answer where a queue is.
namespace souk::services::sqs {
namespace {

const wire::Shape& attribute_map() {
  static const auto shape =
      wire::map(wire::string(), wire::string()).flattened().entries_named("Name", "Value");
  return shape;
}

const wire::Shape& tag_map() {
  static const auto shape =
      wire::map(wire::string(), wire::string()).flattened().entries_named("Key", "Value");
  return shape;
}

}  // namespace

std::string queue_url(const Context& context, const std::string& queue) {
  return fmt::format("{}://{}/{}/{}", context.request.tls ? "https" : "http",
                     context.request.headers.get("host"), context.market.account, queue);
}

const wire::Shape* queue_url_output() {
  static const auto shape = wire::structure({wire::member("QueueUrl", wire::string())});
  return &shape;
}

const wire::Shape& create_queue_input() {
  using namespace wire;
  static const auto shape = structure({
      required("QueueName", string()),
      member("Attributes", attribute_map()).in_query("Attribute"),
      member("tags", tag_map()).in_query("Tag"),
  });
  return shape;
}

Result<Json> create_queue(Context& context, const Json& request) {
  const auto queue = messaging::create_queue(context.messaging, request["QueueName"],
                                             request.value("Attributes", Json::object()));
  if (!queue) return Failure(queue.error());
  return Json{{"QueueUrl", queue_url(context, queue->name)}};
}

const wire::Shape& get_queue_url_input() {
  using namespace wire;
  static const auto shape =
      structure({required("QueueName", string()), member("QueueOwnerAWSAccountId", string())});
  return shape;
}

Result<Json> get_queue_url(Context& context, const Json& request) {
  const auto owner = request.value("QueueOwnerAWSAccountId", context.market.account);
  if (owner != context.market.account) {
    return Failure({"QueueDoesNotExist", 400, "The specified queue does not exist.", "", ""});
  }
  const auto queue =
      messaging::queue_called(context.messaging, request["QueueName"].get<std::string>());
  if (!queue) return Failure(queue.error());
  return Json{{"QueueUrl", queue_url(context, queue->name)}};
}

}  // namespace souk::services::sqs
