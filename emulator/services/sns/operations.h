#pragma once

#include "emulator/services/operation.h"

// Amazon SNS, 2010-03-31. Source: its API Reference, the published model, recorded answers.
namespace souk::services::sns {

const wire::Shape& subscribe_input();
const wire::Shape* subscribe_output();
Result<Json> subscribe(Context& context, const Json& request);

const wire::Shape& confirm_subscription_input();
const wire::Shape* confirm_subscription_output();
Result<Json> confirm_subscription(Context& context, const Json& request);

const wire::Shape& unsubscribe_input();
Result<Json> unsubscribe(Context& context, const Json& request);

}  // namespace souk::services::sns
