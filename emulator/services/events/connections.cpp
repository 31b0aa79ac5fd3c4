#include "emulator/messaging/connections.h"

#include "emulator/services/events/operations.h"
#include "emulator/services/events/pages.h"
#include "emulator/services/events/shapes.h"

// CreateConnection, DescribeConnection, UpdateConnection, DeauthorizeConnection, DeleteConnection
// and ListConnections.
//   fails ResourceAlreadyExistsException, ResourceNotFoundException, LimitExceededException,
//         ValidationException
namespace souk::services::events {
namespace {

wire::Shape described() { return wire::string().length(0, 512).matching(".*"); }

wire::Shape keyed(wire::Shape key, wire::Shape value) {
  using namespace wire;
  return list(structure({member("Key", std::move(key)), member("Value", std::move(value)),
                         member("IsValueSecret", boolean())}))
      .count(0, 100);
}

wire::Shape connection_http() {
  using namespace wire;
  return structure({member("HeaderParameters", keyed(header_key(), header_value())),
                    member("QueryStringParameters", keyed(query_key(), query_value())),
                    member("BodyParameters", keyed(string(), string()))});
}

/// A member that must be there when a connection is made, and may be when it is changed.
wire::Member needed(bool when_made, std::string_view name, wire::Shape shape) {
  return when_made ? wire::required(name, std::move(shape)) : wire::member(name, std::move(shape));
}

wire::Shape auth_parameters(bool made) {
  using namespace wire;
  return structure(
      {member("BasicAuthParameters", structure({needed(made, "Username", auth_text()),
                                                needed(made, "Password", auth_text())})),
       member("OAuthParameters",
              structure({needed(made, "ClientParameters",
                                structure({needed(made, "ClientID", auth_text()),
                                           needed(made, "ClientSecret", auth_text())})),
                         needed(made, "AuthorizationEndpoint", https_endpoint()),
                         needed(made, "HttpMethod", string().one_of({"GET", "POST", "PUT"})),
                         member("OAuthHttpParameters", connection_http())})),
       member("ApiKeyAuthParameters", structure({needed(made, "ApiKeyName", auth_text()),
                                                 needed(made, "ApiKeyValue", auth_text())})),
       member("InvocationHttpParameters", connection_http()),
       member("ConnectivityParameters", connectivity())});
}

wire::Shape connection_input(bool made) {
  using namespace wire;
  return structure(
      {required("Name", resource_name()), member("Description", described()),
       needed(made, "AuthorizationType",
              string().one_of({"BASIC", "OAUTH_CLIENT_CREDENTIALS", "API_KEY"})),
       needed(made, "AuthParameters", auth_parameters(made)),
       member("InvocationConnectivityParameters", connectivity()),
       member("KmsKeyIdentifier", string().length(0, 2048).matching("^[a-zA-Z0-9_\\-/:]*$"))});
}

messaging::ConnectionWish connection_wish(const Json& request) {
  messaging::ConnectionWish wish;
  wish.name = request["Name"];
  if (request.contains("Description")) wish.description = request["Description"];
  wish.authorization = request.value("AuthorizationType", std::string());
  wish.parameters = request.value("AuthParameters", Json::object());
  return wish;
}

/// What every answer about one tells.
Json connection_state(const Context& context, const storage::ConnectionRow& connection) {
  Json answer{{"ConnectionArn", messaging::connection_arn(context.messaging, connection)},
              {"ConnectionState", connection.state},
              {"CreationTime", seconds(connection.created)},
              {"LastModifiedTime", seconds(connection.modified)}};
  if (connection.authorized) answer["LastAuthorizedTime"] = seconds(*connection.authorized);
  return answer;
}

Json listed_connection(const Context& context, const storage::ConnectionRow& connection) {
  auto answer = connection_state(context, connection);
  answer["Name"] = connection.name;
  answer["AuthorizationType"] = connection.authorization;
  return answer;
}

Result<Json> told_connection(const Context& context,
                             const Result<storage::ConnectionRow>& connection) {
  if (!connection) return Failure(connection.error());
  return connection_state(context, *connection);
}

}  // namespace

const wire::Shape& create_connection_input() {
  static const auto shape = connection_input(true);
  return shape;
}

Result<Json> create_connection(Context& context, const Json& request) {
  auto answer = told_connection(
      context, messaging::create_connection(context.messaging, connection_wish(request)));
  if (answer) answer->erase("LastAuthorizedTime");
  return answer;
}

const wire::Shape& named_input() {
  static const auto shape = wire::structure({wire::required("Name", resource_name())});
  return shape;
}

Result<Json> describe_connection(Context& context, const Json& request) {
  const auto connection = messaging::find_connection(context.messaging, request["Name"]);
  if (!connection) return Failure(connection.error());
  auto answer = listed_connection(context, *connection);
  if (!connection->description.empty()) answer["Description"] = connection->description;
  answer["SecretArn"] = messaging::secret_arn(context.messaging, *connection);
  answer["AuthParameters"] = messaging::told_parameters(*connection);
  return answer;
}

Result<Json> deauthorize_connection(Context& context, const Json& request) {
  return told_connection(context,
                         messaging::deauthorize_connection(context.messaging, request["Name"]));
}

Result<Json> delete_connection(Context& context, const Json& request) {
  return told_connection(context, messaging::delete_connection(context.messaging, request["Name"]));
}

const wire::Shape& update_connection_input() {
  static const auto shape = connection_input(false);
  return shape;
}

Result<Json> update_connection(Context& context, const Json& request) {
  return told_connection(context,
                         messaging::update_connection(context.messaging, connection_wish(request)));
}

const wire::Shape& list_connections_input() {
  using namespace wire;
  static const auto shape = structure(
      {member("NamePrefix", resource_name()),
       member("ConnectionState",
              string().one_of({"CREATING", "UPDATING", "DELETING", "AUTHORIZED", "DEAUTHORIZED",
                               "AUTHORIZING", "DEAUTHORIZING", "ACTIVE", "FAILED_CONNECTIVITY"})),
       member("NextToken", next_token()), member("Limit", page_limit())});
  return shape;
}

Result<Json> list_connections(Context& context, const Json& request) {
  Json all = Json::array();
  for (const auto& each : messaging::events_of(context.messaging).connections()) {
    const bool asked_for = request.value("ConnectionState", each.state) == each.state;
    if (asked_for && has_prefix(each.name, request))
      all.push_back(listed_connection(context, each));
  }
  return page_of(all, request, "Connections");
}

}  // namespace souk::services::events
