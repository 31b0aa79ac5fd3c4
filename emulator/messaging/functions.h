#pragma once

#include <string_view>

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// "billing" of "arn:aws:lambda:us-east-1:123456789012:function:billing:live"; empty for no such
/// ARN.
std::string function_in(const std::string& arn);

/// Where the runtime of a function with this ARN listens; empty when nobody said.
std::string function_url(Messaging& messaging, const std::string& arn);

std::string function_arn(const Messaging& messaging, std::string_view name);

}  // namespace souk::messaging
