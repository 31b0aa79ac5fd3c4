#include "emulator/messaging/queue_consumers.h"
#include "emulator/messaging/queue_errors.h"
#include "emulator/messaging/queues.h"

namespace souk::messaging {
namespace {

std::string proof_of(const Messaging& messaging, std::int64_t queue, const std::string& message_id,
                     std::int64_t row) {
  return messaging.market.ids.hex(fmt::format("receipt-{}-{}", queue, message_id),
                                  static_cast<std::uint64_t>(row), 32);
}

/// A receipt handle names the message and which receipt it was, so that an old one is known as
/// such. A row's number alone would not do: that of a deleted message may be given to another.
std::string receipt_for(const Messaging& messaging, const storage::MessageRow& message) {
  return fmt::format("{}.{}.{}.{}", message.id, message.receives, message.message_id,
                     proof_of(messaging, message.queue, message.message_id, message.id));
}

bool is_row_number(const std::string& text) {
  return !text.empty() && text.size() <= 18 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

/// The message a handle is for; nothing when it is not in the queue any more.
Result<std::optional<storage::MessageRow>> message_of(Messaging& messaging,
                                                      const storage::QueueRow& queue,
                                                      const std::string& handle) {
  std::vector<std::string> parts(1);
  for (const char letter : handle) {
    if (letter == '.') {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  if (parts.size() != 4 || !is_row_number(parts[0]) ||
      parts[3] != proof_of(messaging, queue.id, parts[2], std::stoll(parts[0]))) {
    return Failure(queue_error(
        "ReceiptHandleIsInvalid",
        fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", handle),
        "ReceiptHandle"));
  }
  auto message = messaging.queues.message(std::stoll(parts[0]));
  if (message && (message->queue != queue.id || message->message_id != parts[2])) message.reset();
  return message;
}

/// A message past its retention is gone, whoever looks.
void forget_old(Messaging& messaging, const storage::QueueRow& queue) {
  const std::chrono::seconds kept(queue_setting(queue, "MessageRetentionPeriod"));
  messaging.queues.remove_sent_before(queue.id, messaging.market.now() - kept);
}

/// Messages that were received as often as their queue allows go to its dead-letter queue, where
/// receives are counted anew and retention still from the day they were first sent.
void bury_spent(Messaging& messaging, const storage::QueueRow& queue) {
  const auto redrive = redrive_of(queue);
  if (!redrive) return;
  const auto grave = queue_with_arn(messaging, redrive->target_arn);
  if (!grave) return;
  const auto now = messaging.market.now();
  for (auto& message : messaging.queues.spent(queue.id, now, redrive->most_receives)) {
    messaging.queues.remove_message(message.id);
    auto system = Json::parse(message.system_json);
    system["DeadLetterQueueSourceArn"] = queue_arn(messaging, queue);
    message.system_json = system.dump();
    message.id = 0;
    message.queue = grave->id;
    message.receives = 0;
    message.first_received.reset();
    message.visible = now;
    messaging.queues.put(message);
  }
}

/// Source: SQS API Reference, SendMessage: characters of XML.
bool is_sendable(std::string_view body) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    const auto letter = static_cast<unsigned char>(body[i]);
    if (letter < 0x20 && letter != '\t' && letter != '\n' && letter != '\r') return false;
    // U+FFFE and U+FFFF.
    const bool three =
        letter == 0xef && i + 2 < body.size() && static_cast<unsigned char>(body[i + 1]) == 0xbf;
    if (three && static_cast<unsigned char>(body[i + 2]) >= 0xbe) return false;
  }
  return true;
}

}  // namespace

Result<void> check_message(const storage::QueueRow& queue, const NewMessage& message) {
  if (!is_sendable(message.body)) {
    return Failure(queue_error(
        "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
        "#xE000 to #xFFFD | #x10000 to #x10FFFF"));
  }
  if (const auto fine = check_queue_attributes(message.attributes); !fine) return fine;
  const auto most = queue_setting(queue, "MaximumMessageSize");
  if (message_size(message.body, message.attributes) > static_cast<std::size_t>(most)) {
    return Failure(invalid_parameter_value(
        fmt::format("One or more parameters are invalid. Reason: Message must be shorter than {} "
                    "bytes.",
                    most)));
  }
  return {};
}

storage::MessageRow put_message(Messaging& messaging, const storage::QueueRow& queue,
                                const NewMessage& message) {
  auto& market = messaging.market;
  const auto number = static_cast<std::uint64_t>(market.settings.next("queue-message"));
  storage::MessageRow row;
  row.queue = queue.id;
  row.message_id = market.ids.uuid("queue-message", number);
  row.body = message.body;
  row.attributes_json = message.attributes.dump();
  row.system_json = message.system.dump();
  row.sender = message.sender;
  row.sent = market.now();
  row.visible = market.now() +
                message.delay.value_or(std::chrono::seconds(queue_setting(queue, "DelaySeconds")));
  row.id = messaging.queues.put(row);
  wake_consumer(messaging, queue);
  return row;
}

std::vector<Received> receive(Messaging& messaging, const storage::QueueRow& queue,
                              std::size_t most, std::optional<Duration> visibility) {
  forget_old(messaging, queue);
  bury_spent(messaging, queue);
  const auto now = messaging.market.now();
  const auto hidden =
      visibility.value_or(std::chrono::seconds(queue_setting(queue, "VisibilityTimeout")));
  std::vector<Received> received;
  for (auto& message : messaging.queues.visible(queue.id, now, most)) {
    message.receives += 1;
    message.visible = now + hidden;
    if (!message.first_received) message.first_received = now;
    messaging.queues.put(message);
    received.push_back({message, receipt_for(messaging, message)});
  }
  return received;
}

Result<void> delete_message(Messaging& messaging, const storage::QueueRow& queue,
                            const std::string& receipt_handle) {
  const auto message = message_of(messaging, queue, receipt_handle);
  if (!message) return Failure(message.error());
  if (*message) messaging.queues.remove_message((*message)->id);
  return {};
}

Result<void> change_visibility(Messaging& messaging, const storage::QueueRow& queue,
                               const std::string& receipt_handle, Duration visibility) {
  auto message = message_of(messaging, queue, receipt_handle);
  if (!message) return Failure(message.error());
  if (!*message) {
    return Failure(invalid_value(receipt_handle, "ReceiptHandle",
                                 "Message does not exist or is not available for visibility "
                                 "timeout change."));
  }
  (*message)->visible = messaging.market.now() + visibility;
  messaging.queues.put(**message);
  wake_consumer(messaging, queue);
  return {};
}

storage::QueueCounts queue_counts(Messaging& messaging, const storage::QueueRow& queue) {
  forget_old(messaging, queue);
  return messaging.queues.counts(queue.id, messaging.market.now());
}

}  // namespace souk::messaging
