#include "emulator/storage/channels_store.h"

namespace souk::storage {
namespace {

#define SUBSCRIPTION                                                             \
  "SELECT id,arn,topic_arn,protocol,endpoint,raw,confirmed,authenticated,token," \
  "token_expires_ms,attributes_json FROM subscriptions "

SubscriptionRow read(const Statement& row) {
  return {row.integer(0), row.text(1),    row.text(2), row.text(3), row.text(4), row.boolean(5),
          row.boolean(6), row.boolean(7), row.text(8), row.time(9), row.text(10)};
}

#define TOPIC "SELECT arn,product,signature_version,attributes_json,tags_json,removed FROM topics "

TopicRow read_topic(const Statement& row) {
  return {row.text(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.integer(5)};
}

std::optional<SubscriptionRow> one(Statement& row) {
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

}  // namespace

void ChannelsStore::put(const TopicRow& topic) {
  database_.prepare("INSERT OR REPLACE INTO topics VALUES(?,?,?,?,?,?)")
      .bind(topic.arn)
      .bind(topic.product)
      .bind(topic.signature_version)
      .bind(topic.attributes_json)
      .bind(topic.tags_json)
      .bind(topic.removed)
      .run();
}

std::optional<TopicRow> ChannelsStore::topic(std::string_view arn) {
  auto row = database_.prepare(TOPIC "WHERE arn=?");
  if (!row.bind(arn).step()) return std::nullopt;
  return read_topic(row);
}

std::vector<TopicRow> ChannelsStore::topics() {
  std::vector<TopicRow> found;
  auto row = database_.prepare(TOPIC "ORDER BY arn");
  while (row.step()) found.push_back(read_topic(row));
  return found;
}

void ChannelsStore::remove_topic(std::string_view arn) {
  database_.prepare("DELETE FROM topics WHERE arn=?").bind(arn).run();
}

std::int64_t ChannelsStore::put(const SubscriptionRow& subscription) {
  database_.prepare("INSERT OR REPLACE INTO subscriptions VALUES(?,?,?,?,?,?,?,?,?,?,?)")
      .bind(subscription.id == 0 ? std::nullopt : std::optional(subscription.id))
      .bind(subscription.arn)
      .bind(subscription.topic_arn)
      .bind(subscription.protocol)
      .bind(subscription.endpoint)
      .bind(subscription.raw)
      .bind(subscription.confirmed)
      .bind(subscription.authenticated)
      .bind(subscription.token)
      .bind(subscription.token_expires)
      .bind(subscription.attributes_json)
      .run();
  return database_.last_row();
}

std::optional<SubscriptionRow> ChannelsStore::subscription(std::string_view arn) {
  auto row = database_.prepare(SUBSCRIPTION "WHERE arn=?");
  return one(row.bind(arn));
}

std::optional<SubscriptionRow> ChannelsStore::subscription_with_token(std::string_view token) {
  auto row = database_.prepare(SUBSCRIPTION "WHERE token=?");
  return one(row.bind(token));
}

std::vector<SubscriptionRow> ChannelsStore::subscriptions(std::string_view topic_arn) {
  std::vector<SubscriptionRow> found;
  auto row = database_.prepare(SUBSCRIPTION "WHERE topic_arn=? ORDER BY id");
  row.bind(topic_arn);
  while (row.step()) found.push_back(read(row));
  return found;
}

std::vector<SubscriptionRow> ChannelsStore::subscriptions() {
  std::vector<SubscriptionRow> found;
  auto row = database_.prepare(SUBSCRIPTION "ORDER BY id");
  while (row.step()) found.push_back(read(row));
  return found;
}

void ChannelsStore::remove_subscription(std::string_view arn) {
  database_.prepare("DELETE FROM subscriptions WHERE arn=?").bind(arn).run();
}

#undef SUBSCRIPTION
#undef TOPIC

}  // namespace souk::storage
