#pragma once

#include "emulator/messaging/deliveries.h"

// What goes out over the wire for one attempt.
namespace souk::messaging {

/// The body without its signature, which is worked out without the lock.
void compose_body(Messaging& messaging, Attempt& attempt);

/// The headers SNS, EventBridge or Lambda's runtime would send.
void add_headers(Messaging& messaging, Attempt& attempt);

}  // namespace souk::messaging
