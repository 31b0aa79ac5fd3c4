#include "emulator/messaging/api_destinations.h"

#include "emulator/services/events/operations.h"
#include "emulator/services/events/pages.h"
#include "emulator/services/events/shapes.h"

// CreateApiDestination, DescribeApiDestination, UpdateApiDestination, DeleteApiDestination and
// ListApiDestinations.
//   fails ResourceAlreadyExistsException, ResourceNotFoundException, LimitExceededException,
//         ValidationException
namespace souk::services::events {
namespace {

/// Source: EventBridge API Reference, CreateApiDestination.
constexpr std::int64_t kUsualRate = 300;

wire::Shape destination_input(bool made) {
  using namespace wire;
  const auto needed = [made](std::string_view name, Shape shape) {
    return made ? required(name, std::move(shape)) : member(name, std::move(shape));
  };
  return structure({required("Name", resource_name()),
                    member("Description", string().length(0, 512).matching(".*")),
                    needed("ConnectionArn", connection_arn_shape()),
                    needed("InvocationEndpoint", https_endpoint()),
                    needed("HttpMethod", string().one_of({"POST", "GET", "HEAD", "OPTIONS", "PUT",
                                                          "PATCH", "DELETE"})),
                    member("InvocationRateLimitPerSecond", integer().range(1))});
}

messaging::ApiDestinationWish destination_wish(const Json& request) {
  messaging::ApiDestinationWish wish;
  wish.name = request["Name"];
  if (request.contains("Description")) wish.description = request["Description"];
  wish.connection_arn = request.value("ConnectionArn", std::string());
  wish.endpoint = request.value("InvocationEndpoint", std::string());
  wish.method = request.value("HttpMethod", std::string());
  wish.rate = request.value("InvocationRateLimitPerSecond", std::int64_t{0});
  return wish;
}

Json destination_state(const Context& context, const storage::ApiDestinationRow& destination) {
  auto& messaging = context.messaging;
  return {{"ApiDestinationArn", messaging::api_destination_arn(messaging, destination)},
          {"ApiDestinationState", messaging::api_destination_state(messaging, destination)},
          {"CreationTime", seconds(destination.created)},
          {"LastModifiedTime", seconds(destination.modified)}};
}

Json listed_destination(const Context& context, const storage::ApiDestinationRow& destination) {
  auto answer = destination_state(context, destination);
  answer["Name"] = destination.name;
  const auto connection = messaging::connection_arn_of(context.messaging, destination);
  if (!connection.empty()) answer["ConnectionArn"] = connection;
  answer["InvocationEndpoint"] = destination.endpoint;
  answer["HttpMethod"] = destination.method;
  answer["InvocationRateLimitPerSecond"] = destination.rate == 0 ? kUsualRate : destination.rate;
  return answer;
}

Result<Json> told_destination(const Context& context,
                              const Result<storage::ApiDestinationRow>& destination) {
  if (!destination) return Failure(destination.error());
  return destination_state(context, *destination);
}

}  // namespace

const wire::Shape& create_api_destination_input() {
  static const auto shape = destination_input(true);
  return shape;
}

Result<Json> create_api_destination(Context& context, const Json& request) {
  return told_destination(
      context, messaging::create_api_destination(context.messaging, destination_wish(request)));
}

Result<Json> describe_api_destination(Context& context, const Json& request) {
  const auto destination = messaging::find_api_destination(context.messaging, request["Name"]);
  if (!destination) return Failure(destination.error());
  auto answer = listed_destination(context, *destination);
  if (!destination->description.empty()) answer["Description"] = destination->description;
  return answer;
}

Result<Json> delete_api_destination(Context& context, const Json& request) {
  const auto deleted = messaging::delete_api_destination(context.messaging, request["Name"]);
  if (!deleted) return Failure(deleted.error());
  return Json::object();
}

const wire::Shape& update_api_destination_input() {
  static const auto shape = destination_input(false);
  return shape;
}

Result<Json> update_api_destination(Context& context, const Json& request) {
  return told_destination(
      context, messaging::update_api_destination(context.messaging, destination_wish(request)));
}

const wire::Shape& list_api_destinations_input() {
  using namespace wire;
  static const auto shape = structure(
      {member("NamePrefix", resource_name()), member("ConnectionArn", connection_arn_shape()),
       member("NextToken", next_token()), member("Limit", page_limit())});
  return shape;
}

Result<Json> list_api_destinations(Context& context, const Json& request) {
  Json all = Json::array();
  for (const auto& each : messaging::events_of(context.messaging).api_destinations()) {
    const auto connection = messaging::connection_arn_of(context.messaging, each);
    const bool asked_for = request.value("ConnectionArn", connection) == connection;
    if (asked_for && has_prefix(each.name, request))
      all.push_back(listed_destination(context, each));
  }
  return page_of(all, request, "ApiDestinations");
}

}  // namespace souk::services::events
