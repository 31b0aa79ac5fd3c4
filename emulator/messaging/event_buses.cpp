#include "emulator/messaging/event_buses.h"

#include <algorithm>

#include "emulator/messaging/event_errors.h"

namespace souk::messaging {
namespace {

using storage::EventBusRow;

/// Source: EventBridge quotas; the default bus is one of them.
constexpr std::size_t kMostBuses = 100;
constexpr std::string_view kBusInArn = ":event-bus/";

}  // namespace

std::string events_arn(const Messaging& messaging, std::string_view resource) {
  return fmt::format("arn:aws:events:{}:{}:{}", messaging.market.region, messaging.market.account,
                     resource);
}

std::string bus_arn(const Messaging& messaging, std::string_view name) {
  return events_arn(messaging, fmt::format("event-bus/{}", name));
}

std::string bus_name(const std::string& name_or_arn) {
  if (name_or_arn.empty()) return kDefaultBus;
  const auto at = name_or_arn.find(kBusInArn);
  return at == std::string::npos ? name_or_arn : name_or_arn.substr(at + kBusInArn.size());
}

Result<EventBusRow> find_bus(Messaging& messaging, const std::string& name_or_arn) {
  const auto name = bus_name(name_or_arn);
  const bool elsewhere =
      name_or_arn.rfind("arn:", 0) == 0 && name_or_arn != bus_arn(messaging, name);
  auto found = elsewhere ? std::nullopt : events_of(messaging).bus(name);
  if (found) return std::move(*found);
  if (!elsewhere && name == kDefaultBus) {
    EventBusRow standard;
    standard.name = name;
    return standard;
  }
  return Failure(no_such_bus(name));
}

std::vector<EventBusRow> all_buses(Messaging& messaging) {
  auto all = events_of(messaging).buses();
  const bool told = std::any_of(all.begin(), all.end(),
                                [](const EventBusRow& each) { return each.name == kDefaultBus; });
  if (!told) all.push_back(find_bus(messaging, kDefaultBus).value());
  std::sort(all.begin(), all.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return all;
}

Result<EventBusRow> create_bus(Messaging& messaging, const std::string& name, const Json& settings,
                               const Json& tags) {
  if (const auto source = settings.find("EventSourceName"); source != settings.end()) {
    return Failure(
        event_error("ResourceNotFoundException",
                    fmt::format("Event source {} does not exist.", source->get<std::string>()),
                    "EventSourceName"));
  }
  if (name.find('/') != std::string::npos) {
    return Failure(invalid_event_call("Event bus name must not contain '/'.", "Name"));
  }
  if (find_bus(messaging, name)) {
    return Failure(event_error("ResourceAlreadyExistsException",
                               fmt::format("Event bus {} already exists.", name), "Name"));
  }
  if (all_buses(messaging).size() >= kMostBuses) return Failure(beyond_the_limit());
  const auto now = messaging.market.now();
  const EventBusRow bus{name, settings.dump(), tags.dump(), now, now};
  events_of(messaging).put(bus);
  return bus;
}

Result<EventBusRow> update_bus(Messaging& messaging, const std::string& name,
                               const Json& settings) {
  auto bus = find_bus(messaging, name);
  if (!bus) return bus;
  auto all = Json::parse(bus->settings_json);
  all.update(settings);
  bus->settings_json = all.dump();
  bus->modified = messaging.market.now();
  events_of(messaging).put(*bus);
  return bus;
}

Result<void> delete_bus(Messaging& messaging, const std::string& name) {
  if (name == kDefaultBus) {
    return Failure(invalid_event_call("Cannot delete event bus default.", "Name"));
  }
  auto events = events_of(messaging);
  if (!events.rules(name).empty()) {
    return Failure(invalid_event_call(
        fmt::format("Cannot delete event bus {} since it has rules.", name), "Name"));
  }
  events.remove_bus(name);
  return {};
}

}  // namespace souk::messaging
