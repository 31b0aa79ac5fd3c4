#include "emulator/messaging/publishing.h"

#include <algorithm>

#include "emulator/messaging/deliveries.h"
#include "emulator/messaging/message_attributes.h"
#include "emulator/messaging/subscription_settings.h"
#include "emulator/messaging/topic_errors.h"

namespace souk::messaging {
namespace {

constexpr std::size_t kLongestSubject = 100;

Result<void> check_published_attribute(const std::string& name, const Json& attribute) {
  const auto refused = [](std::string text) {
    return Failure(invalid_attribute_value(std::move(text)));
  };
  if (name.size() >= kLongestAttributeName) {
    return refused("Length of message attribute name must be less than 256 bytes.");
  }
  if (!is_attribute_name(name)) {
    return refused(fmt::format(
        "Invalid message attribute name '{}'. Can only include alphanumeric characters, hyphens, "
        "underscores, or dots, with no dot at an end or beside another.",
        name));
  }
  const auto type = attribute.value("DataType", std::string());
  const auto kind = attribute_kind(type);
  if (kind.empty()) {
    return refused(
        fmt::format("The message attribute '{}' has an invalid message attribute type, the set of "
                    "supported type prefixes is Binary, Number, and String.",
                    name));
  }
  const auto* field = kind == "Binary" ? "Binary" : "String";
  const auto* member = kind == "Binary" ? "BinaryValue" : "StringValue";
  const auto* other = kind == "Binary" ? "StringValue" : "BinaryValue";
  if (attribute.contains(other)) {
    return refused(fmt::format("The message attribute '{}' with type '{}' must use field '{}'.",
                               name, type, field));
  }
  const auto value = attribute.value(member, std::string());
  if (value.empty()) {
    return refused(fmt::format(
        "The message attribute '{}' must contain non-empty message attribute value for message "
        "attribute type '{}'.",
        name, type));
  }
  if (kind == "Number" && !Json::parse(value, nullptr, false).is_number()) {
    return refused(fmt::format("Could not cast message attribute '{}' value to number.", name));
  }
  return {};
}

bool is_subject(const std::string& text) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xc0) != 0x80;
  });
  const bool plain = std::none_of(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  });
  return characters > 0 && static_cast<std::size_t>(characters) < kLongestSubject && plain;
}

Result<void> check_structure(const Publication& publication) {
  if (publication.structure.empty()) return {};
  if (publication.structure != "json") {
    return Failure(invalid_parameter("MessageStructure", "MessageStructure"));
  }
  const auto texts = Json::parse(publication.message, nullptr, false);
  if (!texts.is_object()) {
    return Failure(
        invalid_parameter("Message Structure - JSON message body failed to parse", "Message"));
  }
  if (texts.contains("default") && texts["default"].is_string()) return {};
  return Failure(
      invalid_parameter("Message Structure - No default entry in JSON message body", "Message"));
}

Json extra_of(const storage::NotificationRow& notification) {
  auto extra = Json::parse(notification.extra_json, nullptr, false);
  return extra.is_object() ? extra : Json::object();
}

}  // namespace

std::size_t size_of(const Publication& publication) {
  return message_size(publication.message, publication.attributes);
}

Result<void> check_publication(const Publication& publication) {
  if (publication.message.empty()) return Failure(invalid_parameter("Empty message", "Message"));
  if (size_of(publication) > kLongestPublication) {
    return Failure(invalid_parameter("Message too long", "Message"));
  }
  if (publication.subject && !is_subject(*publication.subject)) {
    return Failure(invalid_parameter("Subject", "Subject"));
  }
  for (const auto& [name, attribute] : publication.attributes.items()) {
    if (const auto fine = check_published_attribute(name, attribute); !fine) return fine;
  }
  return check_structure(publication);
}

std::string publish(Messaging& messaging, const std::string& topic_arn,
                    const Publication& publication) {
  auto& market = messaging.market;
  const auto number = static_cast<std::uint64_t>(market.settings.next("notification"));
  storage::NotificationRow row;
  row.notification_id = market.ids.uuid("message", number, 5);
  row.channel = "sns";
  row.name = "Notification";
  row.topic_arn = topic_arn;
  row.message = publication.message;
  row.at = market.now();
  Json extra{{"attributes", publication.attributes}};
  if (publication.subject) extra["subject"] = *publication.subject;
  if (!publication.structure.empty()) {
    extra["texts"] = Json::parse(publication.message);
    row.message = extra["texts"]["default"];
  }
  row.extra_json = extra.dump();
  row.id = messaging.outbox.put(row);
  for (auto& delivery : hearers(messaging, topic_arn, row)) {
    delivery.notification = row.id;
    put_in_line(messaging, delivery, Duration(0));
  }
  return row.notification_id;
}

std::vector<storage::DeliveryRow> hearers(Messaging& messaging, const std::string& topic_arn,
                                          const storage::NotificationRow& notification) {
  std::vector<storage::DeliveryRow> found;
  const auto attributes = attributes_of(notification);
  for (const auto& subscription : messaging.channels.subscriptions(topic_arn)) {
    if (!subscription.confirmed) continue;
    if (!hears(subscription, text_for(notification, subscription.protocol), attributes)) continue;
    storage::DeliveryRow delivery;
    delivery.protocol = subscription.protocol;
    delivery.endpoint = subscription.endpoint;
    delivery.source = subscription.arn;
    delivery.raw = subscription.raw;
    found.push_back(std::move(delivery));
  }
  return found;
}

std::string text_for(const storage::NotificationRow& notification, const std::string& protocol) {
  const auto texts = extra_of(notification).value("texts", Json::object());
  const auto own = texts.find(protocol);
  return own != texts.end() && own->is_string() ? own->get<std::string>() : notification.message;
}

std::optional<std::string> subject_of(const storage::NotificationRow& notification) {
  const auto extra = extra_of(notification);
  const auto subject = extra.find("subject");
  return subject == extra.end() ? std::nullopt : std::optional(subject->get<std::string>());
}

Json attributes_of(const storage::NotificationRow& notification) {
  return extra_of(notification).value("attributes", Json::object());
}

}  // namespace souk::messaging
