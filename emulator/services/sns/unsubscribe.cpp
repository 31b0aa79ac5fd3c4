#include "emulator/messaging/topics.h"
#include "emulator/services/sns/operations.h"

// Unsubscribe: an endpoint wants no more messages; an unknown subscription is no error.
//   in    SubscriptionArn
//   fails InvalidParameter, AuthorizationError
namespace souk::services::sns {

const wire::Shape& unsubscribe_input() {
  static const auto shape = wire::structure({wire::required("SubscriptionArn", wire::string())});
  return shape;
}

Result<Json> unsubscribe(Context& context, const Json& request) {
  const auto removed =
      messaging::unsubscribe(context.messaging, request["SubscriptionArn"], context.is_signed);
  if (!removed) return Failure(removed.error());
  return Json::object();
}

}  // namespace souk::services::sns
