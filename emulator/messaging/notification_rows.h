#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// Writes down that the seller is told: of what, about whom, and which notification it copies.
void tell_notification(Messaging& messaging, const storage::NotificationRow& row,
                       const std::string& copy_of = "");

/// The same news as if it had been sent again: under another id, an event's fact in another
/// envelope. Not in the outbox yet.
storage::NotificationRow copy_under_new_id(Messaging& messaging,
                                           const storage::NotificationRow& original);

}  // namespace souk::messaging
