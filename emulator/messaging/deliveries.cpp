#include "emulator/messaging/deliveries.h"

#include <fmt/format.h>

#include "emulator/messaging/delivery_policy.h"
#include "emulator/messaging/delivery_request.h"
#include "emulator/messaging/publishing.h"
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

Verdict judge(const Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer) {
  if (answer.failure == OutboundAnswer::Failure::BadUrl ||
      answer.failure == OutboundAnswer::Failure::Forbidden) {
    return Verdict::Refused;
  }
  if (answer.failure != OutboundAnswer::Failure::None) return Verdict::Failed;
  const bool busy_function = attempt.delivery.protocol == "lambda" && answer.status == 400;
  if (function_failed(attempt, answer) || busy_function) return Verdict::Failed;
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
       {"to",
        to_http && notification.channel == "eventbridge" ? "api-destination" : delivery.protocol},
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

/// What an endpoint would not take goes to the subscription's dead-letter queue, if it has one.
/// Returns the queue's ARN. Source: SNS Developer Guide, "Dead-letter queues".
std::string bury(Messaging& messaging, const DeliveryRow& delivery,
                 const NotificationRow& notification) {
  if (notification.channel != "sns" || is_confirmation(notification)) return "";
  const auto subscription = messaging.channels.subscription(delivery.source);
  if (!subscription) return "";
  const auto arn = dead_letter_queue_of(*subscription);
  const auto queue = queue_with_arn(messaging, arn);
  if (!queue) return "";
  put_message(messaging, *queue, queue_message(delivery, notification));
  return arn;
}

/// Why a queue does not take a message; empty when it does.
std::string refusal_of(const std::optional<storage::QueueRow>& queue, const std::string& name,
                       const NewMessage& message) {
  if (!queue) return fmt::format("there is no queue {}", name);
  if (message.attributes.size() > kMostRawAttributes) {
    return "a queue takes no more than 10 attributes";
  }
  const auto most = static_cast<std::size_t>(queue_setting(*queue, "MaximumMessageSize"));
  if (message_size(message.body, message.attributes) > most) {
    return fmt::format("the queue {} takes no more than {} bytes", name, most);
  }
  return "";
}

/// A queue of the sandbox takes its message in the same transaction.
void deliver_to_queue(Messaging& messaging, DeliveryRow delivery,
                      const NotificationRow& notification) {
  Attempt attempt{delivery, notification, {}, "", ""};
  compose_body(messaging, attempt);
  if (!attempt.to_sign.empty()) sign_body(attempt);
  delivery.attempts += 1;
  delivery.body = attempt.request.body;
  const auto name = delivery.endpoint.substr(delivery.endpoint.rfind(':') + 1);
  const auto queue = messaging.queues.queue(name);
  const auto message = queue_message(delivery, notification);
  OutboundAnswer answer;
  answer.explanation = refusal_of(queue, name, message);
  const bool taken = answer.explanation.empty();
  if (taken) put_message(messaging, *queue, message);
  delivery.state = taken ? "delivered" : "refused";
  messaging.outbox.put(delivery);
  const auto grave = taken ? "" : bury(messaging, delivery, notification);
  tell(messaging, {delivery, notification, delivery.state, answer, std::nullopt, grave});
}

/// How long until the next attempt, by the subscription's policy where it has one.
std::optional<Duration> wait_after(Messaging& messaging, const DeliveryRow& delivery,
                                   const NotificationRow& notification) {
  const bool web = delivery.protocol == "http" || delivery.protocol == "https";
  if (notification.channel == "sns" && web) {
    if (const auto subscription = messaging.channels.subscription(delivery.source)) {
      const auto policy = retry_policy_in(delivery_policy_of(messaging, *subscription));
      return next_attempt(policy, delivery.attempts);
    }
  }
  return next_attempt(notification.channel, delivery.protocol, delivery.attempts);
}

void become_due(Messaging& messaging, DeliveryRow delivery) {
  const auto notification = messaging.outbox.notification(delivery.notification).value();
  if (delivery.protocol == "sqs") return deliver_to_queue(messaging, delivery, notification);
  delivery.state = "due";
  messaging.outbox.put(delivery);
  messaging.has_due = true;
}

}  // namespace

void put_in_line(Messaging& messaging, DeliveryRow delivery, Duration after) {
  delivery.next = messaging.market.now() + after;
  delivery.state = "waiting";
  delivery.id = messaging.outbox.put(delivery);
  if (after > Duration(0)) {
    messaging.market.agenda.add(delivery.next, kAttemptDelivery, happening_of(delivery));
  } else {
    become_due(messaging, delivery);
  }
}

std::vector<Attempt> claim_attempts(Messaging& messaging) {
  std::vector<Attempt> attempts;
  for (auto& delivery : messaging.outbox.ready()) {
    delivery.state = "in-flight";
    delivery.attempts += 1;
    messaging.outbox.put(delivery);
    Attempt attempt{
        delivery, messaging.outbox.notification(delivery.notification).value(), {}, "", ""};
    attempt.request.url = delivery.endpoint;
    add_headers(messaging, attempt);
    if (delivery.body.empty()) {
      compose_body(messaging, attempt);
    } else {
      attempt.request.body = delivery.body;
    }
    attempts.push_back(std::move(attempt));
  }
  return attempts;
}

OutboundAnswer make_attempt(Attempt& attempt, Outbound& outbound) {
  if (!attempt.to_sign.empty()) sign_body(attempt);
  return outbound.send(attempt.request);
}

void finish_attempt(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer) {
  auto delivery = attempt.delivery;
  delivery.body = attempt.request.body;
  delivery.last_status = answer.status;
  delivery.last_reason = answer.explanation;
  std::optional<Timestamp> next;
  std::string_view outcome;
  switch (judge(messaging, attempt, answer)) {
    case Verdict::Delivered:
      outcome = delivery.state = "delivered";
      break;
    case Verdict::Refused:
      outcome = delivery.state = "refused";
      break;
    case Verdict::Failed:
      if (const auto wait = wait_after(messaging, delivery, attempt.notification)) {
        next = messaging.market.now() + *wait;
        outcome = "failed";
      } else {
        outcome = delivery.state = "given-up";
      }
      break;
  }
  const auto grave =
      next || delivery.state == "delivered" ? "" : bury(messaging, delivery, attempt.notification);
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
  if (happening.name != kAttemptDelivery) return false;
  const auto dash = happening.subject.rfind('-');
  const auto delivery = messaging.outbox.delivery(std::stoll(happening.subject.substr(dash + 1)));
  if (delivery && delivery->state == "waiting") become_due(messaging, *delivery);
  return true;
}

}  // namespace souk::messaging
