#include "emulator/messaging/queues.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace souk::messaging {
namespace {

struct Attribute {
  std::string_view name;
  std::int64_t standard;
  std::int64_t least;
  std::int64_t most;
};

/// Source: SQS API Reference, SetQueueAttributes; defaults recorded from the live service.
constexpr std::array kAttributes{
    Attribute{"VisibilityTimeout", 30, 0, 43'200},
    Attribute{"DelaySeconds", 0, 0, 900},
    Attribute{"MaximumMessageSize", 1'048'576, 1'024, 1'048'576},
    Attribute{"MessageRetentionPeriod", 345'600, 60, 1'209'600},
    Attribute{"ReceiveMessageWaitTimeSeconds", 0, 0, 20},
};

constexpr std::array<std::string_view, 4> kTextAttributes{"Policy", "RedrivePolicy",
                                                          "SqsManagedSseEnabled", "KmsMasterKeyId"};

Error invalid(std::string type, std::string message) {
  return {std::move(type), 400, std::move(message), "", ""};
}

Error no_such_queue() {
  return invalid("QueueDoesNotExist", "The specified queue does not exist.");
}

const Attribute* find_attribute(std::string_view name) {
  for (const auto& each : kAttributes) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

/// The attributes as SQS keeps them, numbers without leading zeros.
Result<Json> read_attributes(const Json& given) {
  Json kept = Json::object();
  for (const auto& [name, value] : given.items()) {
    const auto text = value.is_string() ? value.get<std::string>() : value.dump();
    const auto* known = find_attribute(name);
    if (known == nullptr) {
      if (std::find(kTextAttributes.begin(), kTextAttributes.end(), name) ==
          kTextAttributes.end()) {
        return Failure(invalid("InvalidAttributeName", fmt::format("Unknown Attribute {}.", name)));
      }
      kept[name] = text;
      continue;
    }
    const bool digits = !text.empty() && text.size() < 10 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoll(text) < known->least || std::stoll(text) > known->most) {
      return Failure(invalid("InvalidAttributeValue",
                             fmt::format("Invalid value for the parameter {}.", name)));
    }
    kept[name] = std::to_string(std::stoll(text));
  }
  return kept;
}

/// A receipt handle names the message and which receipt it was, so that an old one is known as
/// such.
std::string receipt_for(const Messaging& messaging, const storage::MessageRow& message) {
  return fmt::format("{}.{}.{}", message.id, message.receives,
                     messaging.market.ids.hex("receipt-" + std::to_string(message.queue),
                                              static_cast<std::uint64_t>(message.id), 32));
}

Result<std::int64_t> message_of(Messaging& messaging, const storage::QueueRow& queue,
                                const std::string& handle) {
  const auto wrong = invalid(
      "ReceiptHandleIsInvalid",
      fmt::format("The input receipt handle \"{}\" is not a valid receipt handle.", handle));
  const auto first = handle.find('.');
  const auto last = handle.rfind('.');
  if (first == std::string::npos || first == last || first > 18 ||
      handle.substr(0, first).find_first_not_of("0123456789") != std::string::npos || first == 0) {
    return Failure(wrong);
  }
  const auto id = std::stoll(handle.substr(0, first));
  const auto proof = messaging.market.ids.hex("receipt-" + std::to_string(queue.id),
                                              static_cast<std::uint64_t>(id), 32);
  if (handle.substr(last + 1) != proof) return Failure(wrong);
  return id;
}

std::string hex(const unsigned char* bytes, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

void append_sized(std::string& target, std::string_view text) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    target += static_cast<char>((text.size() >> shift) & 0xff);
  }
  target += text;
}

std::string decode_base64(const std::string& text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return "";
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

/// What a queue was told, and the defaults for the rest.
Json settings_of(const storage::QueueRow& queue) {
  auto all = Json::parse(queue.attributes_json);
  for (const auto& each : kAttributes) {
    all.emplace(std::string(each.name), std::to_string(each.standard));
  }
  all.emplace("SqsManagedSseEnabled", "true");
  return all;
}

/// A message past its retention is gone, whoever looks.
void forget_old(Messaging& messaging, const storage::QueueRow& queue) {
  const std::chrono::seconds kept(queue_setting(queue, "MessageRetentionPeriod"));
  messaging.queues.remove_sent_before(queue.id, messaging.market.now() - kept);
}

}  // namespace

Result<storage::QueueRow> create_queue(Messaging& messaging, const std::string& name,
                                       const Json& attributes) {
  const bool letters =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
      std::string::npos;
  if (name.empty() || name.size() > 80 || !letters) {
    return Failure(
        invalid("InvalidParameterValueException",
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to "
                "80 in length"));
  }
  const auto kept = read_attributes(attributes);
  if (!kept) return Failure(kept.error());
  if (const auto existing = messaging.queues.queue(name)) {
    const auto had = settings_of(*existing);
    for (const auto& [attribute, value] : kept->items()) {
      if (had.value(attribute, Json()) != value) {
        return Failure(invalid("QueueNameExists",
                               fmt::format("A queue already exists with the same name and a "
                                           "different value for attribute {}",
                                           attribute)));
      }
    }
    return *existing;
  }
  storage::QueueRow queue{0, name, kept->dump(), messaging.market.now()};
  queue.id = messaging.queues.put(queue);
  return queue;
}

Result<storage::QueueRow> queue_called(Messaging& messaging, const std::string& name) {
  if (const auto queue = messaging.queues.queue(name)) return *queue;
  return Failure(no_such_queue());
}

Result<storage::QueueRow> queue_at(Messaging& messaging, const std::string& url) {
  const auto slash = url.rfind('/');
  const auto name = url.substr(slash + 1);
  if (slash == std::string::npos || slash == 0) return queue_called(messaging, name);
  const auto before = url.rfind('/', slash - 1);
  const auto owner = url.substr(before + 1, slash - before - 1);
  const bool is_account =
      owner.size() == 12 && owner.find_first_not_of("0123456789") == std::string::npos;
  if (is_account && owner != messaging.market.account) return Failure(no_such_queue());
  return queue_called(messaging, name);
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
  row.sender = message.sender;
  row.sent = market.now();
  row.visible = market.now() + message.delay;
  row.id = messaging.queues.put(row);
  return row;
}

std::vector<Received> receive(Messaging& messaging, const storage::QueueRow& queue,
                              std::size_t most, std::optional<Duration> visibility) {
  forget_old(messaging, queue);
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
  const auto id = message_of(messaging, queue, receipt_handle);
  if (!id) return Failure(id.error());
  messaging.queues.remove_message(*id);
  return {};
}

Result<void> change_visibility(Messaging& messaging, const storage::QueueRow& queue,
                               const std::string& receipt_handle, Duration visibility) {
  const auto id = message_of(messaging, queue, receipt_handle);
  if (!id) return Failure(id.error());
  auto message = messaging.queues.message(*id);
  if (!message) {
    return Failure(invalid("InvalidParameterValueException",
                           fmt::format("Value {} for parameter ReceiptHandle is invalid. Reason: "
                                       "Message does not exist or is not available for visibility "
                                       "timeout change.",
                                       receipt_handle)));
  }
  message->visible = messaging.market.now() + visibility;
  messaging.queues.put(*message);
  return {};
}

Json queue_attributes(Messaging& messaging, const storage::QueueRow& queue) {
  auto all = settings_of(queue);
  forget_old(messaging, queue);
  const auto counts = messaging.queues.counts(queue.id, messaging.market.now());
  const auto created = std::to_string(epoch_ms(queue.created) / 1000);
  all["QueueArn"] = queue_arn(messaging, queue);
  all["ApproximateNumberOfMessages"] = std::to_string(counts.visible);
  all["ApproximateNumberOfMessagesNotVisible"] = std::to_string(counts.in_flight);
  all["ApproximateNumberOfMessagesDelayed"] = std::to_string(counts.delayed);
  all["CreatedTimestamp"] = created;
  all["LastModifiedTimestamp"] = created;
  return all;
}

std::int64_t queue_setting(const storage::QueueRow& queue, const std::string& attribute) {
  const auto kept = Json::parse(queue.attributes_json);
  if (kept.contains(attribute)) return std::stoll(kept[attribute].get<std::string>());
  return find_attribute(attribute)->standard;
}

std::string queue_arn(const Messaging& messaging, const storage::QueueRow& queue) {
  return fmt::format("arn:aws:sqs:{}:{}:{}", messaging.market.region, messaging.market.account,
                     queue.name);
}

std::string md5_hex(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_md5(), nullptr);
  return hex(digest, length);
}

std::string attributes_md5(const Json& attributes) {
  if (attributes.empty()) return "";
  std::string bytes;
  // An object's members are in the byte order of their names, which is SQS's order too.
  for (const auto& [name, value] : attributes.items()) {
    append_sized(bytes, name);
    const auto type = value.value("DataType", std::string());
    append_sized(bytes, type);
    const bool binary = type.rfind("Binary", 0) == 0;
    bytes += binary ? '\2' : '\1';
    append_sized(bytes, binary ? decode_base64(value.value("BinaryValue", std::string()))
                               : value.value("StringValue", std::string()));
  }
  return md5_hex(bytes);
}

}  // namespace souk::messaging
