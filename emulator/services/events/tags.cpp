#include "emulator/messaging/event_errors.h"
#include "emulator/messaging/event_rules.h"
#include "emulator/services/events/operations.h"
#include "emulator/services/events/pages.h"
#include "emulator/services/events/shapes.h"

// TagResource, UntagResource and ListTagsForResource: rules and event buses have tags.
//   fails ResourceNotFoundException, ManagedRuleException, ValidationException
namespace souk::services::events {
namespace {

/// Source: EventBridge User Guide, "Tagging".
constexpr std::size_t kMostEventTags = 50;

/// A rule or a bus, and how its tags are kept.
struct Tagged {
  std::optional<storage::EventRuleRow> rule = std::nullopt;
  std::optional<storage::EventBusRow> bus = std::nullopt;

  Json tags() const { return Json::parse(rule ? rule->tags_json : bus->tags_json); }
};

/// The bus and the name in "…:rule/bus/name" or "…:rule/name".
Result<Tagged> tagged(Context& context, const Json& request, bool changes) {
  const auto arn = request["ResourceARN"].get<std::string>();
  auto& messaging = context.messaging;
  const auto start = messaging::events_arn(messaging, "");
  Tagged found;
  if (arn.rfind(start + "event-bus/", 0) == 0) {
    const auto bus = messaging::find_bus(messaging, arn);
    if (!bus) return Failure(bus.error());
    found.bus = *bus;
    return found;
  }
  if (arn.rfind(start + "rule/", 0) != 0) {
    return Failure(messaging::event_error("ResourceNotFoundException",
                                          "Resource " + arn + " does not exist.", "ResourceARN"));
  }
  const auto path = arn.substr(start.size() + 5);
  const auto slash = path.rfind('/');
  const auto bus = slash == std::string::npos ? messaging::kDefaultBus : path.substr(0, slash);
  const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
  const auto rule = changes ? messaging::changeable_rule(messaging, bus, name)
                            : messaging::find_rule(messaging, bus, name);
  if (!rule) return Failure(rule.error());
  found.rule = *rule;
  return found;
}

void keep(Context& context, Tagged& resource, const Json& tags) {
  auto events = messaging::events_of(context.messaging);
  if (resource.rule) {
    resource.rule->tags_json = tags.dump();
    events.put(*resource.rule);
  } else {
    resource.bus->tags_json = tags.dump();
    events.put(*resource.bus);
  }
}

}  // namespace

const wire::Shape& tag_resource_input() {
  using namespace wire;
  static const auto shape =
      structure({required("ResourceARN", an_arn()), required("Tags", event_tags())});
  return shape;
}

Result<Json> tag_resource(Context& context, const Json& request) {
  auto resource = tagged(context, request, true);
  if (!resource) return Failure(resource.error());
  auto tags = resource->tags();
  tags.update(tags_in(request["Tags"]));
  if (tags.size() > kMostEventTags) {
    return Failure(messaging::invalid_event_call("A resource has no more than 50 tags.", "Tags"));
  }
  keep(context, *resource, tags);
  return Json::object();
}

const wire::Shape& untag_resource_input() {
  using namespace wire;
  static const auto shape = structure(
      {required("ResourceARN", an_arn()), required("TagKeys", list(string().length(1, 128)))});
  return shape;
}

Result<Json> untag_resource(Context& context, const Json& request) {
  auto resource = tagged(context, request, true);
  if (!resource) return Failure(resource.error());
  auto tags = resource->tags();
  for (const auto& key : request["TagKeys"]) tags.erase(key.get<std::string>());
  keep(context, *resource, tags);
  return Json::object();
}

const wire::Shape& list_tags_input() {
  static const auto shape = wire::structure({wire::required("ResourceARN", an_arn())});
  return shape;
}

Result<Json> list_tags(Context& context, const Json& request) {
  const auto resource = tagged(context, request, false);
  if (!resource) return Failure(resource.error());
  return Json{{"Tags", tag_list_of(resource->tags())}};
}

}  // namespace souk::services::events
