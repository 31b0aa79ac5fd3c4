#pragma once

#include "emulator/messaging/event_buses.h"

namespace souk::messaging {

/// What an entry of PutEvents counts against the size of the request. Source: EventBridge User
/// Guide, "Calculating PutEvents event entry size".
std::size_t entry_size(const Json& entry);
inline constexpr std::size_t kLargestRequest = 262'144;

/// Puts an event of the seller's own on a bus; returns its id. An error's type is the entry's
/// ErrorCode. A bus that is not there takes it, and nobody hears of it.
Result<std::string> put_event(Messaging& messaging, const Json& entry);

/// A delivery for each target of each rule on this bus that the event fits, not yet about the
/// notification's row. `product`: whose news it is, 0 for nobody's. Events that came from another
/// bus go to no further one.
std::vector<storage::DeliveryRow> event_hearers(Messaging& messaging,
                                                const storage::NotificationRow& notification,
                                                const std::string& bus, std::int64_t product,
                                                bool forwarded = false);

/// Where a target is reached at present.
struct Reach {
  std::string protocol;
  std::string endpoint;
  std::string missing;  ///< why it cannot be reached; empty when it can
};
Reach reach(Messaging& messaging, const std::string& target_arn);

}  // namespace souk::messaging
