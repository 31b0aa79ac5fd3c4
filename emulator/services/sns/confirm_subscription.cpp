#include "emulator/messaging/topics.h"
#include "emulator/services/sns/operations.h"

// ConfirmSubscription: an endpoint proves that it wants the messages, by signed call or by the link
// it was sent.
//   in    TopicArn, Token, AuthenticateOnUnsubscribe
//   out   SubscriptionArn
//   fails InvalidParameter
namespace souk::services::sns {

const wire::Shape& confirm_subscription_input() {
  using namespace wire;
  static const auto shape = structure({required("TopicArn", string()), required("Token", string()),
                                       member("AuthenticateOnUnsubscribe", string())});
  return shape;
}

const wire::Shape* confirm_subscription_output() {
  static const auto shape = wire::structure({wire::member("SubscriptionArn", wire::string())});
  return &shape;
}

Result<Json> confirm_subscription(Context& context, const Json& request) {
  const bool authenticate =
      context.is_signed && request.value("AuthenticateOnUnsubscribe", std::string()) == "true";
  const auto subscription =
      messaging::confirm(context.messaging, request["TopicArn"], request["Token"], authenticate);
  if (!subscription) return Failure(subscription.error());
  return Json{{"SubscriptionArn", subscription->arn}};
}

}  // namespace souk::services::sns
