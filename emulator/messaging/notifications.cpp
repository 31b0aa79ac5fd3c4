#include "emulator/messaging/notifications.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/terms.h"
#include "emulator/messaging/deliveries.h"
#include "emulator/messaging/delivery_faults.h"
#include "emulator/messaging/event_message.h"
#include "emulator/messaging/event_publishing.h"
#include "emulator/messaging/notification_rows.h"
#include "emulator/messaging/publishing.h"
#include "emulator/messaging/sns_message.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using marketplace::Notice;
using storage::NotificationRow;

struct About {
  storage::AgreementRow agreement;
  storage::ProductRow product;
  storage::BuyerRow buyer;
};

About about(marketplace::Market& market, std::int64_t agreement_row) {
  auto agreement = market.agreements.find(agreement_row).value();
  auto product = market.catalogue.product(agreement.product).value();
  auto buyer = market.catalogue.buyer(agreement.buyer).value();
  return {std::move(agreement), std::move(product), std::move(buyer)};
}

/// Those about requests would be about none.
bool can_be_sent_by_hand(News news) {
  return news != News::Nothing && !is_of_cancellation(news) && !is_of_adjustment(news);
}

/// Source: Seller Guide, "SNS notifications": which members an action carries, in which order.
std::string sns_text(Messaging& messaging, const Notice& notice, const About& facts) {
  std::vector<std::pair<std::string, std::string>> members{
      {"action", std::string(to_text(notice.news))},
      {"customer-identifier", facts.buyer.customer_identifier},
      {"product-code", facts.product.code}};
  if (messaging.market.profile->offer_in_messages && notice.news != News::EntitlementUpdated) {
    if (notice.news == News::SubscribeSuccess || notice.news == News::SubscribeFail) {
      members.emplace_back("offer-identifier", facts.agreement.offer_id);
    }
    const auto terms = marketplace::terms_of(messaging.market, facts.agreement);
    members.emplace_back(
        "isFreeTrialTermPresent",
        marketplace::term_in(terms, "freeTrialPricingTerm") != nullptr ? "true" : "false");
  }
  return message_text(
      members, messaging.market.switches.is(marketplace::switches::kMessageFormat, "compact"));
}

NotificationRow new_row(Messaging& messaging, const Notice& notice, const About& facts) {
  NotificationRow row;
  row.name = to_text(notice.news);
  row.agreement = facts.agreement.agreement_id;
  row.at = messaging.market.now();
  return row;
}

std::uint64_t next_number(Messaging& messaging) {
  return static_cast<std::uint64_t>(messaging.market.settings.next("notification"));
}

NotificationRow compose_event(Messaging& messaging, const Notice& notice, const About& facts,
                              Role role) {
  auto row = new_row(messaging, notice, facts);
  const auto event = event_of(messaging, notice, role, next_number(messaging));
  row.channel = "eventbridge";
  row.notification_id = event.id;
  row.message = event.text;
  row.extra_json =
      Json{{"request_id", event.request_id}, {"detail_type", event.detail_type}}.dump();
  return row;
}

NotificationRow compose_message(Messaging& messaging, const Notice& notice, const About& facts) {
  auto row = new_row(messaging, notice, facts);
  row.channel = "sns";
  row.notification_id = messaging.market.ids.uuid("message", next_number(messaging), 5);
  row.topic_arn = notice.news == News::EntitlementUpdated
                      ? marketplace::entitlement_topic(facts.product)
                      : marketplace::subscription_topic(facts.product);
  row.message = sns_text(messaging, notice, facts);
  row.extra_json = "{}";
  return row;
}

/// What a notice becomes: a message, or an event for each role the bus hears of.
std::vector<NotificationRow> compose(Messaging& messaging, const Notice& notice,
                                     const About& facts) {
  if (!is_event(notice.news)) return {compose_message(messaging, notice, facts)};
  std::vector<NotificationRow> rows;
  for (const auto role : roles_told(messaging, notice.news, facts.agreement)) {
    rows.push_back(compose_event(messaging, notice, facts, role));
  }
  return rows;
}

/// Every endpoint that hears of this product on this channel.
std::vector<storage::DeliveryRow> endpoints(Messaging& messaging, const NotificationRow& row,
                                            const storage::ProductRow& product) {
  if (row.channel == "eventbridge") {
    return event_hearers(messaging, row, kDefaultBus, product.id);
  }
  // Also from a forged topic, which has no subscribers: the forger knows where the seller listens.
  const auto topic = row.name == "entitlement-updated" ? marketplace::entitlement_topic(product)
                                                       : marketplace::subscription_topic(product);
  return hearers(messaging, topic, row);
}

void send(Messaging& messaging, NotificationRow& row, const About& facts,
          const std::string& copy_of = "") {
  row.id = messaging.outbox.put(row);
  tell_notification(messaging, row, copy_of);
  put_all_in_line(messaging, row, [&](const NotificationRow& each) {
    return endpoints(messaging, each, facts.product);
  });
}

}  // namespace

void publish_news(Messaging& messaging) {
  for (const auto& notice : std::exchange(messaging.market.news, {})) {
    const auto facts = about(messaging.market, notice.agreement);
    for (auto& row : compose(messaging, notice, facts)) send(messaging, row, facts);
  }
}

Result<std::int64_t> send_by_hand(Messaging& messaging, const HandMade& wish) {
  auto& market = messaging.market;
  const auto agreement = marketplace::agreement_called(market, wish.agreement);
  if (!agreement) return Failure(agreement.error());
  const auto news = marketplace::parse_news(wish.name).value_or(News::Nothing);
  if (!can_be_sent_by_hand(news)) {
    return Failure({"InvalidNotification", 400,
                    fmt::format("There is no notification \"{}\".", wish.name), "name",
                    "For example subscribe-success, or License Updated."});
  }
  const auto facts = about(market, agreement->id);
  if (wish.repeat != HandMade::Repeat::No) {
    const auto original = messaging.outbox.last_about(wish.agreement, wish.name);
    if (!original) {
      return Failure(
          {"NotificationNotFound", 404,
           fmt::format("No \"{}\" was sent about agreement {} yet.", wish.name, wish.agreement),
           "name", ""});
    }
    auto copy = wish.repeat == HandMade::Repeat::NewId ? copy_under_new_id(messaging, *original)
                                                       : *original;
    copy.id = 0;
    send(messaging, copy, facts, original->notification_id);
    return copy.id;
  }
  const Notice notice{news, agreement->id, "CANCELLED", 0};
  const auto roles = roles_told(messaging, news, facts.agreement);
  auto row = is_event(news) ? compose_event(messaging, notice, facts,
                                            roles.empty() ? Role::Proposer : roles.front())
                            : compose_message(messaging, notice, facts);
  row.forged = wish.forged;
  if (wish.forged == "topic") row.topic_arn += "x";
  send(messaging, row, facts);
  return row.id;
}

void send_confirmation(Messaging& messaging, const storage::SubscriptionRow& subscription) {
  auto& market = messaging.market;
  const auto number = static_cast<std::uint64_t>(market.settings.next("notification"));
  NotificationRow row;
  row.notification_id = market.ids.uuid("confirmation", number, 4);
  row.channel = "sns";
  row.name = "SubscriptionConfirmation";
  row.topic_arn = subscription.topic_arn;
  row.message = confirmation_text(subscription.topic_arn);
  row.at = market.now();
  row.extra_json = Json{{"token", subscription.token}}.dump();
  row.id = messaging.outbox.put(row);
  storage::DeliveryRow delivery;
  delivery.notification = row.id;
  delivery.protocol = subscription.protocol;
  delivery.endpoint = subscription.endpoint;
  delivery.source = subscription.arn;
  put_in_line(messaging, delivery, Duration(0));
}

}  // namespace souk::messaging
