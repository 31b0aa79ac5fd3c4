#include "emulator/messaging/queue_errors.h"
#include "emulator/services/sqs/operations.h"
#include "emulator/services/sqs/shapes.h"

// ReceiveMessage: takes messages from a queue and hides them; waits for some if asked to.
//   in    QueueUrl, MaxNumberOfMessages (1-10), VisibilityTimeout, WaitTimeSeconds (0-20), which
//         attributes to show
//   out   Messages, left out when there are none
//   fails QueueDoesNotExist, InvalidParameterValueException
namespace souk::services::sqs {
namespace {

const wire::Shape& name_list() {
  static const auto shape = wire::list(wire::string()).flattened();
  return shape;
}

/// Whether `name` is among those asked for: itself, All, .*, or a prefix followed by .*
bool asked_for(const Json& request, const char* member, const std::string& name) {
  for (const auto& each : request.value(member, Json::array())) {
    const auto wanted = each.get<std::string>();
    if (wanted == "All" || wanted == ".*" || wanted == name) return true;
    const auto star = wanted.rfind(".*");
    if (star != std::string::npos && star + 2 == wanted.size() &&
        name.compare(0, star, wanted, 0, star) == 0) {
      return true;
    }
  }
  return false;
}

Result<std::int64_t> number_in(const Json& request, const char* member, std::int64_t standard,
                               std::int64_t least, std::int64_t most, std::string_view reason) {
  const auto value = request.value(member, standard);
  if (value >= least && value <= most) return value;
  return Failure(messaging::invalid_value(value, member, reason));
}

Json system_attributes(const storage::MessageRow& message) {
  auto all = Json::parse(message.system_json);
  all["SenderId"] = message.sender;
  all["SentTimestamp"] = std::to_string(epoch_ms(message.sent));
  all["ApproximateReceiveCount"] = std::to_string(message.receives);
  all["ApproximateFirstReceiveTimestamp"] = std::to_string(epoch_ms(*message.first_received));
  return all;
}

Json message_view(const messaging::Received& received, const Json& request) {
  const auto& message = received.message;
  Json view{{"MessageId", message.message_id},
            {"ReceiptHandle", received.receipt_handle},
            {"MD5OfBody", messaging::md5_hex(message.body)},
            {"Body", message.body}};
  // items() refers to its object, which a loop over a temporary would outlive.
  const auto all_system = system_attributes(message);
  Json system = Json::object();
  for (const auto& [name, value] : all_system.items()) {
    if (asked_for(request, "AttributeNames", name) ||
        asked_for(request, "MessageSystemAttributeNames", name)) {
      system[name] = value;
    }
  }
  if (!system.empty()) view["Attributes"] = std::move(system);
  const auto all_attributes = Json::parse(message.attributes_json);
  Json attributes = Json::object();
  for (const auto& [name, value] : all_attributes.items()) {
    if (asked_for(request, "MessageAttributeNames", name)) attributes[name] = value;
  }
  if (!attributes.empty()) {
    view["MD5OfMessageAttributes"] = messaging::attributes_md5(attributes);
    view["MessageAttributes"] = std::move(attributes);
  }
  return view;
}

}  // namespace

const wire::Shape& receive_message_input() {
  using namespace wire;
  static const auto shape = structure({
      member("QueueUrl", string()),
      member("AttributeNames", name_list()).in_query("AttributeName"),
      member("MessageSystemAttributeNames", name_list()).in_query("MessageSystemAttributeName"),
      member("MessageAttributeNames", name_list()).in_query("MessageAttributeName"),
      member("MaxNumberOfMessages", integer()),
      member("VisibilityTimeout", integer()),
      member("WaitTimeSeconds", integer()),
      member("ReceiveRequestAttemptId", string()),
  });
  return shape;
}

const wire::Shape* receive_message_output() {
  using namespace wire;
  static const auto message = structure({
      member("MessageId", string()),
      member("ReceiptHandle", string()),
      member("MD5OfBody", string()),
      member("Body", string()),
      member("Attributes", attribute_map()).in_query("Attribute"),
      member("MD5OfMessageAttributes", string()),
      member("MessageAttributes", message_attributes()).in_query("MessageAttribute"),
  });
  static const auto shape =
      structure({member("Messages", list(message).flattened()).in_query("Message")});
  return &shape;
}

Result<Json> receive_message(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  const auto most =
      number_in(request, "MaxNumberOfMessages", 1, 1, 10, "Must be between 1 and 10, if provided.");
  if (!most) return Failure(most.error());
  const auto seconds = number_in(request, "WaitTimeSeconds",
                                 messaging::queue_setting(*queue, "ReceiveMessageWaitTimeSeconds"),
                                 0, 20, "Must be >= 0 and <= 20, if provided.");
  if (!seconds) return Failure(seconds.error());
  const auto hidden =
      number_in(request, "VisibilityTimeout", messaging::queue_setting(*queue, "VisibilityTimeout"),
                0, 43'200, "Must be between 0 and 43200, if provided.");
  if (!hidden) return Failure(hidden.error());

  context.sandbox.activity.polled(queue->name);
  const auto received = messaging::receive(
      context.messaging, *queue, static_cast<std::size_t>(*most), std::chrono::seconds(*hidden));
  if (received.empty()) {
    if (*seconds > 0 && context.may_wait) context.wait = std::chrono::seconds(*seconds);
    return Json::object();
  }
  Json messages = Json::array();
  for (const auto& each : received) messages.push_back(message_view(each, request));
  return Json{{"Messages", std::move(messages)}};
}

}  // namespace souk::services::sqs
