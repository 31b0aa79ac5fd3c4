#include "emulator/marketplace/regions.h"
#include "emulator/marketplace/registration.h"
#include "emulator/messaging/delivery_faults.h"
#include "emulator/services/metering/operations.h"

// ResolveCustomer: a seller trades the token its landing page received for who the buyer is.
//   in    RegistrationToken
//   out   ProductCode, CustomerIdentifier (legacy products), CustomerAWSAccountId (since 2022),
//         LicenseArn (products with Concurrent Agreements)
//   fails InvalidTokenException   never issued
//         ExpiredTokenException   issued a profile's token lifetime ago, or longer
//         DisabledApiException    metering is not switched on in the region
namespace souk::services::metering {

using marketplace::Generation;

const wire::Shape& resolve_customer_input() {
  static const auto shape =
      wire::structure({wire::required("RegistrationToken", wire::string().length(1))});
  return shape;
}

const wire::Shape* resolve_customer_output() {
  static const auto shape = wire::structure({wire::member("CustomerIdentifier", wire::string()),
                                             wire::member("ProductCode", wire::string()),
                                             wire::member("CustomerAWSAccountId", wire::string()),
                                             wire::member("LicenseArn", wire::string())});
  return &shape;
}

Result<Json> resolve_customer(Context& context, const Json& request) {
  auto& market = context.market;
  const auto enabled = marketplace::check_metering_enabled(market, context.region);
  if (!enabled) return Failure(enabled.error());
  const auto registration = marketplace::resolve_token(
      market, request["RegistrationToken"].get<std::string>(), context.caller.account);
  if (!registration) return Failure(registration.error());
  messaging::release_registered(context.messaging, registration->agreement);

  Json answer{{"ProductCode", registration->product.code}};
  if (market.profile->tells_account) answer["CustomerAWSAccountId"] = registration->buyer.account;
  if (registration->product.generation == to_text(Generation::Legacy)) {
    answer["CustomerIdentifier"] = registration->buyer.customer_identifier;
    return answer;
  }
  answer["LicenseArn"] = registration->agreement.license_arn;
  const auto choice = market.switches.at(marketplace::switches::kIdentifierOfNewProduct);
  if (choice == "empty") answer["CustomerIdentifier"] = "";
  if (choice == "null") answer["CustomerIdentifier"] = nullptr;
  return answer;
}

}  // namespace souk::services::metering
