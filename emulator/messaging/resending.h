#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// Delivers a notification again, as it was, to where it went: a new delivery under the same
/// message id. Returns its id. Fails with DeliveryNotFound, or with WrongState (409) while the one
/// there was is still to be made.
Result<std::int64_t> resend(Messaging& messaging, const std::string& delivery);

}  // namespace souk::messaging
