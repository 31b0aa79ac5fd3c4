#pragma once

#include "emulator/messaging/message_attributes.h"
#include "emulator/messaging/messaging.h"
#include "emulator/messaging/queue_settings.h"

namespace souk::messaging {

// Errors of this file are SQS's own, named as over JSON ("QueueDoesNotExist"); the wire knows
// their older names. Source: SQS API Reference and answers recorded from the live service.

struct NewMessage {
  std::string body;
  Json attributes = Json::object();  ///< {name: {DataType, StringValue | BinaryValue}}
  std::optional<Duration> delay{};   ///< the queue's own when it is not said
  std::string sender{};
  Json system = Json::object();  ///< {AWSTraceHeader: text}
};

struct Received {
  storage::MessageRow message;
  std::string receipt_handle;
};

/// Creates a queue, or returns the one there is when its attributes agree. A name that was given
/// up less than a minute ago is not free yet.
Result<storage::QueueRow> create_queue(Messaging& messaging, const std::string& name,
                                       const Json& attributes, const Json& tags = Json::object());
Result<storage::QueueRow> queue_called(Messaging& messaging, const std::string& name);
/// The queue a QueueUrl's last part names; one of another account does not exist.
Result<storage::QueueRow> queue_at(Messaging& messaging, const std::string& url);

/// Tells a queue other attributes; what is not named stays.
Result<void> change_queue(Messaging& messaging, storage::QueueRow queue, const Json& attributes);
void delete_queue(Messaging& messaging, const storage::QueueRow& queue);
/// Removes all messages; once a minute.
Result<void> purge_queue(Messaging& messaging, storage::QueueRow queue);

Json queue_tags(const storage::QueueRow& queue);
Result<void> tag_queue(Messaging& messaging, storage::QueueRow queue, const Json& tags);
void untag_queue(Messaging& messaging, storage::QueueRow queue,
                 const std::vector<std::string>& keys);

/// Whether the queue takes this message: its characters, attributes and size.
Result<void> check_message(const storage::QueueRow& queue, const NewMessage& message);

storage::MessageRow put_message(Messaging& messaging, const storage::QueueRow& queue,
                                const NewMessage& message);

/// Takes up to `most` visible messages and hides them. `visibility` overrides the queue's own.
/// Those that were received too often go to the dead-letter queue instead.
std::vector<Received> receive(Messaging& messaging, const storage::QueueRow& queue,
                              std::size_t most, std::optional<Duration> visibility);

Result<void> delete_message(Messaging& messaging, const storage::QueueRow& queue,
                            const std::string& receipt_handle);
Result<void> change_visibility(Messaging& messaging, const storage::QueueRow& queue,
                               const std::string& receipt_handle, Duration visibility);

/// How many messages there are, those past their retention not counted.
storage::QueueCounts queue_counts(Messaging& messaging, const storage::QueueRow& queue);

/// All attributes of a queue as SQS tells them, texts.
Json queue_attributes(Messaging& messaging, const storage::QueueRow& queue);

}  // namespace souk::messaging
