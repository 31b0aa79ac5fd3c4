#include "emulator/core/base64.h"
#include "emulator/messaging/queue_errors.h"
#include "emulator/services/sqs/operations.h"

// ListQueues: where the caller's queues are, by name.
//   in    QueueNamePrefix, MaxResults (1-1000), NextToken
//   out   QueueUrls, left out when there are none; NextToken where MaxResults cut the list
//   fails InvalidParameterValueException
namespace souk::services::sqs {
namespace {

/// Source: SQS API Reference, ListQueues.
constexpr std::int64_t kMostQueues = 1'000;

}  // namespace

const wire::Shape& list_queues_input() {
  using namespace wire;
  static const auto shape =
      structure({member("QueueNamePrefix", string()), member("NextToken", string()),
                 member("MaxResults", integer())});
  return shape;
}

const wire::Shape* list_queues_output() {
  using namespace wire;
  static const auto shape =
      structure({member("QueueUrls", list(string()).flattened()).in_query("QueueUrl"),
                 member("NextToken", string())});
  return &shape;
}

Result<Json> list_queues(Context& context, const Json& request) {
  if (const auto here = is_at_the_endpoint(context); !here) return Failure(here.error());
  if (const auto open = is_open_to_caller(context, "ListQueues"); !open) {
    return Failure(open.error());
  }
  const bool paged = request.contains("MaxResults");
  const auto most = request.value("MaxResults", kMostQueues);
  if (most < 1 || most > kMostQueues) {
    return Failure(
        messaging::invalid_value(most, "MaxResults", "MaxResults must be between 1 and 1000."));
  }
  std::string after;
  if (const auto token = request.find("NextToken"); token != request.end()) {
    const auto name = base64_decode(token->get<std::string>());
    if (!name || name->empty()) {
      return Failure(
          messaging::invalid_parameter_value("Invalid or expired next token.", "NextToken"));
    }
    after = *name;
  }
  const auto prefix = request.value("QueueNamePrefix", std::string());
  Json urls = Json::array();
  std::string last;
  for (const auto& queue : context.messaging.queues.queues()) {
    if (queue.name.rfind(prefix, 0) != 0 || queue.name <= after) continue;
    if (static_cast<std::int64_t>(urls.size()) == most) {
      Json page{{"QueueUrls", std::move(urls)}};
      if (paged) page["NextToken"] = base64_encode(last);
      return page;
    }
    urls.push_back(queue_url(context, queue.name));
    last = queue.name;
  }
  return urls.empty() ? Json::object() : Json{{"QueueUrls", std::move(urls)}};
}

}  // namespace souk::services::sqs
