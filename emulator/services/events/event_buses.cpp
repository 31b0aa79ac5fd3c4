#include "emulator/messaging/event_buses.h"

#include "emulator/services/events/operations.h"
#include "emulator/services/events/pages.h"
#include "emulator/services/events/shapes.h"

// CreateEventBus, DescribeEventBus, UpdateEventBus, DeleteEventBus and ListEventBuses.
//   fails ResourceAlreadyExistsException, ResourceNotFoundException, LimitExceededException,
//         ValidationException
namespace souk::services::events {
namespace {

/// What a bus may be told beside its name.
constexpr auto kSettings = {"Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"};

wire::Shape with_settings(std::initializer_list<wire::Member> first) {
  using namespace wire;
  auto shape = structure(first);
  for (auto& each :
       {member("Description", string().length(0, 512)),
        member("KmsKeyIdentifier", string().length(0, 2048).matching("^[a-zA-Z0-9_\\-/:]*$")),
        member("DeadLetterConfig", dead_letter_config()),
        member("LogConfig",
               structure({member("IncludeDetail", string().one_of({"NONE", "FULL"})),
                          member("Level", string().one_of({"OFF", "ERROR", "INFO", "TRACE"}))}))}) {
    shape.members.push_back(each);
  }
  return shape;
}

Json settings_in(const Json& request) {
  Json settings = Json::object();
  for (const auto* name : kSettings) {
    if (request.contains(name)) settings[name] = request[name];
  }
  return settings;
}

Json bus_view(const Context& context, const storage::EventBusRow& bus) {
  Json bus_view{{"Name", bus.name}, {"Arn", messaging::bus_arn(context.messaging, bus.name)}};
  const auto settings = Json::parse(bus.settings_json);
  if (settings.contains("Description")) bus_view["Description"] = settings["Description"];
  if (bus.created) bus_view["CreationTime"] = seconds(*bus.created);
  if (bus.modified) bus_view["LastModifiedTime"] = seconds(*bus.modified);
  return bus_view;
}

}  // namespace

const wire::Shape& create_event_bus_input() {
  using namespace wire;
  static const auto shape =
      with_settings({required("Name", bus_name_shape()),
                     member("EventSourceName", event_source_name()), member("Tags", event_tags())});
  return shape;
}

Result<Json> create_event_bus(Context& context, const Json& request) {
  auto settings = settings_in(request);
  if (request.contains("EventSourceName")) {
    settings["EventSourceName"] = request["EventSourceName"];
  }
  const auto bus = messaging::create_bus(context.messaging, request["Name"], settings,
                                         tags_in(request.value("Tags", Json::array())));
  if (!bus) return Failure(bus.error());
  auto answer = settings;
  answer["EventBusArn"] = messaging::bus_arn(context.messaging, bus->name);
  return answer;
}

const wire::Shape& describe_event_bus_input() {
  static const auto shape = wire::structure({wire::member("Name", bus_name_or_arn())});
  return shape;
}

Result<Json> describe_event_bus(Context& context, const Json& request) {
  const auto bus = messaging::find_bus(context.messaging, request.value("Name", std::string()));
  if (!bus) return Failure(bus.error());
  auto answer = Json::parse(bus->settings_json);
  answer.update(bus_view(context, *bus));
  return answer;
}

const wire::Shape& update_event_bus_input() {
  static const auto shape = with_settings({wire::member("Name", bus_name_shape())});
  return shape;
}

Result<Json> update_event_bus(Context& context, const Json& request) {
  const auto bus = messaging::update_bus(context.messaging, request.value("Name", std::string()),
                                         settings_in(request));
  if (!bus) return Failure(bus.error());
  auto answer = Json::parse(bus->settings_json);
  answer["Name"] = bus->name;
  answer["Arn"] = messaging::bus_arn(context.messaging, bus->name);
  return answer;
}

const wire::Shape& delete_event_bus_input() {
  static const auto shape = wire::structure({wire::required("Name", bus_name_shape())});
  return shape;
}

Result<Json> delete_event_bus(Context& context, const Json& request) {
  const auto deleted = messaging::delete_bus(context.messaging, request["Name"]);
  if (!deleted) return Failure(deleted.error());
  return Json::object();
}

const wire::Shape& list_event_buses_input() {
  using namespace wire;
  static const auto shape =
      structure({member("NamePrefix", bus_name_shape()), member("NextToken", next_token()),
                 member("Limit", page_limit())});
  return shape;
}

Result<Json> list_event_buses(Context& context, const Json& request) {
  Json all = Json::array();
  for (const auto& each : messaging::all_buses(context.messaging)) {
    if (has_prefix(each.name, request)) all.push_back(bus_view(context, each));
  }
  return page_of(all, request, "EventBuses");
}

}  // namespace souk::services::events
