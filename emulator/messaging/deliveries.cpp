#include "emulator/messaging/deliveries.h"

#include <fmt/format.h>

#include "emulator/messaging/api_call.h"
#include "emulator/messaging/delivery_faults.h"
#include "emulator/messaging/delivery_policy.h"
#include "emulator/messaging/delivery_request.h"
#include "emulator/messaging/event_deliveries.h"
#include "emulator/messaging/event_publishing.h"
#include "emulator/messaging/functions.h"
#include "emulator/messaging/own_topics.h"
#include "emulator/messaging/publishing.h"
#include "emulator/messaging/queue_batches.h"
#include "emulator/messaging/queue_consumers.h"
#include "emulator/messaging/queues.h"
#include "emulator/messaging/retries.h"
#include "emulator/messaging/subscription_settings.h"

namespace souk::messaging {
namespace {

using storage::DeliveryRow;
using storage::NotificationRow;

std::string delivery_name(const Messaging& messaging, std::int64_t id) {
  return messaging.market.ids.uuid("delivery", static_cast<std::uint64_t>(id));
}

/// A function that threw still answers 200; its body says so.
/// Source: AWS Lambda runtime interface emulator.
bool function_failed(const Attempt& attempt, const OutboundAnswer& answer) {
  if (attempt.delivery.protocol != "lambda") return false;
  const auto body = Json::parse(answer.body, nullptr, false);
  return (body.is_object() && body.contains("errorType")) ||
         answer.body.rfind("Task timed out", 0) == 0;
}

bool is_event(const NotificationRow& notification) { return notification.channel == "eventbridge"; }

Verdict judge(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer) {
  if (answer.failure == OutboundAnswer::Failure::BadUrl ||
      answer.failure == OutboundAnswer::Failure::Forbidden) {
    return Verdict::Refused;
  }
  if (answer.failure != OutboundAnswer::Failure::None) return Verdict::Failed;
  const bool busy_function = attempt.delivery.protocol == "lambda" && answer.status == 400;
  if (function_failed(attempt, answer) || busy_function) return Verdict::Failed;
  if (is_event(attempt.notification)) {
    return judge_event_answer(messaging, attempt.delivery, answer.status);
  }
  return judge_status(answer.status,
                      messaging.market.switches.is(marketplace::switches::kSns429, "retry"));
}

bool is_confirmation(const NotificationRow& notification) {
  return notification.name == "SubscriptionConfirmation";
}

/// How an attempt went, for the journal.
struct Ended {
  const DeliveryRow& delivery;
  const NotificationRow& notification;
  std::string_view outcome;
  const OutboundAnswer& answer;
  std::optional<Timestamp> next_attempt_at;
  std::string dead_letter_queue;
};

void tell(Messaging& messaging, const Ended& ended) {
  const auto& [delivery, notification, outcome, answer, next_attempt_at, grave] = ended;
  const bool to_http = delivery.protocol == "http" || delivery.protocol == "https";
  storage::Entry entry{
      "delivery",
      "market",
      delivery_name(messaging, delivery.id),
      notification.notification_id,
      {{"name", notification.name},
       {"channel", notification.channel},
       {"to", to_http && is_event(notification) ? "api-destination" : delivery.protocol},
       {"id", delivery.id},
       {"attempt", delivery.attempts},
       {"outcome", outcome}},
      {{"endpoint", delivery.endpoint}, {"took_ms", answer.took.count()}},
      ""};
  auto& data = entry.data;
  data[notification.channel == "sns" ? "subscription" : "rule"] = delivery.source;
  if (answer.status != 0) data["status"] = answer.status;
  if (!notification.agreement.empty()) {
    const auto agreement = messaging.market.agreements.find(notification.agreement).value();
    data["agreement"] = notification.agreement;
    data["buyer"] = messaging.market.catalogue.buyer(agreement.buyer).value().name;
  }
  if (!notification.forged.empty()) data["forged"] = notification.forged;
  if (delivery.resend_of != 0) data["resend_of"] = delivery.resend_of;
  if (next_attempt_at) data["next_attempt_at"] = to_iso(*next_attempt_at);
  if (!grave.empty()) data["dead_letter_queue"] = grave;
  if (!answer.explanation.empty()) entry.nondeterministic["reason"] = answer.explanation;
  messaging.market.journal.write(entry);
}

std::string happening_of(const DeliveryRow& delivery) {
  return fmt::format("delivery-{}", delivery.id);
}

/// Who SNS says it is to a queue. Source: messages recorded from the live service.
constexpr auto kSnsSender = "AIDAIT2UOQQY3AUEKVGXU";
/// Source: SNS Developer Guide, "Raw message delivery".
constexpr std::size_t kMostRawAttributes = 10;

/// As a queue gets it: SNS's attributes are the queue's when the text comes alone.
NewMessage queue_message(const DeliveryRow& delivery, const NotificationRow& notification) {
  NewMessage message;
  message.body = delivery.body;
  message.sender = kSnsSender;
  if (delivery.raw) message.attributes = attributes_of(notification);
  return message;
}

/// What an endpoint would not take goes to the dead-letter queue of its target or subscription, if
/// that has one. Returns the queue's ARN. Source: SNS Developer Guide, "Dead-letter queues".
std::string bury(Messaging& messaging, const DeliveryRow& delivery,
                 const NotificationRow& notification, const Ending& ending) {
  if (is_event(notification)) return bury_event(messaging, delivery, notification, ending);
  if (is_confirmation(notification)) return "";
  const auto subscription = messaging.channels.subscription(delivery.source);
  if (!subscription) return "";
  const auto arn = dead_letter_queue_of(*subscription);
  const auto queue = queue_with_arn(messaging, arn);
  if (!queue) return "";
  put_message(messaging, *queue, queue_message(delivery, notification));
  return arn;
}

/// Puts a message into a queue of the sandbox; tells why not where it does not take it.
Ending hand_to_queue(Messaging& messaging, const DeliveryRow& delivery,
                     const NotificationRow& notification) {
  const auto name = delivery.endpoint.substr(delivery.endpoint.rfind(':') + 1);
  const auto queue = messaging.queues.queue(name);
  if (!queue) return {"NO_RESOURCE", fmt::format("there is no queue {}", name), ""};
  const auto message = queue_message(delivery, notification);
  if (message.attributes.size() > kMostRawAttributes) {
    return {"SDK_CLIENT_ERROR", "a queue takes no more than 10 attributes", ""};
  }
  const auto most = static_cast<std::size_t>(queue_setting(*queue, "MaximumMessageSize"));
  if (message_size(message.body, message.attributes) > most) {
    return {"SDK_CLIENT_ERROR", fmt::format("the queue {} takes no more than {} bytes", name, most),
            ""};
  }
  put_message(messaging, *queue, message);
  return {};
}

/// An event as a message of one of the seller's topics.
Ending hand_to_topic(Messaging& messaging, const DeliveryRow& delivery) {
  const auto topic = find_topic(messaging, delivery.endpoint);
  if (!topic || is_marketplaces(*topic)) {
    return {"NO_RESOURCE", fmt::format("there is no topic {}", delivery.endpoint), ""};
  }
  const Publication publication{delivery.body};
  if (const auto fine = check_publication(publication); !fine) {
    return {"SDK_CLIENT_ERROR", fine.error().message, ""};
  }
  publish(messaging, topic->arn, publication);
  return {};
}

void hand_to_bus(Messaging& messaging, const DeliveryRow& delivery,
                 const NotificationRow& notification) {
  for (auto& each : event_hearers(messaging, notification, bus_name(delivery.endpoint), 0, true)) {
    each.notification = notification.id;
    put_in_line(messaging, std::move(each), Duration(0));
  }
}

bool is_inside(const DeliveryRow& delivery) {
  return delivery.protocol == "sqs" || delivery.protocol == "sns" ||
         delivery.protocol == "event-bus";
}

/// What can be known before anything is sent: it goes nowhere else.
void refuse(Messaging& messaging, DeliveryRow delivery, const NotificationRow& notification,
            const Ending& ending) {
  OutboundAnswer answer;
  answer.explanation = ending.message;
  delivery.state = "refused";
  delivery.last_reason = ending.message;
  messaging.outbox.put(delivery);
  const auto grave = bury(messaging, delivery, notification, ending);
  tell(messaging, {delivery, notification, delivery.state, answer, std::nullopt, grave});
}

/// What belongs to the sandbox takes a delivery in the same transaction.
void deliver_inside(Messaging& messaging, DeliveryRow delivery,
                    const NotificationRow& notification) {
  if (delivery.body.empty()) {
    Attempt attempt{delivery, notification, {}, "", ""};
    compose_body(messaging, attempt);
    if (!attempt.to_sign.empty()) sign_body(attempt);
    delivery.body = attempt.request.body;
  }
  delivery.attempts += 1;
  const auto ending = delivery.protocol == "sqs" ? hand_to_queue(messaging, delivery, notification)
                      : delivery.protocol == "sns" ? hand_to_topic(messaging, delivery)
                                                   : Ending();
  if (!ending.code.empty()) return refuse(messaging, delivery, notification, ending);
  delivery.state = "delivered";
  messaging.outbox.put(delivery);
  tell(messaging, {delivery, notification, delivery.state, OutboundAnswer(), std::nullopt, ""});
  if (delivery.protocol == "event-bus") hand_to_bus(messaging, delivery, notification);
}

/// How long until the next attempt, by the policy of the target or subscription.
NextTry try_after(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer) {
  const auto& delivery = attempt.delivery;
  if (is_event(attempt.notification)) return next_event_try(messaging, attempt, answer);
  if (delivery.protocol == "http" || delivery.protocol == "https") {
    if (const auto subscription = messaging.channels.subscription(delivery.source)) {
      const auto policy = retry_policy_in(delivery_policy_of(messaging, *subscription));
      return {next_attempt(policy, delivery.attempts), ""};
    }
  }
  return {next_attempt(attempt.notification.channel, delivery.protocol, delivery.attempts), ""};
}

void become_due(Messaging& messaging, DeliveryRow delivery) {
  const auto notification = messaging.outbox.notification(delivery.notification).value();
  if (is_event(notification)) {
    const auto ending = look_up(messaging, delivery);
    if (!ending.code.empty()) return refuse(messaging, delivery, notification, ending);
  }
  if (is_inside(delivery)) return deliver_inside(messaging, delivery, notification);
  delivery.state = "due";
  messaging.outbox.put(delivery);
  messaging.has_due = true;
}

/// A function may be named by its ARN.
std::string url_of(Messaging& messaging, const DeliveryRow& delivery) {
  if (delivery.protocol != "lambda" || function_in(delivery.endpoint).empty()) {
    return delivery.endpoint;
  }
  return function_url(messaging, delivery.endpoint);
}

/// Gets the token an API destination wants; tells how that failed where it did.
std::optional<OutboundAnswer> authorize(Attempt& attempt, Outbound& outbound) {
  if (attempt.authorize.url.empty()) return std::nullopt;
  auto answer = outbound.send(attempt.authorize);
  attempt.token = token_in(answer);
  if (!attempt.token.empty()) {
    attempt.request.headers.add("Authorization", "Bearer " + attempt.token);
    return std::nullopt;
  }
  if (answer.failure == OutboundAnswer::Failure::None) {
    answer.failure = OutboundAnswer::Failure::Broken;
    answer.explanation = fmt::format("{} answered {} and gave no access_token",
                                     attempt.authorize.url, std::exchange(answer.status, 0));
  }
  return answer;
}

}  // namespace

std::int64_t put_in_line(Messaging& messaging, DeliveryRow delivery, Duration after) {
  delivery.next = messaging.market.now() + after;
  delivery.state = "waiting";
  delivery.id = messaging.outbox.put(delivery);
  if (after > Duration(0)) {
    messaging.market.agenda.add(delivery.next, kAttemptDelivery, happening_of(delivery));
  } else {
    become_due(messaging, delivery);
  }
  return delivery.id;
}

std::vector<Attempt> claim_attempts(Messaging& messaging) {
  poll_queues(messaging);
  std::vector<Attempt> attempts;
  for (auto& delivery : messaging.outbox.ready()) {
    delivery.state = "in-flight";
    delivery.attempts += 1;
    messaging.outbox.put(delivery);
    Attempt attempt{
        delivery, messaging.outbox.notification(delivery.notification).value(), {}, "", ""};
    attempt.request.url = url_of(messaging, delivery);
    add_headers(messaging, attempt);
    if (delivery.body.empty()) {
      compose_body(messaging, attempt);
    } else {
      attempt.request.body = delivery.body;
    }
    if (is_event(attempt.notification)) compose_api_call(messaging, attempt);
    attempts.push_back(std::move(attempt));
  }
  return attempts;
}

OutboundAnswer make_attempt(Attempt& attempt, Outbound& outbound) {
  if (!attempt.to_sign.empty()) sign_body(attempt);
  if (auto failed = authorize(attempt, outbound)) return std::move(*failed);
  return outbound.send(attempt.request);
}

void finish_attempt(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer) {
  auto delivery = attempt.delivery;
  delivery.body = attempt.request.body;
  delivery.last_status = answer.status;
  delivery.last_reason = answer.explanation;
  if (is_batch(attempt.notification)) {
    const bool taken = judge(messaging, attempt, answer) == Verdict::Delivered;
    return finish_batch(messaging, attempt, delivery, taken, answer);
  }
  if (is_event(attempt.notification)) settle_token(messaging, attempt, answer);
  std::optional<Timestamp> next;
  std::string exhausted;
  std::string_view outcome;
  switch (judge(messaging, attempt, answer)) {
    case Verdict::Delivered:
      outcome = delivery.state = "delivered";
      break;
    case Verdict::Refused:
      outcome = delivery.state = "refused";
      break;
    case Verdict::Failed:
      if (auto later = try_after(messaging, attempt, answer); later.wait) {
        next = messaging.market.now() + *later.wait;
        outcome = "failed";
      } else {
        exhausted = std::move(later.exhausted);
        outcome = delivery.state = "given-up";
      }
      break;
  }
  const bool over = !next && delivery.state != "delivered";
  const auto grave =
      over ? bury(messaging, delivery, attempt.notification, ending_of(answer, exhausted)) : "";
  tell(messaging, {delivery, attempt.notification, outcome, answer, next, grave});
  if (next) {
    put_in_line(messaging, delivery, *next - messaging.market.now());
  } else {
    messaging.outbox.put(delivery);
  }
}

void give_up(Messaging& messaging, const Attempt& attempt, const std::string& why) {
  auto delivery = attempt.delivery;
  delivery.state = "given-up";
  delivery.last_reason = why;
  messaging.outbox.put(delivery);
}

bool fall_due(Messaging& messaging, const storage::Happening& happening) {
  if (happening.name == kPollQueue) return true;
  if (happening.name == kReleaseHeld) return release_due(messaging, happening), true;
  if (happening.name != kAttemptDelivery) return false;
  const auto dash = happening.subject.rfind('-');
  const auto delivery = messaging.outbox.delivery(std::stoll(happening.subject.substr(dash + 1)));
  if (delivery && delivery->state == "waiting") become_due(messaging, *delivery);
  return true;
}

}  // namespace souk::messaging
