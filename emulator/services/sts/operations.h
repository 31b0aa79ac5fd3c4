#pragma once

#include "emulator/services/operation.h"

// AWS Security Token Service, 2011-06-15. Source: its API Reference, and the published model.
namespace souk::services::sts {

const wire::Shape& assume_role_input();
const wire::Shape* assume_role_output();
Result<Json> assume_role(Context& context, const Json& request);

const wire::Shape& assume_role_with_web_identity_input();
const wire::Shape* assume_role_with_web_identity_output();
Result<Json> assume_role_with_web_identity(Context& context, const Json& request);

const wire::Shape& get_caller_identity_input();
const wire::Shape* get_caller_identity_output();
Result<Json> get_caller_identity(Context& context, const Json& request);

}  // namespace souk::services::sts
