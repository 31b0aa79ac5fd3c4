#include "emulator/messaging/queue_errors.h"
#include "emulator/services/sqs/operations.h"
#include "emulator/services/sqs/shapes.h"

// GetQueueAttributes and SetQueueAttributes: settings and counts of a queue, texts all of them.
//   fails QueueDoesNotExist, InvalidAttributeName, InvalidAttributeValue,
//         InvalidParameterValueException
namespace souk::services::sqs {
namespace {

/// Known, and left out of an answer where a queue has none.
bool may_be_unset(const std::string& name) {
  return name == "Policy" || name == "RedrivePolicy" || name == "RedriveAllowPolicy" ||
         name == "KmsMasterKeyId" || name == "KmsDataKeyReusePeriodSeconds" ||
         name == "FifoQueue" || name == "ContentBasedDeduplication" ||
         name == "DeduplicationScope" || name == "FifoThroughputLimit";
}

}  // namespace

const wire::Shape& get_queue_attributes_input() {
  using namespace wire;
  static const auto shape = structure({
      member("QueueUrl", string()),
      member("AttributeNames", list(string()).flattened()).in_query("AttributeName"),
  });
  return shape;
}

const wire::Shape* get_queue_attributes_output() {
  static const auto shape =
      wire::structure({wire::member("Attributes", attribute_map()).in_query("Attribute")});
  return &shape;
}

Result<Json> get_queue_attributes(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  if (!request.contains("AttributeNames")) return Json::object();

  const auto all = messaging::queue_attributes(context.messaging, *queue);
  Json chosen = Json::object();
  for (const auto& wanted : request["AttributeNames"]) {
    const auto name = wanted.get<std::string>();
    if (name == "All") return Json{{"Attributes", all}};
    if (all.contains(name)) {
      chosen[name] = all[name];
    } else if (!may_be_unset(name)) {
      return Failure(messaging::queue_error(
          "InvalidAttributeName", fmt::format("Unknown Attribute {}.", name), "AttributeNames"));
    }
  }
  return Json{{"Attributes", std::move(chosen)}};
}

const wire::Shape& set_queue_attributes_input() {
  using namespace wire;
  static const auto shape = structure(
      {member("QueueUrl", string()), member("Attributes", attribute_map()).in_query("Attribute")});
  return shape;
}

Result<Json> set_queue_attributes(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  if (const auto given = present(request, {"Attributes"}); !given) return Failure(given.error());
  const auto changed = messaging::change_queue(context.messaging, *queue, request["Attributes"]);
  if (!changed) return Failure(changed.error());
  return Json::object();
}

}  // namespace souk::services::sqs
