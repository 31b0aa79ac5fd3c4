#pragma once

#include "emulator/services/operation.h"

// AWS Marketplace Entitlement Service, 2017-01-11. Source: its API Reference, and the published
// model.
namespace souk::services::entitlement {

const wire::Shape& get_entitlements_input();
const wire::Shape* get_entitlements_output();
Result<Json> get_entitlements(Context& context, const Json& request);

}  // namespace souk::services::entitlement
