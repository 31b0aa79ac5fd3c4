#pragma once

#include "emulator/messaging/event_buses.h"

namespace souk::messaging {

// Rules souk makes itself, because somebody said by control call where a product's events go. They
// are rules like others, except that they hear one product's events alone.

/// Sends a product's events there too: a URL for http, https and lambda, an ARN for sqs. Returns
/// the rule's ARN.
std::string hear_product(Messaging& messaging, const storage::ProductRow& product,
                         const std::string& protocol, const std::string& endpoint);

/// Sends them nowhere any more.
void stop_hearing(Messaging& messaging, const storage::ProductRow& product);

}  // namespace souk::messaging
