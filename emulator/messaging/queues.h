#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

// Errors of this file are SQS's own, named as over JSON ("QueueDoesNotExist"); the wire knows
// their older names. Source: SQS API Reference and answers recorded from the live service.

struct NewMessage {
  std::string body;
  Json attributes = Json::object();  ///< {name: {DataType, StringValue | BinaryValue}}
  Duration delay{0};
  std::string sender;
};

struct Received {
  storage::MessageRow message;
  std::string receipt_handle;
};

/// Creates a queue, or returns the one there is when its attributes agree.
Result<storage::QueueRow> create_queue(Messaging& messaging, const std::string& name,
                                       const Json& attributes);
Result<storage::QueueRow> queue_called(Messaging& messaging, const std::string& name);
/// The queue a QueueUrl's last part names; one of another account does not exist.
Result<storage::QueueRow> queue_at(Messaging& messaging, const std::string& url);

storage::MessageRow put_message(Messaging& messaging, const storage::QueueRow& queue,
                                const NewMessage& message);

/// Takes up to `most` visible messages and hides them. `visibility` overrides the queue's own.
std::vector<Received> receive(Messaging& messaging, const storage::QueueRow& queue,
                              std::size_t most, std::optional<Duration> visibility);

Result<void> delete_message(Messaging& messaging, const storage::QueueRow& queue,
                            const std::string& receipt_handle);
Result<void> change_visibility(Messaging& messaging, const storage::QueueRow& queue,
                               const std::string& receipt_handle, Duration visibility);

/// All attributes of a queue as SQS tells them, texts.
Json queue_attributes(Messaging& messaging, const storage::QueueRow& queue);
/// One of them as a number.
std::int64_t queue_setting(const storage::QueueRow& queue, const std::string& attribute);

std::string queue_arn(const Messaging& messaging, const storage::QueueRow& queue);

/// Hex MD5 of a text, and of message attributes in SQS's own encoding; empty when there are none.
std::string md5_hex(std::string_view text);
std::string attributes_md5(const Json& attributes);

}  // namespace souk::messaging
