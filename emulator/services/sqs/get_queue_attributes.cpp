#include <fmt/format.h>

#include "emulator/services/sqs/operations.h"

// GetQueueAttributes: settings and counts of a queue, texts all of them.
//   fails QueueDoesNotExist, InvalidAttributeName
namespace souk::services::sqs {

const wire::Shape& get_queue_attributes_input() {
  using namespace wire;
  static const auto shape = structure({
      required("QueueUrl", string()),
      member("AttributeNames", list(string()).flattened()).in_query("AttributeName"),
  });
  return shape;
}

const wire::Shape* get_queue_attributes_output() {
  using namespace wire;
  static const auto shape = structure(
      {member("Attributes", map(string(), string()).flattened().entries_named("Name", "Value"))
           .in_query("Attribute")});
  return &shape;
}

Result<Json> get_queue_attributes(Context& context, const Json& request) {
  const auto queue = messaging::queue_at(context.messaging, request["QueueUrl"]);
  if (!queue) return Failure(queue.error());
  if (!request.contains("AttributeNames")) return Json::object();

  const auto all = messaging::queue_attributes(context.messaging, *queue);
  Json chosen = Json::object();
  for (const auto& wanted : request["AttributeNames"]) {
    const auto name = wanted.get<std::string>();
    if (name == "All") return Json{{"Attributes", all}};
    if (all.contains(name)) {
      chosen[name] = all[name];
    } else if (name != "Policy" && name != "RedrivePolicy" && name != "KmsMasterKeyId") {
      return Failure({"InvalidAttributeName", 400, fmt::format("Unknown Attribute {}.", name),
                      "AttributeNames", ""});
    }
  }
  return Json{{"Attributes", std::move(chosen)}};
}

}  // namespace souk::services::sqs
