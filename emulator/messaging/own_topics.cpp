#include "emulator/messaging/own_topics.h"

#include <algorithm>
#include <array>

#include "emulator/messaging/delivery_policy.h"
#include "emulator/messaging/subscription_settings.h"
#include "emulator/messaging/topic_errors.h"

namespace souk::messaging {
namespace {

using storage::TopicRow;

/// Attributes a topic of ours can be told. Those of FIFO topics are not among them.
constexpr std::array<std::string_view, 6> kTopicAttributes{"DeliveryPolicy",   "DisplayName",
                                                           "Policy",           "KmsMasterKeyId",
                                                           "SignatureVersion", "TracingConfig"};
/// Source: SNS API Reference, TagResource.
constexpr std::size_t kMostTopicTags = 50;

bool is_topic_attribute(std::string_view name) {
  return std::find(kTopicAttributes.begin(), kTopicAttributes.end(), name) !=
         kTopicAttributes.end();
}

Result<void> check_topic_name(const std::string& name) {
  const bool letters =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
      std::string::npos;
  if (!name.empty() && name.size() <= 256 && letters) return {};
  return Failure(invalid_parameter("Topic Name", "Name"));
}

/// Fails with words that come after "Invalid parameter: ".
Result<void> check_topic_attribute(const std::string& name, const std::string& value) {
  const auto refused = [](std::string text) {
    return Failure({"InvalidParameter", 400, std::move(text), "", ""});
  };
  if (name == "SignatureVersion" && value != "1" && value != "2") {
    return refused(fmt::format("SignatureVersion: Invalid value [{}]. Must be 1 or 2.", value));
  }
  if (name == "TracingConfig" && value != "PassThrough" && value != "Active") {
    return refused(
        fmt::format("TracingConfig: Invalid value [{}]. Must be PassThrough or Active.", value));
  }
  if (name == "DisplayName" && value.size() > 100) return refused("DisplayName");
  if (name == "Policy" && !value.empty() && !Json::parse(value, nullptr, false).is_object()) {
    return refused("Policy Error: null");
  }
  if (name == "DeliveryPolicy" && !value.empty()) return check_topic_policy(value);
  return {};
}

/// Source: recorded from the live service.
std::string default_policy(const std::string& arn) {
  const auto owner = account_in(arn);
  Json actions = Json::array();
  for (const auto* action :
       {"GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission",
        "DeleteTopic", "Subscribe", "ListSubscriptionsByTopic", "Publish"}) {
    actions.push_back(std::string("SNS:") + action);
  }
  return Json{{"Version", "2008-10-17"},
              {"Id", "__default_policy_ID"},
              {"Statement",
               {{{"Sid", "__default_statement_ID"},
                 {"Effect", "Allow"},
                 {"Principal", {{"AWS", "*"}}},
                 {"Action", actions},
                 {"Resource", arn},
                 {"Condition", {{"StringEquals", {{"AWS:SourceOwner", owner}}}}}}}}}
      .dump();
}

Result<TopicRow> repeated(const TopicRow& existing, const TopicWish& wish) {
  const auto had = Json::parse(existing.attributes_json);
  for (const auto& [name, value] : wish.attributes.items()) {
    const auto before =
        name == "SignatureVersion" ? Json(existing.signature_version) : had.value(name, Json(""));
    if (before != value) {
      return Failure(invalid_parameter(
          "Attributes Reason: Topic already exists with different attributes", "Attributes"));
    }
  }
  if (!wish.tags.empty() && wish.tags != Json::parse(existing.tags_json)) {
    return Failure(
        invalid_parameter("Tags Reason: Topic already exists with different tags", "Tags"));
  }
  return existing;
}

}  // namespace

Result<TopicRow> find_topic(Messaging& messaging, const std::string& arn) {
  if (const auto count = arn_elements(arn); count < 6) {
    return Failure(invalid_parameter(
        fmt::format("TopicArn Reason: An ARN must have at least 6 elements, not {}", count)));
  }
  if (arn.rfind("arn:aws", 0) != 0) return Failure(invalid_parameter("TopicArn"));
  if (auto topic = messaging.channels.topic(arn)) return std::move(*topic);
  return Failure(not_found("Topic does not exist"));
}

Result<TopicRow> create_topic(Messaging& messaging, const TopicWish& wish) {
  const auto& market = messaging.market;
  if (const auto fine = check_topic_name(wish.name); !fine) return Failure(fine.error());
  for (const auto& [name, value] : wish.attributes.items()) {
    if (!is_topic_attribute(name)) {
      return Failure(
          invalid_parameter(fmt::format("Attributes Reason: Unknown attribute: {}", name)));
    }
    if (const auto fine = check_topic_attribute(name, value.get<std::string>()); !fine) {
      return Failure(invalid_parameter("Attributes Reason: " + fine.error().message));
    }
  }
  TopicRow topic;
  topic.arn = fmt::format("arn:aws:sns:{}:{}:{}", market.region, market.account, wish.name);
  if (const auto existing = messaging.channels.topic(topic.arn)) return repeated(*existing, wish);
  // What subscribed to a topic of this name that is gone does not hear the new one.
  for (const auto& orphan : messaging.channels.subscriptions(topic.arn)) {
    messaging.channels.remove_subscription(orphan.arn);
  }
  auto kept = wish.attributes;
  topic.signature_version = kept.value("SignatureVersion", "1");
  topic.attributes_json = kept.dump();
  if (const auto tagged = tag_topic(messaging, topic, wish.tags); !tagged) {
    return Failure(tagged.error());
  }
  return messaging.channels.topic(topic.arn).value();
}

void delete_topic(Messaging& messaging, const std::string& arn) {
  messaging.channels.remove_topic(arn);
}

Result<void> set_topic_attribute(Messaging& messaging, TopicRow topic, const std::string& name,
                                 const std::string& value) {
  if (!is_topic_attribute(name))
    return Failure(invalid_parameter("AttributeName", "AttributeName"));
  if (const auto fine = check_topic_attribute(name, value); !fine) {
    return Failure(invalid_parameter(fine.error().message, "AttributeValue"));
  }
  auto kept = Json::parse(topic.attributes_json);
  if (value.empty()) {
    kept.erase(name);
  } else {
    kept[name] = value;
  }
  if (name == "SignatureVersion") topic.signature_version = value;
  topic.attributes_json = kept.dump();
  messaging.channels.put(topic);
  return {};
}

Json topic_attributes(Messaging& messaging, const TopicRow& topic) {
  auto all = Json::parse(topic.attributes_json);
  std::int64_t confirmed = 0;
  std::int64_t pending = 0;
  for (const auto& each : messaging.channels.subscriptions(topic.arn)) {
    ++(each.confirmed ? confirmed : pending);
  }
  const auto told = all.value("DeliveryPolicy", std::string());
  all["TopicArn"] = topic.arn;
  all["Owner"] = account_in(topic.arn);
  all["SubscriptionsConfirmed"] = std::to_string(confirmed);
  all["SubscriptionsPending"] = std::to_string(pending);
  all["SubscriptionsDeleted"] = std::to_string(topic.removed);
  all["EffectiveDeliveryPolicy"] = effective_topic_policy(told).dump();
  all.emplace("DisplayName", "");
  all.emplace("Policy", default_policy(topic.arn));
  if (topic.signature_version != "1") all["SignatureVersion"] = topic.signature_version;
  return all;
}

Result<void> tag_topic(Messaging& messaging, TopicRow topic, const Json& tags) {
  auto all = Json::parse(topic.tags_json);
  all.update(tags);
  if (all.size() > kMostTopicTags) {
    return Failure({"TagLimitExceeded", 400,
                    "Could not complete request: tag quota of per resource exceeded", "Tags", ""});
  }
  topic.tags_json = all.dump();
  messaging.channels.put(topic);
  return {};
}

void untag_topic(Messaging& messaging, TopicRow topic, const std::vector<std::string>& keys) {
  auto all = Json::parse(topic.tags_json);
  for (const auto& key : keys) all.erase(key);
  topic.tags_json = all.dump();
  messaging.channels.put(topic);
}

void count_removed(Messaging& messaging, const std::string& topic_arn) {
  auto topic = messaging.channels.topic(topic_arn);
  if (!topic) return;
  ++topic->removed;
  messaging.channels.put(*topic);
}

}  // namespace souk::messaging
