#include "emulator/messaging/topics.h"
#include "emulator/services/sns/access.h"
#include "emulator/services/sns/operations.h"

// Subscribe: a seller asks to hear a topic.
//   in    TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn
//   out   SubscriptionArn, or "pending confirmation" until the endpoint has confirmed
//   fails NotFound, InvalidParameter, AuthorizationError for whoever is not the seller
namespace souk::services::sns {

const wire::Shape& subscribe_input() {
  using namespace wire;
  static const auto shape = structure({
      required("TopicArn", string()),
      required("Protocol", string()),
      member("Endpoint", string()),
      member("Attributes", map(string(), string())),
      member("ReturnSubscriptionArn", boolean()),
  });
  return shape;
}

const wire::Shape* subscribe_output() {
  static const auto shape = wire::structure({wire::member("SubscriptionArn", wire::string())});
  return &shape;
}

Result<Json> subscribe(Context& context, const Json& request) {
  const auto topic = open_topic(context, request["TopicArn"], "Subscribe");
  if (!topic) return Failure(topic.error());
  const auto subscription =
      messaging::subscribe(context.messaging, {request["TopicArn"], request["Protocol"],
                                               request.value("Endpoint", std::string()),
                                               request.value("Attributes", Json::object())});
  if (!subscription) return Failure(subscription.error());
  const bool tell = subscription->confirmed || request.value("ReturnSubscriptionArn", false);
  return Json{{"SubscriptionArn", tell ? subscription->arn : "pending confirmation"}};
}

}  // namespace souk::services::sns
