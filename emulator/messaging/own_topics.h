#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

// Topics the seller makes itself, beside the Marketplace's. Source: SNS API Reference.

struct TopicWish {
  std::string name;
  Json attributes = Json::object();  ///< texts
  Json tags = Json::object();        ///< {key: value}
};

/// Creates a topic, or returns the one there is when attributes and tags agree.
Result<storage::TopicRow> create_topic(Messaging& messaging, const TopicWish& wish);
/// Deletes a topic; one that is not there is no error. Its subscriptions stay, and hear nothing.
void delete_topic(Messaging& messaging, const std::string& arn);

/// The topic an ARN names. Fails with NotFound or InvalidParameter.
Result<storage::TopicRow> find_topic(Messaging& messaging, const std::string& arn);

/// Tells a topic one attribute.
Result<void> set_topic_attribute(Messaging& messaging, storage::TopicRow topic,
                                 const std::string& name, const std::string& value);
/// All that SNS tells of a topic.
Json topic_attributes(Messaging& messaging, const storage::TopicRow& topic);

Result<void> tag_topic(Messaging& messaging, storage::TopicRow topic, const Json& tags);
void untag_topic(Messaging& messaging, storage::TopicRow topic,
                 const std::vector<std::string>& keys);

/// Whether the Marketplace owns a topic; the seller may only subscribe to such a one.
inline bool is_marketplaces(const storage::TopicRow& topic) { return topic.product != 0; }

/// One of its subscriptions is gone.
void count_removed(Messaging& messaging, const std::string& topic_arn);

}  // namespace souk::messaging
