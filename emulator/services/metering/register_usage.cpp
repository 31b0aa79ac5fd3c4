#include "emulator/core/json_text.h"
#include "emulator/marketplace/task_metering.h"
#include "emulator/messaging/usage_signer.h"
#include "emulator/services/metering/operations.h"
#include "emulator/services/metering/usage_members.h"

// RegisterUsage: a container asks as it starts whether its buyer may run it.
//   in    ProductCode, PublicKeyVersion, Nonce
//   out   Signature, a JSON Web Token; PublicKeyRotationTimestamp when the key was replaced
//   fails InvalidProductCode, InvalidPublicKeyVersion, InvalidRegion; PlatformNotSupported and
//         CustomerNotEntitled at a task's first call
namespace souk::services::metering {
namespace {

/// What the token says. Source: AWS Marketplace Seller Guide, "Integrating with RegisterUsage".
Json claims_of(const Json& request, const marketplace::TaskRegistration& registration) {
  Json claims{{"ProductCode", registration.product.code},
              {"PublicKeyVersion", request["PublicKeyVersion"]},
              {"Nonce", request.value("Nonce", std::string())}};
  if (registration.key_rotated) {
    claims["PublicKeyRotationTimestamp"] = epoch_ms(*registration.key_rotated) / 1000;
  }
  return claims;
}

}  // namespace

const wire::Shape& register_usage_input() {
  using namespace wire;
  static const auto shape = structure({
      required("ProductCode", product_code()),
      required("PublicKeyVersion", integer().range(1, INT32_MAX)),
      member("Nonce", string().length(0, 255)),
  });
  return shape;
}

const wire::Shape* register_usage_output() {
  static const auto shape =
      wire::structure({wire::member("PublicKeyRotationTimestamp", wire::timestamp()),
                       wire::member("Signature", wire::string())});
  return &shape;
}

Result<Json> register_usage(Context& context, const Json& request) {
  const auto version = request["PublicKeyVersion"].get<std::int64_t>();
  const auto registration = marketplace::register_task(
      context.market, {context.caller.account, context.caller.arn(), context.region},
      request["ProductCode"].get<std::string>(), version);
  if (!registration) return Failure(registration.error());

  const auto claims = claims_of(request, *registration);
  Json note{{"task", context.caller.arn()}, {"claims", claims}};
  if (registration->agreement) {
    note["agreement"] = registration->agreement->agreement_id;
  } else {
    note["preview"] = true;
  }
  context.notes["registration"] = std::move(note);
  Json answer{{"Signature", messaging::usage_token(json_text(claims), version)}};
  if (registration->key_rotated) {
    answer["PublicKeyRotationTimestamp"] = claims["PublicKeyRotationTimestamp"];
  }
  return answer;
}

}  // namespace souk::services::metering
