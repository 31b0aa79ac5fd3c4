#include "emulator/messaging/subscription_settings.h"
#include "emulator/services/sns/access.h"
#include "emulator/services/sns/operations.h"

// GetSubscriptionAttributes and SetSubscriptionAttributes: filter, raw delivery, retries,
// dead-letter queue.
//   fails NotFound, InvalidParameter, AuthorizationError
namespace souk::services::sns {
namespace {

Result<void> only_the_seller(const Context& context, const Json& request, std::string_view action) {
  if (context.caller.kind == sandbox::Caller::Kind::Seller) return {};
  return Failure(unauthorized(context, action, request["SubscriptionArn"]));
}

}  // namespace

const wire::Shape& get_subscription_attributes_input() {
  static const auto shape = wire::structure({wire::required("SubscriptionArn", wire::string())});
  return shape;
}

Result<Json> get_subscription_attributes(Context& context, const Json& request) {
  if (const auto may = only_the_seller(context, request, "GetSubscriptionAttributes"); !may) {
    return Failure(may.error());
  }
  auto attributes =
      messaging::subscription_attributes(context.messaging, request["SubscriptionArn"]);
  if (!attributes) return Failure(attributes.error());
  return Json{{"Attributes", std::move(*attributes)}};
}

const wire::Shape& set_subscription_attributes_input() {
  using namespace wire;
  static const auto shape =
      structure({required("SubscriptionArn", string()), required("AttributeName", string()),
                 member("AttributeValue", string())});
  return shape;
}

Result<Json> set_subscription_attributes(Context& context, const Json& request) {
  if (const auto may = only_the_seller(context, request, "SetSubscriptionAttributes"); !may) {
    return Failure(may.error());
  }
  const auto set = messaging::set_subscription_attribute(
      context.messaging, request["SubscriptionArn"], request["AttributeName"],
      request.value("AttributeValue", std::string()));
  if (!set) return Failure(set.error());
  return Json::object();
}

}  // namespace souk::services::sns
