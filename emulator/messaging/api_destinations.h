#pragma once

#include "emulator/messaging/connections.h"

namespace souk::messaging {

/// Source: EventBridge API Reference, CreateApiDestination.
struct ApiDestinationWish {
  std::string name;
  std::optional<std::string> description = std::nullopt;
  std::string connection_arn;  ///< empty in an update: as before
  std::string endpoint;
  std::string method;
  std::int64_t rate = 0;  ///< 0: not told
};

std::string api_destination_arn(const Messaging& messaging,
                                const storage::ApiDestinationRow& destination);
/// ARN of the connection it uses; empty for none.
std::string connection_arn_of(const Messaging& messaging,
                              const storage::ApiDestinationRow& destination);
/// The connection it uses, when it is still that one.
std::optional<storage::ConnectionRow> connection_of(Messaging& messaging,
                                                    const storage::ApiDestinationRow& destination);
/// ACTIVE, or INACTIVE when its connection cannot be used.
std::string api_destination_state(Messaging& messaging,
                                  const storage::ApiDestinationRow& destination);

/// Fails with ResourceAlreadyExistsException, LimitExceededException, ResourceNotFoundException for
/// its connection, or ValidationException.
Result<storage::ApiDestinationRow> create_api_destination(Messaging& messaging,
                                                          const ApiDestinationWish& wish);
/// Fails with ResourceNotFoundException.
Result<storage::ApiDestinationRow> find_api_destination(Messaging& messaging,
                                                        const std::string& name);
/// The one an ARN means, if it is still there.
std::optional<storage::ApiDestinationRow> api_destination_with_arn(Messaging& messaging,
                                                                   const std::string& arn);
Result<storage::ApiDestinationRow> update_api_destination(Messaging& messaging,
                                                          const ApiDestinationWish& wish);
Result<void> delete_api_destination(Messaging& messaging, const std::string& name);

}  // namespace souk::messaging
