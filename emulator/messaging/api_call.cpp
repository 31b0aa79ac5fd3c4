#include "emulator/messaging/api_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/core/base64.h"
#include "emulator/core/percent.h"
#include "emulator/messaging/api_destinations.h"
#include "emulator/messaging/event_deliveries.h"
#include "emulator/messaging/event_input.h"
#include "emulator/messaging/event_json.h"

namespace souk::messaging {
namespace {

using Ordered = nlohmann::ordered_json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Source: EventBridge User Guide, "API destinations": the whole exchange, and what is read of it.
constexpr Duration kPatience = std::chrono::seconds(5);

/// Headers that neither a connection nor a target changes. Source: as above.
bool is_fixed(const std::string& name) {
  static constexpr std::array<std::string_view, 17> kFixed{"A-IM",
                                                           "Accept-Charset",
                                                           "Accept-Datetime",
                                                           "Accept-Encoding",
                                                           "Cache-Control",
                                                           "Connection",
                                                           "Content-Encoding",
                                                           "Content-Length",
                                                           "Content-MD5",
                                                           "Date",
                                                           "Expect",
                                                           "Host",
                                                           "Max-Forwards",
                                                           "Range",
                                                           "TE",
                                                           "Transfer-Encoding",
                                                           "User-Agent"};
  return std::any_of(kFixed.begin(), kFixed.end(),
                     [&](std::string_view each) { return same_word(each, name); });
}

std::string percent_encoded(const std::string& text) {
  std::string encoded;
  append_percent_encoded(encoded, text);
  return encoded;
}

/// A parameter of a target may be a path into the event.
std::string filled_in(const std::string& value, const Ordered& event) {
  if (value.rfind("$.", 0) != 0) return value;
  const auto found = value_at(event, value);
  return found ? bare_text(*found) : "";
}

/// What comes later replaces what came before under the same name.
void put(Pairs& pairs, const std::string& name, std::string value) {
  const auto found = std::find_if(pairs.begin(), pairs.end(),
                                  [&](const auto& each) { return same_word(each.first, name); });
  if (found == pairs.end()) {
    pairs.emplace_back(name, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

/// A connection's parameters, which win over the target's.
void put_all(Pairs& pairs, const Json& http, const char* list) {
  for (const auto& each : http.value(list, Json::array())) {
    put(pairs, each.value("Key", std::string()), each.value("Value", std::string()));
  }
}

std::string form_of(const Pairs& pairs) {
  std::string form;
  for (const auto& [name, value] : pairs) {
    form += fmt::format("{}{}={}", form.empty() ? "" : "&", percent_encoded(name),
                        percent_encoded(value));
  }
  return form;
}

std::string with_query(std::string url, const Pairs& query) {
  if (query.empty()) return url;
  return url + (url.find('?') == std::string::npos ? '?' : '&') + form_of(query);
}

std::string with_path_values(const std::string& endpoint, const Json& values,
                             const Ordered& event) {
  std::string url;
  std::size_t next = 0;
  for (const char letter : endpoint) {
    if (letter != '*' || next >= values.size()) {
      url += letter;
      continue;
    }
    url += percent_encoded(filled_in(values[next++].get<std::string>(), event));
  }
  return url;
}

std::string with_members(const std::string& body, const Json& http) {
  const auto members = http.value("BodyParameters", Json::array());
  if (members.empty()) return body;
  auto object = Ordered::parse(body, nullptr, false);
  if (!object.is_object()) return body;
  for (const auto& each : members) {
    object[each.value("Key", std::string())] = each.value("Value", std::string());
  }
  return object.dump();
}

/// How a token is asked for. Source: EventBridge User Guide, "Connections": client credentials.
OutboundRequest token_request(const Json& oauth) {
  const auto http = oauth.value("OAuthHttpParameters", Json::object());
  const auto& client = oauth["ClientParameters"];
  Pairs form{{"grant_type", "client_credentials"},
             {"client_id", client["ClientID"]},
             {"client_secret", client["ClientSecret"]}};
  put_all(form, http, "BodyParameters");
  Pairs query;
  put_all(query, http, "QueryStringParameters");
  Pairs headers{{"Content-Type", "application/x-www-form-urlencoded"}};
  put_all(headers, http, "HeaderParameters");
  OutboundRequest request;
  request.method = oauth["HttpMethod"];
  if (request.method == "GET") {
    query.insert(query.end(), form.begin(), form.end());
  } else {
    request.body = form_of(form);
  }
  request.url = with_query(oauth["AuthorizationEndpoint"], query);
  for (auto& [name, value] : headers) request.headers.add(name, std::move(value));
  request.timeout = kPatience;
  return request;
}

/// Adds the header that proves who calls, or what gets one.
void prove(Attempt& attempt, const storage::ConnectionRow& connection, Pairs& headers) {
  const auto parameters = Json::parse(connection.parameters_json);
  if (connection.authorization == "BASIC") {
    const auto& basic = parameters["BasicAuthParameters"];
    put(headers, "Authorization",
        "Basic " + base64_encode(basic["Username"].get<std::string>() + ":" +
                                 basic["Password"].get<std::string>()));
  } else if (connection.authorization == "API_KEY") {
    const auto& key = parameters["ApiKeyAuthParameters"];
    put(headers, key["ApiKeyName"], key["ApiKeyValue"]);
  } else if (!connection.token.empty()) {
    put(headers, "Authorization", "Bearer " + connection.token);
  } else {
    attempt.authorize = token_request(parameters["OAuthParameters"]);
  }
}

std::optional<storage::ConnectionRow> connection_used(Messaging& messaging,
                                                      const Attempt& attempt) {
  const auto arn = target_of(attempt.delivery).value("Arn", std::string());
  const auto destination = api_destination_with_arn(messaging, arn);
  return destination ? connection_of(messaging, *destination) : std::nullopt;
}

}  // namespace

void compose_api_call(Messaging& messaging, Attempt& attempt) {
  const auto target = target_of(attempt.delivery);
  const auto destination = api_destination_with_arn(messaging, target.value("Arn", std::string()));
  if (!destination) return;
  const auto event = Ordered::parse(attempt.notification.message);
  const auto own = target.value("HttpParameters", Json::object());
  Pairs headers;
  Pairs query;
  const auto own_headers = own.value("HeaderParameters", Json::object());
  for (const auto& [name, value] : own_headers.items()) {
    put(headers, name, filled_in(value, event));
  }
  const auto own_query = own.value("QueryStringParameters", Json::object());
  for (const auto& [name, value] : own_query.items()) put(query, name, filled_in(value, event));
  auto& request = attempt.request;
  if (const auto connection = connection_of(messaging, *destination)) {
    const auto http =
        Json::parse(connection->parameters_json).value("InvocationHttpParameters", Json::object());
    put_all(headers, http, "HeaderParameters");
    put_all(query, http, "QueryStringParameters");
    request.body = with_members(request.body, http);
    prove(attempt, *connection, headers);
  }
  request.method = destination->method;
  request.timeout = kPatience;
  request.url = with_query(with_path_values(destination->endpoint,
                                            own.value("PathParameterValues", Json::array()), event),
                           query);
  Headers all;
  for (const auto& [name, value] : request.headers) {
    const auto same = [&, &named = name](const auto& each) { return same_word(each.first, named); };
    const bool replaced = !is_fixed(name) && std::any_of(headers.begin(), headers.end(), same);
    if (!replaced) all.add(name, value);
  }
  for (auto& [name, value] : headers) {
    if (!is_fixed(name)) all.add(name, std::move(value));
  }
  request.headers = std::move(all);
}

std::string token_in(const OutboundAnswer& answer) {
  if (answer.status < 200 || answer.status >= 300) return "";
  const auto body = read_json(answer.body);
  if (!body || !body->is_object()) return "";
  const auto token = body->value("access_token", Json());
  return token.is_string() ? token.get<std::string>() : "";
}

void settle_token(Messaging& messaging, const Attempt& attempt, const OutboundAnswer& answer) {
  auto connection = connection_used(messaging, attempt);
  if (!connection || connection->authorization != "OAUTH_CLIENT_CREDENTIALS") return;
  if (answer.status == 401 || answer.status == 407) {
    connection->token.clear();
  } else if (!attempt.token.empty() && connection->state != "DEAUTHORIZED") {
    connection->token = attempt.token;
    connection->state = "AUTHORIZED";
    connection->authorized = messaging.market.now();
  } else {
    return;
  }
  events_of(messaging).put(*connection);
}

}  // namespace souk::messaging
