#pragma once

#include "emulator/messaging/event_buses.h"

namespace souk::messaging {

/// How API destinations prove who calls. Source: EventBridge API Reference, CreateConnection.
struct ConnectionWish {
  std::string name;
  std::optional<std::string> description = std::nullopt;
  std::string authorization;         ///< BASIC, API_KEY, OAUTH_CLIENT_CREDENTIALS; empty: as before
  Json parameters = Json::object();  ///< AuthParameters
};

std::string connection_arn(const Messaging& messaging, const storage::ConnectionRow& connection);
/// The secret the live service would keep its parameters in.
std::string secret_arn(const Messaging& messaging, const storage::ConnectionRow& connection);

/// Fails with ResourceAlreadyExistsException, LimitExceededException or ValidationException.
Result<storage::ConnectionRow> create_connection(Messaging& messaging, const ConnectionWish& wish);
/// Fails with ResourceNotFoundException.
Result<storage::ConnectionRow> find_connection(Messaging& messaging, const std::string& name);
/// Changes what the wish names.
Result<storage::ConnectionRow> update_connection(Messaging& messaging, const ConnectionWish& wish);
/// Takes its parameters away; API destinations cannot use it until it is updated.
Result<storage::ConnectionRow> deauthorize_connection(Messaging& messaging,
                                                      const std::string& name);
Result<storage::ConnectionRow> delete_connection(Messaging& messaging, const std::string& name);

/// AuthParameters as they are told: without passwords, keys, and values that are secret.
Json told_parameters(const storage::ConnectionRow& connection);
/// The same of parameters as they come in.
Json without_secrets(Json parameters);

}  // namespace souk::messaging
