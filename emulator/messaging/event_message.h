#pragma once

#include "emulator/messaging/event_roles.h"

namespace souk::messaging {

/// An EventBridge event of AWS Marketplace, in AWS's member order.
struct Event {
  std::string id;           ///< of the envelope
  std::string request_id;   ///< the same for repeats of one fact
  std::string detail_type;  ///< "License Updated - Manufacturer"
  std::string text;         ///< the whole event, compact
};

/// The event that tells whoever plays `role` of `notice`; `number` makes its ids its own.
/// Source: Seller Guide, "Amazon EventBridge events", and events of a live product of 2026-08-20.
Event event_of(Messaging& messaging, const marketplace::Notice& notice, Role role,
               std::uint64_t number);

/// The same fact in an envelope with another id.
Event with_new_envelope(const Event& event, const std::string& id);

}  // namespace souk::messaging
