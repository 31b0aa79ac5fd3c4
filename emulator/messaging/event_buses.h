#pragma once

#include "emulator/messaging/messaging.h"
#include "emulator/storage/events_store.h"

namespace souk::messaging {

/// The bus the market's own events are on. It always exists.
inline constexpr auto kDefaultBus = "default";

/// Rules, targets and their like, by sandbox.
inline storage::EventsStore events_of(Messaging& messaging) {
  return storage::EventsStore(messaging.market.database);
}

/// "arn:aws:events:us-east-1:123456789012:" and the resource.
std::string events_arn(const Messaging& messaging, std::string_view resource);
std::string bus_arn(const Messaging& messaging, std::string_view name);

/// The name of the bus a name or an ARN means, whether it exists or not; the default bus for an
/// empty text.
std::string bus_name(const std::string& name_or_arn);

/// The bus a name or an ARN means. Fails with ResourceNotFoundException.
Result<storage::EventBusRow> find_bus(Messaging& messaging, const std::string& name_or_arn);

/// All of them by name, the default bus included.
std::vector<storage::EventBusRow> all_buses(Messaging& messaging);

/// Fails with ResourceAlreadyExistsException, LimitExceededException, ResourceNotFoundException
/// for a partner's event source, or ValidationException.
Result<storage::EventBusRow> create_bus(Messaging& messaging, const std::string& name,
                                        const Json& settings, const Json& tags);

/// Tells a bus other settings; what is not named stays.
Result<storage::EventBusRow> update_bus(Messaging& messaging, const std::string& name,
                                        const Json& settings);

/// A bus that is not there is no error. Fails with ValidationException for the default bus and one
/// that has rules.
Result<void> delete_bus(Messaging& messaging, const std::string& name);

}  // namespace souk::messaging
