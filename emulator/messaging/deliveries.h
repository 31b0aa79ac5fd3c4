#pragma once

#include "emulator/core/outbound.h"
#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// What the agenda calls an attempt that is due later.
inline constexpr std::string_view kAttemptDelivery = "attempt-delivery";

/// One attempt, claimed under the lock and made without it.
struct Attempt {
  storage::DeliveryRow delivery;
  storage::NotificationRow notification;
  OutboundRequest request;
  std::string to_sign;  ///< not empty when the body still lacks its signature
  std::string signature_version;
  OutboundRequest authorize{};  ///< asks for a token first; no URL when none is needed
  std::string token{};          ///< what that gave
};

/// Puts a delivery in line, `after` some market time. One to a queue of ours is made at once.
/// Returns its id.
std::int64_t put_in_line(Messaging& messaging, storage::DeliveryRow delivery, Duration after);

/// Claims the oldest due delivery of each endpoint that has none in flight. Functions that read
/// queues get what is in them.
std::vector<Attempt> claim_attempts(Messaging& messaging);

/// Puts the signature into a body that lacks it.
void sign_body(Attempt& attempt);

/// Signs, if need be, and sends. Needs no lock.
OutboundAnswer make_attempt(Attempt& attempt, Outbound& outbound);

/// Writes down how an attempt ended and when the next is due.
void finish_attempt(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer);

/// Gives an attempt up whose outcome could not be written down, so that others get their turn.
void give_up(Messaging& messaging, const Attempt& attempt, const std::string& why);

/// A later attempt has fallen due, what was held back is to go, or a message shows that a function
/// waits for; false when the happening is none of these.
bool fall_due(Messaging& messaging, const storage::Happening& happening);

}  // namespace souk::messaging
