#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// A message of the seller's own to one of its topics.
struct Publication {
  std::string message;
  std::optional<std::string> subject = std::nullopt;
  std::string structure = "";        ///< "json": a text for each protocol, and "default"
  Json attributes = Json::object();  ///< {name: {DataType, StringValue | BinaryValue}}
};

/// Whether SNS takes it. Fails with InvalidParameter or ParameterValueInvalid. Source: SNS API
/// Reference, Publish, and texts recorded from the live service.
Result<void> check_publication(const Publication& publication);

/// What counts against the size of a message, or of a batch.
std::size_t size_of(const Publication& publication);
/// Source: SNS API Reference, Publish and PublishBatch.
inline constexpr std::size_t kLongestPublication = 262'144;

/// Puts one delivery per subscription that hears it in line; returns the message's id.
std::string publish(Messaging& messaging, const std::string& topic_arn,
                    const Publication& publication);

/// A delivery for each confirmed subscription to this topic whose filter lets the message through,
/// not yet about a notification.
std::vector<storage::DeliveryRow> hearers(Messaging& messaging, const std::string& topic_arn,
                                          const storage::NotificationRow& notification);

/// The text of a notification for one protocol, its subject, and its message attributes.
std::string text_for(const storage::NotificationRow& notification, const std::string& protocol);
std::optional<std::string> subject_of(const storage::NotificationRow& notification);
Json attributes_of(const storage::NotificationRow& notification);

}  // namespace souk::messaging
