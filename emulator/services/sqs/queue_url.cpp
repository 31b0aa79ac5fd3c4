#include "emulator/messaging/queue_errors.h"
#include "emulator/services/sqs/operations.h"
#include "emulator/services/sqs/shapes.h"
#include "emulator/wire/call.h"
#include "emulator/wire/errors.h"

// CreateQueue and GetQueueUrl: both answer where a queue is.
namespace souk::services::sqs {
std::string queue_url(const Context& context, const std::string& queue) {
  return fmt::format("{}://{}/{}/{}", context.request.tls ? "https" : "http",
                     context.request.headers.get("host"), context.market.account, queue);
}

Result<void> present(const Json& request, std::initializer_list<const char*> members) {
  for (const auto* member : members) {
    const auto found = request.find(member);
    if (found != request.end() && *found != "") continue;
    return Failure(messaging::queue_error(
        "MissingRequiredParameterException",
        fmt::format("The request must contain the parameter {}.", member), member));
  }
  return {};
}

Result<void> is_at_the_endpoint(const Context& context) {
  const auto kind = wire::classify(context.request);
  if (kind.protocol != wire::Protocol::Query || kind.queue_path.empty()) return {};
  return Failure(wire::unknown_operation(kind));
}

Result<void> is_open_to_caller(const Context& context, const std::string& resource) {
  if (context.caller.kind == sandbox::Caller::Kind::Seller) return {};
  return Failure(wire::common_error(wire::CommonError::AccessDenied,
                                    fmt::format("Access to the resource {} is denied.", resource)));
}

Result<storage::QueueRow> queue_of(Context& context, const Json& request) {
  if (const auto given = present(request, {"QueueUrl"}); !given) return Failure(given.error());
  if (const auto open = is_open_to_caller(context, request["QueueUrl"]); !open) {
    return Failure(open.error());
  }
  return messaging::queue_at(context.messaging, request["QueueUrl"]);
}

const wire::Shape* queue_url_output() {
  static const auto shape = wire::structure({wire::member("QueueUrl", wire::string())});
  return &shape;
}

const wire::Shape& create_queue_input() {
  using namespace wire;
  static const auto shape = structure({
      member("QueueName", string()),
      member("Attributes", attribute_map()).in_query("Attribute"),
      member("tags", tag_map()).in_query("Tag"),
  });
  return shape;
}

Result<Json> create_queue(Context& context, const Json& request) {
  if (const auto here = is_at_the_endpoint(context); !here) return Failure(here.error());
  if (const auto given = present(request, {"QueueName"}); !given) return Failure(given.error());
  if (const auto open = is_open_to_caller(context, request["QueueName"]); !open) {
    return Failure(open.error());
  }
  const auto queue = messaging::create_queue(context.messaging, request["QueueName"],
                                             request.value("Attributes", Json::object()),
                                             request.value("tags", Json::object()));
  if (!queue) return Failure(queue.error());
  return Json{{"QueueUrl", queue_url(context, queue->name)}};
}

const wire::Shape& get_queue_url_input() {
  using namespace wire;
  static const auto shape =
      structure({member("QueueName", string()), member("QueueOwnerAWSAccountId", string())});
  return shape;
}

Result<Json> get_queue_url(Context& context, const Json& request) {
  if (const auto given = present(request, {"QueueName"}); !given) return Failure(given.error());
  if (const auto open = is_open_to_caller(context, request["QueueName"]); !open) {
    return Failure(open.error());
  }
  const auto owner = request.value("QueueOwnerAWSAccountId", context.market.account);
  if (owner != context.market.account) return Failure(messaging::no_such_queue());
  const auto queue =
      messaging::queue_called(context.messaging, request["QueueName"].get<std::string>());
  if (!queue) return Failure(queue.error());
  return Json{{"QueueUrl", queue_url(context, queue->name)}};
}

}  // namespace souk::services::sqs
