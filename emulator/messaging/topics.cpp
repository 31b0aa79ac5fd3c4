#include "emulator/messaging/topics.h"

#include <algorithm>
#include <array>

#include "emulator/marketplace/catalogue.h"
#include "emulator/messaging/event_rules.h"
#include "emulator/messaging/notifications.h"
#include "emulator/messaging/own_topics.h"
#include "emulator/messaging/subscription_settings.h"
#include "emulator/messaging/topic_errors.h"

namespace souk::messaging {
namespace {

using namespace std::chrono_literals;

/// Source: SNS API Reference, ConfirmSubscription: tokens are valid for two days.
constexpr Duration kConfirmationLifetime = 48h;
/// What the tokens of live confirmations begin with.
constexpr std::string_view kTokenStart = "2336412f37fb687f5d51e6e2";

void tell(Messaging& messaging, const storage::SubscriptionRow& subscription,
          std::string_view event) {
  messaging.market.journal.write({"subscription",
                                  "seller",
                                  subscription.arn,
                                  "",
                                  {{"event", event},
                                   {"topic_arn", subscription.topic_arn},
                                   {"protocol", subscription.protocol}},
                                  {{"endpoint", subscription.endpoint}},
                                  ""});
}

/// Gives a subscription an ARN and a token that no other has. Links in messages name no account;
/// what they do name must not occur in two sandboxes.
void name_anew(marketplace::Market& market, storage::SubscriptionRow& row) {
  const auto number = static_cast<std::uint64_t>(market.settings.next("subscription"));
  const auto unique = market.account + "-subscription";
  row.arn = fmt::format("{}:{}", row.topic_arn, market.ids.uuid(unique, number));
  row.token = std::string(kTokenStart) + market.ids.hex(unique, number, 256 - kTokenStart.size());
}

Result<void> check_endpoint(const SubscribeWish& wish) {
  static constexpr std::array kProtocols{"http", "https", "sqs", "lambda"};
  if (std::find(kProtocols.begin(), kProtocols.end(), wish.protocol) == kProtocols.end()) {
    return Failure(invalid_parameter(
        fmt::format("Amazon SNS does not support this protocol string: {}", wish.protocol)));
  }
  if (wish.protocol == "sqs" && wish.endpoint.rfind("arn:aws:sqs:", 0) != 0) {
    return Failure(invalid_parameter("SQS endpoint ARN"));
  }
  const bool web = wish.protocol == "http" || wish.protocol == "https";
  if (web && wish.endpoint.rfind(wish.protocol + "://", 0) != 0) {
    return Failure(invalid_parameter(
        fmt::format("Endpoint must match the specified protocol: {}", wish.protocol)));
  }
  return {};
}

}  // namespace

void create_topics(Messaging& messaging, const storage::ProductRow& product) {
  if (product.generation != to_text(marketplace::Generation::Legacy)) return;
  const bool contract = product.model != to_text(marketplace::Model::Subscription);
  const auto add = [&](const std::string& arn) {
    if (!messaging.channels.topic(arn)) messaging.channels.put({arn, product.id, "1"});
  };
  add(marketplace::subscription_topic(product));
  if (contract) add(marketplace::entitlement_topic(product));
}

Result<storage::SubscriptionRow> subscribe(Messaging& messaging, const SubscribeWish& wish) {
  auto& market = messaging.market;
  const auto topic = find_topic(messaging, wish.topic_arn);
  if (!topic) return Failure(topic.error());
  if (const auto fine = check_endpoint(wish); !fine) return Failure(fine.error());
  const auto attributes = read_subscription_attributes(messaging, wish.attributes);
  if (!attributes) return Failure(attributes.error());

  for (const auto& each : messaging.channels.subscriptions(wish.topic_arn)) {
    if (each.protocol != wish.protocol || each.endpoint != wish.endpoint) continue;
    if (Json::parse(each.attributes_json) == *attributes) return each;
    return Failure(invalid_parameter(
        "Attributes Reason: Subscription already exists with different attributes"));
  }

  storage::SubscriptionRow row;
  row.topic_arn = wish.topic_arn;
  row.protocol = wish.protocol;
  row.endpoint = wish.endpoint;
  row.raw = attributes->at("RawMessageDelivery") == "true";
  row.confirmed = wish.protocol == "sqs" || wish.protocol == "lambda";
  name_anew(market, row);
  row.token_expires = market.now() + kConfirmationLifetime;
  row.attributes_json = attributes->dump();
  row.id = messaging.channels.put(row);
  tell(messaging, row, "created");
  if (row.confirmed) {
    tell(messaging, row, "confirmed");
  } else {
    send_confirmation(messaging, row);
  }
  return row;
}

Result<storage::SubscriptionRow> confirm(Messaging& messaging, const std::string& topic_arn,
                                         const std::string& token, bool authenticate_unsubscribe) {
  if (arn_elements(topic_arn) < 6) return Failure(invalid_parameter("Topic"));
  auto row = messaging.channels.subscription_with_token(token);
  if (!row || messaging.market.now() >= row->token_expires) {
    const bool hexadecimal =
        !token.empty() && token.find_first_not_of("0123456789abcdef") == std::string::npos;
    return Failure(hexadecimal ? invalid_parameter("Token")
                               : Error{"InvalidParameter", 400, "Invalid token", "Token", ""});
  }
  if (row->confirmed) return *row;
  row->confirmed = true;
  row->authenticated = authenticate_unsubscribe;
  messaging.channels.put(*row);
  tell(messaging, *row, "confirmed");
  return *row;
}

void change_account(Messaging& messaging, const std::string& before) {
  auto& market = messaging.market;
  for (const auto& queue : messaging.queues.queues()) {
    auto moved = queue;
    moved.attributes_json = with_accounts(queue.attributes_json, before, market.account);
    messaging.queues.put(moved);
  }
  for (const auto& topic : messaging.channels.topics()) {
    auto moved = topic;
    moved.arn = with_accounts(topic.arn, before, market.account);
    if (moved.arn == topic.arn) continue;
    moved.attributes_json = with_accounts(topic.attributes_json, before, market.account);
    messaging.channels.remove_topic(topic.arn);
    messaging.channels.put(moved);
  }
  for (auto row : messaging.channels.subscriptions()) {
    const auto old = row;
    row.topic_arn = with_accounts(row.topic_arn, before, market.account);
    name_anew(market, row);
    row.endpoint = with_accounts(row.endpoint, before, market.account);
    row.attributes_json = with_accounts(row.attributes_json, before, market.account);
    messaging.channels.put(row);
    messaging.outbox.change_source(old.arn, row.arn);
    messaging.outbox.change_confirmations(Json{{"token", old.token}}.dump(),
                                          Json{{"token", row.token}}.dump());
  }
  change_account_of_events(messaging, before);
}

Result<void> unsubscribe(Messaging& messaging, const std::string& subscription_arn,
                         bool signed_call) {
  if (const auto count = arn_elements(subscription_arn); count < 6) {
    return Failure(invalid_parameter(fmt::format(
        "SubscriptionArn Reason: An ARN must have at least 6 elements, not {}", count)));
  }
  const auto row = messaging.channels.subscription(subscription_arn);
  if (!row) return {};
  if (row->authenticated && !signed_call) {
    return Failure({"AuthorizationError", 403,
                    "This subscription was confirmed with AuthenticateOnUnsubscribe; only a signed "
                    "call removes it.",
                    "", ""});
  }
  messaging.channels.remove_subscription(subscription_arn);
  count_removed(messaging, row->topic_arn);
  tell(messaging, *row, "removed");
  return {};
}

}  // namespace souk::messaging
