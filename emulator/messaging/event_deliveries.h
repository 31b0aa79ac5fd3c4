#pragma once

#include "emulator/messaging/deliveries.h"
#include "emulator/messaging/retries.h"

// How a rule's event fares at a target. Source: EventBridge User Guide, "Retry policy" and
// "Dead-letter queues".
namespace souk::messaging {

/// The target as it was when the event fitted its rule; empty for what a rule of souk before
/// version 3 of its files sent.
inline Json target_of(const storage::DeliveryRow& delivery) {
  return Json::parse(delivery.target_json);
}

/// Why a delivery came to nothing, as its dead-letter queue is told.
struct Ending {
  std::string code;
  std::string message;
  std::string exhausted;  ///< which limit of the retry policy was reached; empty for neither
};

/// Looks up where the target is now. Returns why it cannot be reached; empty when it can.
Ending look_up(Messaging& messaging, storage::DeliveryRow& delivery);

/// How an answer of an API destination counts.
Verdict judge_event_answer(Messaging& messaging, const storage::DeliveryRow& delivery, int status);

struct NextTry {
  std::optional<Duration> wait;
  std::string exhausted;  ///< as in Ending, when there is none
};
/// After an attempt that failed.
NextTry next_event_try(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer);

/// How an attempt that was the last one ended.
Ending ending_of(const OutboundAnswer& answer, std::string exhausted);

/// Puts the event into the target's dead-letter queue, if it has one; returns the queue's ARN.
std::string bury_event(Messaging& messaging, const storage::DeliveryRow& delivery,
                       const storage::NotificationRow& notification, const Ending& ending);

}  // namespace souk::messaging
