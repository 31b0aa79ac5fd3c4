#include "emulator/messaging/api_destinations.h"

#include "emulator/messaging/event_errors.h"

namespace souk::messaging {
namespace {

using storage::ApiDestinationRow;

/// Source: EventBridge quotas.
constexpr std::size_t kMostDestinations = 3'000;
constexpr std::string_view kConnectionInArn = ":connection/";
constexpr std::string_view kDestinationInArn = ":api-destination/";

/// What comes after a mark; empty when it does not occur.
std::string after(const std::string& text, std::string_view mark) {
  const auto at = text.find(mark);
  return at == std::string::npos ? "" : text.substr(at + mark.size());
}

Result<void> check_destination(const ApiDestinationRow& destination) {
  const auto& url = destination.endpoint;
  const bool web = url.rfind("https://", 0) == 0 || url.rfind("http://", 0) == 0;
  if (!web) {
    return Failure(invalid_event_call(
        "Parameter InvocationEndpoint is not valid. Reason: It must be an HTTPS endpoint.",
        "InvocationEndpoint"));
  }
  const auto slash = url.find('/', url.find("://") + 3);
  if (url.find('*') < slash) {
    return Failure(invalid_event_call(
        "Parameter InvocationEndpoint is not valid. Reason: '*' stands for a part of the path.",
        "InvocationEndpoint"));
  }
  return {};
}

/// Gives a destination the connection an ARN means.
Result<void> connect(Messaging& messaging, ApiDestinationRow& destination,
                     const std::string& connection_arn_text) {
  destination.connection = after(connection_arn_text, kConnectionInArn);
  const bool here = connection_arn_text == connection_arn_of(messaging, destination);
  if (here && connection_of(messaging, destination)) return {};
  return Failure(event_error("ResourceNotFoundException",
                             fmt::format("Connection '{}' does not exist.", connection_arn_text),
                             "ConnectionArn"));
}

}  // namespace

std::string api_destination_arn(const Messaging& messaging, const ApiDestinationRow& destination) {
  return events_arn(messaging,
                    fmt::format("api-destination/{}/{}", destination.name, destination.unique_id));
}

std::string connection_arn_of(const Messaging& messaging, const ApiDestinationRow& destination) {
  if (destination.connection.empty()) return "";
  return events_arn(messaging, fmt::format("connection/{}", destination.connection));
}

std::optional<storage::ConnectionRow> connection_of(Messaging& messaging,
                                                    const ApiDestinationRow& destination) {
  const auto& text = destination.connection;
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  auto found = events_of(messaging).connection(text.substr(0, slash));
  if (found && found->unique_id != text.substr(slash + 1)) found.reset();
  return found;
}

std::string api_destination_state(Messaging& messaging, const ApiDestinationRow& destination) {
  if (destination.connection.empty()) return "ACTIVE";
  const auto connection = connection_of(messaging, destination);
  return connection && connection->state != "DEAUTHORIZED" ? "ACTIVE" : "INACTIVE";
}

Result<ApiDestinationRow> create_api_destination(Messaging& messaging,
                                                 const ApiDestinationWish& wish) {
  auto events = events_of(messaging);
  if (events.api_destination(wish.name)) {
    return Failure(event_error("ResourceAlreadyExistsException",
                               fmt::format("An api-destination '{}' already exists.", wish.name),
                               "Name"));
  }
  if (events.api_destinations().size() >= kMostDestinations) return Failure(beyond_the_limit());
  auto& market = messaging.market;
  ApiDestinationRow destination;
  destination.name = wish.name;
  destination.unique_id = market.ids.uuid(
      "api-destination", static_cast<std::uint64_t>(market.settings.next("api-destination")));
  destination.endpoint = wish.endpoint;
  destination.method = wish.method;
  destination.rate = wish.rate;
  destination.description = wish.description.value_or("");
  destination.created = market.now();
  destination.modified = destination.created;
  if (const auto fine = check_destination(destination); !fine) return Failure(fine.error());
  if (const auto fine = connect(messaging, destination, wish.connection_arn); !fine) {
    return Failure(fine.error());
  }
  events.put(destination);
  return destination;
}

Result<ApiDestinationRow> find_api_destination(Messaging& messaging, const std::string& name) {
  if (auto found = events_of(messaging).api_destination(name)) return std::move(*found);
  return Failure(event_error(
      "ResourceNotFoundException",
      fmt::format(
          "Failed to describe the api-destination(s). An api-destination '{}' does not exist.",
          name),
      "Name"));
}

std::optional<ApiDestinationRow> api_destination_with_arn(Messaging& messaging,
                                                          const std::string& arn) {
  const auto resource = after(arn, kDestinationInArn);
  auto found = events_of(messaging).api_destination(resource.substr(0, resource.find('/')));
  if (found && resource != found->name + "/" + found->unique_id) found.reset();
  return found;
}

Result<ApiDestinationRow> update_api_destination(Messaging& messaging,
                                                 const ApiDestinationWish& wish) {
  auto destination = find_api_destination(messaging, wish.name);
  if (!destination) return destination;
  if (wish.description) destination->description = *wish.description;
  if (!wish.endpoint.empty()) destination->endpoint = wish.endpoint;
  if (!wish.method.empty()) destination->method = wish.method;
  if (wish.rate != 0) destination->rate = wish.rate;
  if (const auto fine = check_destination(*destination); !fine) return Failure(fine.error());
  if (!wish.connection_arn.empty()) {
    if (const auto fine = connect(messaging, *destination, wish.connection_arn); !fine) {
      return Failure(fine.error());
    }
  }
  destination->modified = messaging.market.now();
  events_of(messaging).put(*destination);
  return destination;
}

Result<void> delete_api_destination(Messaging& messaging, const std::string& name) {
  const auto destination = find_api_destination(messaging, name);
  if (!destination) return Failure(destination.error());
  events_of(messaging).remove_api_destination(name);
  return {};
}

}  // namespace souk::messaging
