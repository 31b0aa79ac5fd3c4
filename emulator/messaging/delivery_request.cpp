#include "emulator/messaging/delivery_request.h"

#include <fmt/format.h>

#include "emulator/messaging/delivery_policy.h"
#include "emulator/messaging/publishing.h"
#include "emulator/messaging/signer.h"
#include "emulator/messaging/sns_message.h"
#include "emulator/messaging/subscription_settings.h"

namespace souk::messaging {
namespace {

constexpr std::string_view kSignatureHolder = "@signature@";

Envelope envelope_of(Messaging& messaging, const storage::NotificationRow& notification,
                     const storage::DeliveryRow& delivery) {
  const bool confirmation = notification.name == "SubscriptionConfirmation";
  const auto base = sns_base_url(messaging);
  const auto topic = messaging.channels.topic(notification.topic_arn);
  Envelope envelope;
  envelope.type = confirmation ? notification.name : "Notification";
  envelope.message_id = notification.notification_id;
  envelope.topic_arn = notification.topic_arn;
  envelope.message = text_for(notification, delivery.protocol);
  envelope.attributes = attributes_of(notification);
  envelope.subject = subject_of(notification);
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

/// What the subscription's delivery policy says; confirmations are always plain.
std::string content_type_of(Messaging& messaging, const Attempt& attempt, bool confirmation) {
  const auto subscription = messaging.channels.subscription(attempt.delivery.source);
  if (confirmation || !subscription) return "text/plain; charset=UTF-8";
  return content_type_in(delivery_policy_of(messaging, *subscription));
}

}  // namespace

void compose_body(Messaging& messaging, Attempt& attempt) {
  auto& request = attempt.request;
  const auto& notification = attempt.notification;
  if (notification.channel == "eventbridge" || attempt.delivery.raw) {
    request.body = text_for(notification, attempt.delivery.protocol);
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
void add_headers(Messaging& messaging, Attempt& attempt) {
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
    headers.add("Content-Type", content_type_of(messaging, attempt, confirmation));
    headers.add("User-Agent", "Amazon Simple Notification Service Agent");
    headers.add("Accept-Encoding", "gzip,deflate");
  }
  headers.add("X-Souk-Now", to_iso(messaging.market.now()));
}

void sign_body(Attempt& attempt) {
  const auto signature = attempt.notification.forged == "signature"
                             ? forge_signature(attempt.to_sign, attempt.signature_version)
                             : sign(attempt.to_sign, attempt.signature_version);
  // With the member's name: a message may hold the very words that hold the signature's place.
  auto& body = attempt.request.body;
  for (const std::string_view member : {"\"Signature\" : \"", "\"Signature\":\""}) {
    const auto at = body.find(std::string(member).append(kSignatureHolder));
    if (at == std::string::npos) continue;
    body.replace(at + member.size(), kSignatureHolder.size(), signature);
    break;
  }
  attempt.to_sign.clear();
}

}  // namespace souk::messaging
