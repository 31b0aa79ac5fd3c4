#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// Writes what happened in the market into the outbox: one notification per notice, one delivery
/// per endpoint that hears it. Empties `market.news`.
void publish_news(Messaging& messaging);

/// What a hand-made notification is to be.
struct HandMade {
  std::string agreement;
  std::string name;
  enum class Repeat { No, SameId, NewId } repeat = Repeat::No;
  std::string forged;  ///< signature, topic, certificate; empty for none
};

/// Sends the seller something the market did not: a repetition or a forgery. Returns the
/// notification's row id. Fails with AgreementNotFound, NotificationNotFound, or
/// InvalidNotification.
Result<std::int64_t> send_by_hand(Messaging& messaging, const HandMade& wish);

/// Puts the confirmation of a subscription in line.
void send_confirmation(Messaging& messaging, const storage::SubscriptionRow& subscription);

}  // namespace souk::messaging
