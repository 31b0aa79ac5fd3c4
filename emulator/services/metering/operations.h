#pragma once

#include "emulator/services/operation.h"

// AWS Marketplace Metering Service, 2016-01-14. Source: its API Reference, and the published model.
namespace souk::services::metering {

const wire::Shape& resolve_customer_input();
const wire::Shape* resolve_customer_output();
Result<Json> resolve_customer(Context& context, const Json& request);

const wire::Shape& batch_meter_usage_input();
const wire::Shape* batch_meter_usage_output();
Result<Json> batch_meter_usage(Context& context, const Json& request);

const wire::Shape& meter_usage_input();
const wire::Shape* meter_usage_output();
Result<Json> meter_usage(Context& context, const Json& request);

const wire::Shape& register_usage_input();
const wire::Shape* register_usage_output();
Result<Json> register_usage(Context& context, const Json& request);

}  // namespace souk::services::metering
