#pragma once

#include "emulator/messaging/deliveries.h"

namespace souk::messaging {

/// Makes the request of an attempt at an API destination the one EventBridge would send: method,
/// path and query, the connection's and the target's headers, the connection's members in the
/// body. Leaves attempts at anything else alone. Source: EventBridge User Guide, "API
/// destinations" and "Connections".
void compose_api_call(Messaging& messaging, Attempt& attempt);

/// The access token in what an authorization endpoint answered; empty for none.
std::string token_in(const OutboundAnswer& answer);

/// Keeps a token that was just given, and forgets one that was not taken.
void settle_token(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer);

}  // namespace souk::messaging
