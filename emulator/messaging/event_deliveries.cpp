#include "emulator/messaging/event_deliveries.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/messaging/api_destinations.h"
#include "emulator/messaging/event_publishing.h"
#include "emulator/messaging/queues.h"

namespace souk::messaging {
namespace {

/// Source: EventBridge API Reference, RetryPolicy.
constexpr std::int64_t kUsualRetries = 185;
constexpr std::int64_t kUsualAgeSeconds = 86'400;

Json text_attribute(const std::string& text) {
  return {{"DataType", "String"}, {"StringValue", text}};
}

bool uses_oauth(Messaging& messaging, const storage::DeliveryRow& delivery) {
  const auto arn = target_of(delivery).value("Arn", std::string());
  const auto destination = api_destination_with_arn(messaging, arn);
  const auto connection = destination ? connection_of(messaging, *destination) : std::nullopt;
  return connection && connection->authorization == "OAUTH_CLIENT_CREDENTIALS";
}

/// How long an endpoint asks to be left alone; zero when it does not say so in seconds.
Duration retry_after(const OutboundAnswer& answer) {
  const std::string text(answer.headers.get("retry-after"));
  const bool digits = !text.empty() && text.size() <= 9 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? Duration(std::chrono::seconds(std::stoll(text))) : Duration(0);
}

}  // namespace

Ending look_up(Messaging& messaging, storage::DeliveryRow& delivery) {
  const auto target = target_of(delivery);
  if (target.empty()) return {};
  if (target.value("unfit", false)) {
    return {"INVALID_JSON", "the target's InputTemplate makes no JSON of this event", ""};
  }
  const auto reached = reach(messaging, target["Arn"]);
  if (!reached.missing.empty()) return {"NO_RESOURCE", reached.missing, ""};
  delivery.protocol = reached.protocol;
  delivery.endpoint = reached.endpoint;
  return {};
}

Verdict judge_event_answer(Messaging& messaging, const storage::DeliveryRow& delivery, int status) {
  // A token may have been taken back before its time: the next attempt gets another.
  const bool unauthorized = status == 401 || status == 407;
  if (unauthorized && uses_oauth(messaging, delivery)) return Verdict::Failed;
  return judge_status(status, true);
}

NextTry next_event_try(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer) {
  const auto policy = target_of(attempt.delivery).value("RetryPolicy", Json::object());
  const auto made = attempt.delivery.attempts;
  const auto wait = next_attempt("eventbridge", attempt.delivery.protocol, made);
  if (!wait || made > policy.value("MaximumRetryAttempts", kUsualRetries)) {
    return {std::nullopt, "MaximumRetryAttempts"};
  }
  const auto longest = std::max(*wait, retry_after(answer));
  const std::chrono::seconds most(policy.value("MaximumEventAgeInSeconds", kUsualAgeSeconds));
  const auto age = messaging.market.now() + longest - attempt.notification.at;
  if (age > most) return {std::nullopt, "MaximumEventAgeInSeconds"};
  return {longest, ""};
}

Ending ending_of(const OutboundAnswer& answer, std::string exhausted) {
  Ending ending{"", answer.explanation, std::move(exhausted)};
  using Failure = OutboundAnswer::Failure;
  if (answer.failure == Failure::Timeout) {
    ending.code = "TIMEOUT";
  } else if (answer.failure != Failure::None) {
    ending.code = "CONNECTION_FAILURE";
  } else {
    ending.code = answer.status == 429   ? "THROTTLING"
                  : answer.status >= 500 ? "REMOTE_SERVER_ERROR"
                  : answer.status == 200 ? "FUNCTION_ERROR"
                                         : "SDK_CLIENT_ERROR";
    if (ending.message.empty()) ending.message = fmt::format("HTTP status {}", answer.status);
  }
  return ending;
}

std::string bury_event(Messaging& messaging, const storage::DeliveryRow& delivery,
                       const storage::NotificationRow& notification, const Ending& ending) {
  const auto target = target_of(delivery);
  const auto arn = target.value("DeadLetterConfig", Json::object()).value("Arn", std::string());
  const auto queue = arn.empty() ? std::nullopt : queue_with_arn(messaging, arn);
  if (!queue) return "";
  NewMessage message;
  message.body = notification.message;
  auto& attributes = message.attributes;
  attributes["RULE_ARN"] = text_attribute(delivery.source);
  attributes["TARGET_ARN"] = text_attribute(target["Arn"]);
  attributes["ERROR_CODE"] = text_attribute(ending.code);
  attributes["ERROR_MESSAGE"] = text_attribute(ending.message);
  attributes["RETRY_ATTEMPTS"] =
      text_attribute(std::to_string(std::max<std::int64_t>(delivery.attempts - 1, 0)));
  if (!ending.exhausted.empty()) {
    attributes["EXHAUSTED_RETRY_CONDITION"] = text_attribute(ending.exhausted);
  }
  put_message(messaging, *queue, message);
  return arn;
}

}  // namespace souk::messaging
