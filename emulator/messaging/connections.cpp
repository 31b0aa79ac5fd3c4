#include "emulator/messaging/connections.h"

#include "emulator/messaging/event_errors.h"

namespace souk::messaging {
namespace {

using storage::ConnectionRow;

/// Source: EventBridge quotas.
constexpr std::size_t kMostConnections = 3'000;

const char* member_of(const std::string& authorization) {
  if (authorization == "BASIC") return "BasicAuthParameters";
  return authorization == "API_KEY" ? "ApiKeyAuthParameters" : "OAuthParameters";
}

Result<void> check_parameters(const ConnectionRow& connection) {
  const auto* member = member_of(connection.authorization);
  const auto parameters = Json::parse(connection.parameters_json);
  if (!parameters.contains(member)) {
    return Failure(invalid_event_call(
        fmt::format("Parameter AuthParameters is not valid. Reason: {} is required for {}.", member,
                    connection.authorization),
        "AuthParameters"));
  }
  const auto endpoint = parameters.value("OAuthParameters", Json::object())
                            .value("AuthorizationEndpoint", std::string("https://"));
  if (endpoint.rfind("https://", 0) == 0 || endpoint.rfind("http://", 0) == 0) return {};
  return Failure(invalid_event_call(
      "Parameter AuthorizationEndpoint is not valid. Reason: It must be an HTTPS endpoint.",
      "AuthorizationEndpoint"));
}

/// OAuth is proved when its endpoint has given a token for the first time.
void begin_authorization(Messaging& messaging, ConnectionRow& connection) {
  connection.token.clear();
  connection.modified = messaging.market.now();
  if (connection.authorization == "OAUTH_CLIENT_CREDENTIALS") {
    connection.state = "AUTHORIZING";
    connection.authorized.reset();
  } else {
    connection.state = "AUTHORIZED";
    connection.authorized = connection.modified;
  }
}

void hide_secret_values(Json& http) {
  if (!http.is_object()) return;
  for (auto& list : http) {
    if (!list.is_array()) continue;
    for (auto& each : list) {
      if (each.is_object() && each.value("IsValueSecret", false)) each.erase("Value");
    }
  }
}

}  // namespace

std::string connection_arn(const Messaging& messaging, const ConnectionRow& connection) {
  return events_arn(messaging,
                    fmt::format("connection/{}/{}", connection.name, connection.unique_id));
}

std::string secret_arn(const Messaging& messaging, const ConnectionRow& connection) {
  return fmt::format("arn:aws:secretsmanager:{}:{}:secret:events!connection/{}/{}",
                     messaging.market.region, messaging.market.account, connection.name,
                     connection.unique_id);
}

Result<ConnectionRow> create_connection(Messaging& messaging, const ConnectionWish& wish) {
  auto events = events_of(messaging);
  if (events.connection(wish.name)) {
    return Failure(event_error("ResourceAlreadyExistsException",
                               fmt::format("Connection {} already exists.", wish.name), "Name"));
  }
  if (events.connections().size() >= kMostConnections) return Failure(beyond_the_limit());
  auto& market = messaging.market;
  ConnectionRow connection;
  connection.name = wish.name;
  connection.unique_id =
      market.ids.uuid("connection", static_cast<std::uint64_t>(market.settings.next("connection")));
  connection.authorization = wish.authorization;
  connection.parameters_json = wish.parameters.dump();
  connection.description = wish.description.value_or("");
  connection.created = market.now();
  if (const auto fine = check_parameters(connection); !fine) return Failure(fine.error());
  begin_authorization(messaging, connection);
  events.put(connection);
  return connection;
}

Result<ConnectionRow> find_connection(Messaging& messaging, const std::string& name) {
  if (auto found = events_of(messaging).connection(name)) return std::move(*found);
  return Failure(event_error(
      "ResourceNotFoundException",
      fmt::format("Failed to describe the connection(s). Connection '{}' does not exist.", name),
      "Name"));
}

Result<ConnectionRow> update_connection(Messaging& messaging, const ConnectionWish& wish) {
  auto connection = find_connection(messaging, wish.name);
  if (!connection) return connection;
  if (wish.description) connection->description = *wish.description;
  if (!wish.authorization.empty()) connection->authorization = wish.authorization;
  auto parameters = Json::parse(connection->parameters_json);
  parameters.merge_patch(wish.parameters);
  connection->parameters_json = parameters.dump();
  if (const auto fine = check_parameters(*connection); !fine) return Failure(fine.error());
  begin_authorization(messaging, *connection);
  events_of(messaging).put(*connection);
  return connection;
}

Result<ConnectionRow> deauthorize_connection(Messaging& messaging, const std::string& name) {
  auto connection = find_connection(messaging, name);
  if (!connection) return connection;
  connection->state = "DEAUTHORIZED";
  connection->token.clear();
  connection->modified = messaging.market.now();
  // The live service deletes the secret; what it was cannot be told afterwards.
  connection->parameters_json = "{}";
  events_of(messaging).put(*connection);
  connection->state = "DEAUTHORIZING";
  return connection;
}

Result<ConnectionRow> delete_connection(Messaging& messaging, const std::string& name) {
  auto connection = find_connection(messaging, name);
  if (!connection) return connection;
  events_of(messaging).remove_connection(name);
  connection->state = "DELETING";
  connection->modified = messaging.market.now();
  return connection;
}

Json without_secrets(Json parameters) {
  if (!parameters.is_object()) return parameters;
  const auto hide = [](Json& holder, const char* member, const char* secret) {
    if (holder.contains(member) && holder[member].is_object()) holder[member].erase(secret);
  };
  hide(parameters, "BasicAuthParameters", "Password");
  hide(parameters, "ApiKeyAuthParameters", "ApiKeyValue");
  if (parameters.contains("OAuthParameters")) {
    auto& oauth = parameters["OAuthParameters"];
    hide(oauth, "ClientParameters", "ClientSecret");
    if (oauth.contains("OAuthHttpParameters")) hide_secret_values(oauth["OAuthHttpParameters"]);
  }
  if (parameters.contains("InvocationHttpParameters")) {
    hide_secret_values(parameters["InvocationHttpParameters"]);
  }
  return parameters;
}

Json told_parameters(const ConnectionRow& connection) {
  return without_secrets(Json::parse(connection.parameters_json));
}

}  // namespace souk::messaging
