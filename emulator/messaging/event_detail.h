#pragma once

#include "emulator/messaging/event_roles.h"

namespace souk::messaging {

/// The `detail` of the event that tells `role` of a notice, in AWS's member order. Bodies of the
/// spend threshold events are not documented; theirs is a licence event's without the licence.
/// Source: Seller Guide, "Amazon EventBridge events"; Buyer Guide, "Agreement EventBridge events";
/// events of a live product of 2026-08-20.
nlohmann::ordered_json event_detail(Messaging& messaging, const marketplace::Notice& notice,
                                    Role role, const std::string& request_id);

}  // namespace souk::messaging
