#pragma once

#include <functional>

#include "emulator/messaging/deliveries.h"

// What faults do to news on its way: lose it, delay it, repeat it, hold it back, change its order.
// Docs: docs/control-api.md, "Faults".
namespace souk::messaging {

/// What the agenda calls the end of the wait for more news to reorder.
inline constexpr std::string_view kReleaseHeld = "release-held";

/// Who hears a notification.
using Hearers =
    std::function<std::vector<storage::DeliveryRow>(const storage::NotificationRow& notification)>;

/// Puts all deliveries of a notification in line, as faults of its channel allow.
void put_all_in_line(Messaging& messaging, const storage::NotificationRow& notification,
                     const Hearers& hearers);

/// Lets go what waited for the buyer of this agreement to register, a second from now: the seller
/// has asked who came.
void release_registered(Messaging& messaging, const storage::AgreementRow& agreement);

/// Lets go all that faults hold back.
void release_all(Messaging& messaging);

/// Waiting for more news to reorder is over.
void release_due(Messaging& messaging, const storage::Happening& happening);

}  // namespace souk::messaging
