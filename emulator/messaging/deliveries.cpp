#include "emulator/messaging/deliveries.h"

#include <fmt/format.h>

#include "emulator/messaging/queues.h"
#include "emulator/messaging/retries.h"
#include "emulator/messaging/signer.h"
#include "emulator/messaging/sns_message.h"

namespace souk::messaging {
namespace {

using storage::DeliveryRow;
using storage::NotificationRow;

constexpr std::string_view kSignatureHolder = "@signature@";

std::string delivery_name(const Messaging& messaging, std::int64_t id) {
  return messaging.market.ids.uuid("delivery", static_cast<std::uint64_t>(id));
}

Envelope envelope_of(Messaging& messaging, const NotificationRow& notification,
                     const DeliveryRow& delivery) {
  const bool confirmation = notification.name == "SubscriptionConfirmation";
  const auto base = sns_base_url(messaging);
  const auto topic = messaging.channels.topic(notification.topic_arn);
  Envelope envelope;
  envelope.type = confirmation ? notification.name : "Notification";
  envelope.message_id = notification.notification_id;
  envelope.topic_arn = notification.topic_arn;
  envelope.message = notification.message;
  envelope.timestamp = sns_time(notification.at);
  envelope.signature_version = topic ? topic->signature_version : "1";
  envelope.signing_cert_url = base + "/" + certificate_name();
  if (notification.forged == "certificate") {
    envelope.signing_cert_url =
        fmt::format("https://sns.{}.amazonaws.com.example.test/SimpleNotificationService.pem",
                    messaging.market.region);
  }
  if (confirmation) {
    envelope.token = Json::parse(notification.extra_json).at("token");
    envelope.subscribe_url = fmt::format("{}/?Action=ConfirmSubscription&TopicArn={}&Token={}",
                                         base, notification.topic_arn, envelope.token);
  } else {
    envelope.unsubscribe_url =
        fmt::format("{}/?Action=Unsubscribe&SubscriptionArn={}", base, delivery.source);
  }
  return envelope;
}

/// The body without its signature, which is worked out without the lock.
void compose_body(Messaging& messaging, Attempt& attempt) {
  auto& request = attempt.request;
  const auto& notification = attempt.notification;
  if (notification.channel == "eventbridge" || attempt.delivery.raw) {
    request.body = notification.message;
    return;
  }
  const auto envelope = envelope_of(messaging, notification, attempt.delivery);
  const std::string holder(kSignatureHolder);
  attempt.to_sign = string_to_sign(envelope);
  attempt.signature_version = envelope.signature_version;
  request.body = attempt.delivery.protocol == "lambda"
                     ? render_for_lambda(envelope, holder, attempt.delivery.source)
                     : render(envelope, holder);
}

/// Source: SNS Developer Guide, "HTTP/HTTPS headers"; EventBridge User Guide, "API destinations".
void add_headers(Attempt& attempt, Timestamp now) {
  auto& headers = attempt.request.headers;
  const auto& notification = attempt.notification;
  const bool confirmation = notification.name == "SubscriptionConfirmation";
  if (attempt.delivery.protocol == "lambda") {
    headers.add("Content-Type", "application/json");
  } else if (notification.channel == "eventbridge") {
    headers.add("User-Agent", "Amazon/EventBridge/ApiDestinations");
    headers.add("Content-Type", "application/json; charset=utf-8");
    headers.add("Range", "bytes=0-1048575");
    headers.add("Accept-Encoding", "gzip,deflate");
  } else {
    headers.add("x-amz-sns-message-type", confirmation ? notification.name : "Notification");
    headers.add("x-amz-sns-message-id", notification.notification_id);
    headers.add("x-amz-sns-topic-arn", notification.topic_arn);
    if (!confirmation) headers.add("x-amz-sns-subscription-arn", attempt.delivery.source);
    if (attempt.delivery.raw) headers.add("x-amz-sns-rawdelivery", "true");
    headers.add("Content-Type", "text/plain; charset=UTF-8");
    headers.add("User-Agent", "Amazon Simple Notification Service Agent");
    headers.add("Accept-Encoding", "gzip,deflate");
  }
  headers.add("X-Souk-Now", to_iso(now));
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

void tell(Messaging& messaging, const DeliveryRow& delivery, const NotificationRow& notification,
          std::string_view outcome, const OutboundAnswer& answer,
          std::optional<Timestamp> next_attempt_at) {
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
  if (!answer.explanation.empty()) entry.nondeterministic["reason"] = answer.explanation;
  messaging.market.journal.write(entry);
}

std::string subject_of(const DeliveryRow& delivery) {
  return fmt::format("delivery-{}", delivery.id);
}

/// A queue of the sandbox takes its message in the same transaction.
void deliver_to_queue(Messaging& messaging, DeliveryRow delivery,
                      const NotificationRow& notification) {
  Attempt attempt{delivery, notification, {}, "", ""};
  compose_body(messaging, attempt);
  if (!attempt.to_sign.empty()) sign_body(attempt);
  delivery.attempts += 1;
  OutboundAnswer answer;
  const auto name = delivery.endpoint.substr(delivery.endpoint.rfind(':') + 1);
  const auto queue = messaging.queues.queue(name);
  if (queue) {
    put_message(messaging, *queue,
                {attempt.request.body, Json::object(), Duration(0), "AIDAIT2UOQQY3AUEKVGXU"});
  } else {
    answer.explanation = fmt::format("there is no queue {}", name);
  }
  delivery.state = queue ? "delivered" : "refused";
  delivery.body = attempt.request.body;
  messaging.outbox.put(delivery);
  tell(messaging, delivery, notification, queue ? "delivered" : "refused", answer, std::nullopt);
}

void become_due(Messaging& messaging, DeliveryRow delivery) {
  const auto notification = messaging.outbox.notification(delivery.notification).value();
  if (delivery.protocol == "sqs") return deliver_to_queue(messaging, delivery, notification);
  delivery.state = "due";
  messaging.outbox.put(delivery);
  messaging.has_due = true;
}

}  // namespace

void sign_body(Attempt& attempt) {
  const auto signature = attempt.notification.forged == "signature"
                             ? forge_signature(attempt.to_sign, attempt.signature_version)
                             : sign(attempt.to_sign, attempt.signature_version);
  attempt.request.body.replace(attempt.request.body.find(kSignatureHolder), kSignatureHolder.size(),
                               signature);
  attempt.to_sign.clear();
}

void put_in_line(Messaging& messaging, DeliveryRow delivery, Duration after) {
  delivery.next = messaging.market.now() + after;
  delivery.state = "waiting";
  delivery.id = messaging.outbox.put(delivery);
  if (after > Duration(0)) {
    messaging.market.agenda.add(delivery.next, kAttemptDelivery, subject_of(delivery));
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
    add_headers(attempt, messaging.market.now());
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
      if (const auto wait =
              next_attempt(attempt.notification.channel, delivery.protocol, delivery.attempts)) {
        next = messaging.market.now() + *wait;
        outcome = "failed";
      } else {
        outcome = delivery.state = "given-up";
      }
      break;
  }
  tell(messaging, delivery, attempt.notification, outcome, answer, next);
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
