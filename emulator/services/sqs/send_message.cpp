#include "emulator/messaging/queue_errors.h"
#include "emulator/services/sqs/batch.h"
#include "emulator/services/sqs/operations.h"
#include "emulator/services/sqs/shapes.h"

// SendMessage and SendMessageBatch: somebody puts messages into a queue.
//   in    QueueUrl, MessageBody, DelaySeconds (0-900), MessageAttributes, MessageSystemAttributes
//   out   MessageId and the MD5 sums of what was understood
//   fails QueueDoesNotExist, InvalidMessageContents, InvalidParameterValueException,
//         MissingRequiredParameterException, UnsupportedOperation; a batch also as check_batch, and
//         with BatchRequestTooLong
namespace souk::services::sqs {
namespace {

constexpr std::int64_t kLongestDelay = 900;
/// Source: SQS API Reference, SendMessageBatch: all messages of a batch together.
constexpr std::size_t kLongestBatch = 1'048'576;
constexpr auto kTraceHeader = "AWSTraceHeader";

std::vector<wire::Member> message_members() {
  using namespace wire;
  return {
      member("MessageBody", string()),
      member("DelaySeconds", integer()),
      member("MessageAttributes", message_attributes()).in_query("MessageAttribute"),
      member("MessageSystemAttributes", message_attributes()).in_query("MessageSystemAttribute"),
      member("MessageDeduplicationId", string()),
      member("MessageGroupId", string()),
  };
}

wire::Shape with_message(std::initializer_list<wire::Member> first) {
  auto shape = wire::structure(first);
  for (auto& each : message_members()) shape.members.push_back(std::move(each));
  return shape;
}

Result<Json> read_system(const Json& attributes) {
  Json kept = Json::object();
  for (const auto& [name, value] : attributes.items()) {
    if (name != kTraceHeader) {
      return Failure(messaging::invalid_parameter_value(
          fmt::format("Message system attribute name '{}' is invalid.", name)));
    }
    const auto text = value.value("StringValue", std::string());
    if (value.value("DataType", std::string()) != "String" || text.empty()) {
      return Failure(messaging::invalid_parameter_value(fmt::format(
          "Message (system) attribute '{}' must contain a non-empty value of type 'String'.",
          name)));
    }
    kept[name] = text;
  }
  return kept;
}

Result<messaging::NewMessage> read_message(const Context& context, const storage::QueueRow& queue,
                                           const Json& request) {
  if (const auto given = present(request, {"MessageBody"}); !given) return Failure(given.error());
  messaging::NewMessage message;
  message.body = request["MessageBody"];
  message.attributes = request.value("MessageAttributes", Json::object());
  message.sender = context.caller.user_id();
  if (const auto delay = request.find("DelaySeconds"); delay != request.end()) {
    const auto seconds = delay->get<std::int64_t>();
    if (seconds < 0 || seconds > kLongestDelay) {
      return Failure(messaging::invalid_value(seconds, "DelaySeconds",
                                              "DelaySeconds must be >= 0 and <= 900."));
    }
    message.delay = std::chrono::seconds(seconds);
  }
  auto system = read_system(request.value("MessageSystemAttributes", Json::object()));
  if (!system) return Failure(system.error());
  message.system = std::move(*system);
  if (const auto fine = messaging::check_message(queue, message); !fine) {
    return Failure(fine.error());
  }
  return message;
}

Json sums_of(const Json& request) {
  Json sums{{"MD5OfMessageBody", messaging::md5_hex(request["MessageBody"].get<std::string>())}};
  for (const auto& [member, sum] :
       {std::pair{"MessageAttributes", "MD5OfMessageAttributes"},
        std::pair{"MessageSystemAttributes", "MD5OfMessageSystemAttributes"}}) {
    const auto attributes = request.value(member, Json::object());
    if (!attributes.empty()) sums[sum] = messaging::attributes_md5(attributes);
  }
  return sums;
}

Result<Json> send(Context& context, const storage::QueueRow& queue, const Json& request) {
  const auto message = read_message(context, queue, request);
  if (!message) return Failure(message.error());
  auto answer = sums_of(request);
  answer["MessageId"] = messaging::put_message(context.messaging, queue, *message).message_id;
  return answer;
}

std::vector<wire::Member> sent_members() {
  using namespace wire;
  return {member("MessageId", string()), member("MD5OfMessageBody", string()),
          member("MD5OfMessageAttributes", string()),
          member("MD5OfMessageSystemAttributes", string()), member("SequenceNumber", string())};
}

wire::Shape sent(std::initializer_list<wire::Member> first) {
  auto shape = wire::structure(first);
  for (auto& each : sent_members()) shape.members.push_back(std::move(each));
  return shape;
}

Result<void> check_length(const Json& entries) {
  std::size_t total = 0;
  for (const auto& each : entries) {
    total += messaging::message_size(each.value("MessageBody", std::string()),
                                     each.value("MessageAttributes", Json::object()));
  }
  if (total <= kLongestBatch) return {};
  return Failure(messaging::queue_error(
      "BatchRequestTooLong",
      fmt::format("Batch requests cannot be longer than {} bytes. You have sent {} bytes.",
                  kLongestBatch, total)));
}

/// Entries are told of their limits in other words than whole requests.
Error in_batch(Error error) {
  static constexpr std::string_view kAlone = "One or more parameters are invalid. ";
  if (error.message.rfind(kAlone, 0) == 0) {
    error.message.replace(0, kAlone.size(), "One or more parameters cannot be validated. ");
  }
  return error;
}

}  // namespace

const wire::Shape& send_message_input() {
  static const auto shape = with_message({wire::member("QueueUrl", wire::string())});
  return shape;
}

const wire::Shape* send_message_output() {
  static const auto shape = sent({});
  return &shape;
}

Result<Json> send_message(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  return send(context, *queue, request);
}

const wire::Shape& send_message_batch_input() {
  static const auto shape = batch_input(with_message({wire::member("Id", wire::string())}),
                                        "SendMessageBatchRequestEntry");
  return shape;
}

const wire::Shape* send_message_batch_output() {
  static const auto shape =
      batch_output(sent({wire::member("Id", wire::string())}), "SendMessageBatchResultEntry");
  return &shape;
}

Result<Json> send_message_batch(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  const auto entries = request.value("Entries", Json::array());
  if (const auto fine = check_batch(entries, "SendMessageBatchRequestEntry"); !fine) {
    return Failure(fine.error());
  }
  if (const auto fine = check_length(entries); !fine) return Failure(fine.error());
  return run_batch(entries, [&](const Json& entry) -> Result<Json> {
    auto answer = send(context, *queue, entry);
    if (!answer) return Failure(in_batch(answer.error()));
    return answer;
  });
}

}  // namespace souk::services::sqs
