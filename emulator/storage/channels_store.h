#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

struct TopicRow {
  std::string arn;
  std::int64_t product = 0;             ///< 0: the seller's own
  std::string signature_version = "1";  ///< "1": SHA-1, "2": SHA-256
  std::string attributes_json = "{}";   ///< {attribute: text}, what it was told
  std::string tags_json = "{}";         ///< {key: value}
  std::int64_t removed = 0;             ///< subscriptions it has lost
};

struct SubscriptionRow {
  std::int64_t id = 0;
  std::string arn;
  std::string topic_arn;
  std::string protocol;  ///< http, https, sqs, lambda
  std::string endpoint;  ///< URL, or queue ARN
  bool raw = false;
  bool confirmed = false;
  bool authenticated = false;  ///< only a signed call may unsubscribe
  std::string token;
  Timestamp token_expires;
  std::string attributes_json;
};

/// Topics, and who subscribed to them.
class ChannelsStore {
 public:
  explicit ChannelsStore(Database& database) : database_(database) {}

  void put(const TopicRow& topic);
  std::optional<TopicRow> topic(std::string_view arn);
  std::vector<TopicRow> topics();
  void remove_topic(std::string_view arn);

  std::int64_t put(const SubscriptionRow& subscription);
  std::optional<SubscriptionRow> subscription(std::string_view arn);
  std::optional<SubscriptionRow> subscription_with_token(std::string_view token);
  std::vector<SubscriptionRow> subscriptions(std::string_view topic_arn);
  std::vector<SubscriptionRow> subscriptions();
  void remove_subscription(std::string_view arn);

 private:
  Database& database_;
};

}  // namespace souk::storage
