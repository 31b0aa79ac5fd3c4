#include "emulator/messaging/subscription_settings.h"

#include <algorithm>
#include <array>

#include "emulator/messaging/delivery_policy.h"
#include "emulator/messaging/filter_policy.h"
#include "emulator/messaging/matching.h"
#include "emulator/messaging/topic_errors.h"

namespace souk::messaging {
namespace {

using storage::SubscriptionRow;

constexpr std::array<std::string_view, 7> kSubscriptionAttributes{
    "DeliveryPolicy", "FilterPolicy",        "FilterPolicyScope", "RawMessageDelivery",
    "RedrivePolicy",  "SubscriptionRoleArn", "ReplayPolicy"};

/// Words of a refusal, without "Invalid parameter: ".
Result<void> ill_told(std::string text) {
  return Failure({"InvalidParameter", 400, std::move(text), "", ""});
}

bool is_nested_scope(const Json& all) {
  return all.value("FilterPolicyScope", std::string()) == "MessageBody";
}

Result<void> check_subscription_redrive(const Messaging& messaging, const std::string& text) {
  const auto policy = Json::parse(text, nullptr, false);
  if (!policy.is_object()) return ill_told("RedrivePolicy: failed to parse JSON.");
  const auto target = policy.value("deadLetterTargetArn", Json());
  const auto start =
      fmt::format("arn:aws:sqs:{}:{}:", messaging.market.region, messaging.market.account);
  if (target.is_string() && target.get<std::string>().rfind(start, 0) == 0) return {};
  return ill_told("RedrivePolicy: deadLetterTargetArn is an invalid arn");
}

Result<void> check_subscription_attribute(const Messaging& messaging, const std::string& name,
                                          const std::string& value, const Json& all) {
  if (name == "RawMessageDelivery" && value != "true" && value != "false") {
    return ill_told(
        fmt::format("RawMessageDelivery: Invalid value [{}]. Must be true or false.", value));
  }
  if (name == "FilterPolicyScope") {
    if (value != "MessageBody" && value != "MessageAttributes") {
      return ill_told(
          fmt::format("FilterPolicyScope: Invalid value [{}]. Please use either "
                      "MessageBody or MessageAttributes",
                      value));
    }
    const auto filter = all.value("FilterPolicy", std::string());
    return filter.empty() ? Result<void>() : check_filter_policy(filter, is_nested_scope(all));
  }
  if (name == "FilterPolicy") return check_filter_policy(value, is_nested_scope(all));
  if (name == "RedrivePolicy") return check_subscription_redrive(messaging, value);
  if (name == "DeliveryPolicy") {
    return check_subscription_policy(value, all.value("RawMessageDelivery", "false") == "true");
  }
  return {};
}

/// "True" and "False" are taken too.
std::string tidy(const std::string& name, const std::string& value) {
  if (name != "RawMessageDelivery") return value;
  if (value == "True") return "true";
  return value == "False" ? "false" : value;
}

bool is_subscription_attribute(std::string_view name) {
  return std::find(kSubscriptionAttributes.begin(), kSubscriptionAttributes.end(), name) !=
         kSubscriptionAttributes.end();
}

}  // namespace

std::size_t arn_elements(std::string_view arn) {
  return static_cast<std::size_t>(std::count(arn.begin(), arn.end(), ':')) + 1;
}

std::string account_in(const std::string& arn) {
  std::size_t at = 0;
  for (int colon = 0; colon < 4 && at != std::string::npos; ++colon) at = arn.find(':', at) + 1;
  return arn.substr(at, arn.find(':', at) - at);
}

Result<Json> read_subscription_attributes(Messaging& messaging, const Json& given) {
  Json all = {{"RawMessageDelivery", "false"}};
  for (const auto& [name, value] : given.items()) {
    if (!is_subscription_attribute(name)) {
      return Failure(
          invalid_parameter(fmt::format("Attributes Reason: Unknown attribute: {}", name)));
    }
    const auto text = tidy(name, value.get<std::string>());
    if (!text.empty()) all[name] = text;
  }
  for (const auto& [name, value] : all.items()) {
    const auto fine = check_subscription_attribute(messaging, name, value.get<std::string>(), all);
    if (!fine) {
      return Failure(invalid_parameter("Attributes Reason: " + fine.error().message, "Attributes"));
    }
  }
  return all;
}

std::string with_accounts(std::string text, const std::string& before, const std::string& after) {
  const auto old = ':' + before + ':';
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + 1)) {
    text.replace(at + 1, before.size(), after);
  }
  return text;
}

Result<SubscriptionRow> find_subscription(Messaging& messaging, const std::string& arn) {
  if (arn.empty()) {
    return Failure(invalid_parameter("SubscriptionArn Reason: no value for required parameter"));
  }
  if (const auto count = arn_elements(arn); count < 6) {
    return Failure(invalid_parameter(fmt::format(
        "SubscriptionArn Reason: An ARN must have at least 6 elements, not {}", count)));
  }
  if (arn_elements(arn) < 7) return Failure(invalid_parameter("SubscriptionId"));
  if (auto row = messaging.channels.subscription(arn)) return std::move(*row);
  return Failure(not_found("Subscription does not exist"));
}

Result<void> set_subscription_attribute(Messaging& messaging, const std::string& subscription_arn,
                                        const std::string& name, const std::string& value) {
  auto row = find_subscription(messaging, subscription_arn);
  if (!row) return Failure(row.error());
  if (!is_subscription_attribute(name))
    return Failure(invalid_parameter("AttributeName", "AttributeName"));
  auto all = Json::parse(row->attributes_json);
  const auto text = tidy(name, value);
  if (text.empty() && name != "RawMessageDelivery" && name != "FilterPolicyScope") {
    all.erase(name);
  } else {
    all[name] = text;
    if (const auto fine = check_subscription_attribute(messaging, name, text, all); !fine) {
      return Failure(invalid_parameter(fine.error().message, "AttributeValue"));
    }
  }
  row->raw = all.value("RawMessageDelivery", "false") == "true";
  row->attributes_json = all.dump();
  messaging.channels.put(*row);
  return {};
}

Json delivery_policy_of(Messaging& messaging, const SubscriptionRow& subscription) {
  const auto topic = messaging.channels.topic(subscription.topic_arn);
  const auto told = [](const std::string& attributes) {
    return Json::parse(attributes).value("DeliveryPolicy", std::string());
  };
  return effective_subscription_policy(topic ? told(topic->attributes_json) : "",
                                       told(subscription.attributes_json));
}

Result<Json> subscription_attributes(Messaging& messaging, const std::string& subscription_arn) {
  const auto row = find_subscription(messaging, subscription_arn);
  if (!row) return Failure(row.error());
  auto all = Json::parse(row->attributes_json);
  const auto& account = messaging.market.account;
  const auto yes_or_no = [](bool yes) { return yes ? "true" : "false"; };
  all["SubscriptionArn"] = row->arn;
  all["TopicArn"] = row->topic_arn;
  all["Protocol"] = row->protocol;
  all["Endpoint"] = row->endpoint;
  all["Owner"] = account;
  all["PendingConfirmation"] = yes_or_no(!row->confirmed);
  all["ConfirmationWasAuthenticated"] =
      yes_or_no(row->authenticated || row->protocol == "sqs" || row->protocol == "lambda");
  all["RawMessageDelivery"] = yes_or_no(row->raw);
  all["SubscriptionPrincipal"] = fmt::format("arn:aws:iam::{}:user/seller", account);
  if (all.contains("FilterPolicy")) all.emplace("FilterPolicyScope", "MessageAttributes");
  if (row->protocol == "http" || row->protocol == "https") {
    all["EffectiveDeliveryPolicy"] = delivery_policy_of(messaging, *row).dump();
  }
  return all;
}

std::string dead_letter_queue_of(const SubscriptionRow& subscription) {
  const auto text = Json::parse(subscription.attributes_json).value("RedrivePolicy", std::string());
  return text.empty() ? "" : Json::parse(text).value("deadLetterTargetArn", std::string());
}

bool hears(const SubscriptionRow& subscription, const std::string& message,
           const Json& attributes) {
  const auto told = Json::parse(subscription.attributes_json);
  const auto text = told.value("FilterPolicy", std::string());
  if (text.empty()) return true;
  const auto policy = Json::parse(text);
  if (!is_nested_scope(told)) return matches(policy, filterable_attributes(attributes));
  const auto body = Json::parse(message, nullptr, false);
  // A body that cannot be looked into passes no filter, not even one for what is absent.
  return policy.empty() || (body.is_object() && matches(policy, body));
}

}  // namespace souk::messaging
