#include "emulator/messaging/event_publishing.h"

#include <algorithm>

#include "emulator/messaging/api_destinations.h"
#include "emulator/messaging/delivery_faults.h"
#include "emulator/messaging/event_errors.h"
#include "emulator/messaging/event_input.h"
#include "emulator/messaging/event_json.h"
#include "emulator/messaging/event_pattern.h"
#include "emulator/messaging/event_rules.h"
#include "emulator/messaging/functions.h"

namespace souk::messaging {
namespace {

using storage::DeliveryRow;
using storage::NotificationRow;

/// Source: as entry_size.
constexpr std::size_t kSizeOfTime = 14;

Result<void> check_entry(const Json& entry) {
  for (const auto* member : {"Source", "DetailType", "Detail"}) {
    if (!entry.value(member, std::string()).empty()) continue;
    return Failure(
        event_error("InvalidArgument",
                    fmt::format("Parameter {} is not valid. Reason: {} is a required argument.",
                                member, member)));
  }
  if (entry["Source"].get<std::string>().rfind("aws.", 0) == 0) {
    return Failure(
        event_error("NotAuthorizedForSourceException", "Not authorized for the source."));
  }
  const auto detail = read_json(entry["Detail"].get<std::string>());
  if (detail && detail->is_object()) return {};
  return Failure(event_error("MalformedDetail", "Detail is malformed."));
}

/// Seconds since 1970, with or without decimals, from year 1 to year 9999.
Timestamp time_of(const Messaging& messaging, const Json& entry) {
  const auto time = entry.find("Time");
  if (time == entry.end()) return messaging.market.now();
  const auto seconds = std::clamp(time->get<double>(), -62'135'596'800.0, 253'402'300'799.0);
  return Timestamp(Duration(static_cast<std::int64_t>(seconds * 1000)));
}

/// The envelope in AWS's order; the detail as it came, without blanks.
std::string event_text(const Messaging& messaging, const std::string& id, const Json& entry) {
  const auto quoted = [](const std::string& text) { return Json(text).dump(); };
  return fmt::format(
      R"({{"version":"0","id":{},"detail-type":{},"source":{},"account":{},"time":{},"region":{},)"
      R"("resources":{},"detail":{}}})",
      quoted(id), quoted(entry["DetailType"]), quoted(entry["Source"]),
      quoted(messaging.market.account), quoted(to_iso_seconds(time_of(messaging, entry))),
      quoted(messaging.market.region), entry.value("Resources", Json::array()).dump(),
      compact_json(entry["Detail"].get<std::string>()));
}

DeliveryRow delivery_to(Messaging& messaging, const storage::RuleTargetRow& target,
                        const Occasion& occasion, bool forwarded) {
  DeliveryRow delivery;
  auto kept = target_view(target);
  const auto reached = reach(messaging, target.arn);
  delivery.protocol = reached.protocol;
  delivery.endpoint = reached.endpoint;
  delivery.source = occasion.rule_arn;
  const auto input = delivery.protocol == "event-bus" ? occasion.event : input_of(kept, occasion);
  delivery.body = input.value_or("");
  for (const auto* member : {"Input", "InputPath", "InputTransformer"}) kept.erase(member);
  if (!input) kept["unfit"] = true;
  if (forwarded) kept["forwarded"] = true;
  delivery.target_json = kept.dump();
  return delivery;
}

bool hears_event(const storage::EventRuleRow& rule, const Json& event, std::int64_t product) {
  if (rule.state == "DISABLED" || rule.pattern.empty()) return false;
  if (rule.product != 0 && rule.product != product) return false;
  return fits_event(rule.pattern, event);
}

}  // namespace

std::size_t entry_size(const Json& entry) {
  auto size = entry.contains("Time") ? kSizeOfTime : 0;
  for (const auto* member : {"Source", "DetailType", "Detail"}) {
    size += entry.value(member, std::string()).size();
  }
  for (const auto& each : entry.value("Resources", Json::array())) {
    size += each.get<std::string>().size();
  }
  return size;
}

Result<std::string> put_event(Messaging& messaging, const Json& entry) {
  auto& market = messaging.market;
  if (const auto fine = check_entry(entry); !fine) return Failure(fine.error());
  const auto number = static_cast<std::uint64_t>(market.settings.next("notification"));
  NotificationRow row;
  row.notification_id = market.ids.uuid("event", number);
  row.channel = "eventbridge";
  row.name = entry["DetailType"];
  row.message = event_text(messaging, row.notification_id, entry);
  row.at = market.now();
  row.extra_json = Json{{"detail_type", row.name}}.dump();
  row.id = messaging.outbox.put(row);
  const auto bus = bus_name(entry.value("EventBusName", std::string()));
  put_all_in_line(messaging, row, [&](const NotificationRow& each) {
    return event_hearers(messaging, each, bus, 0);
  });
  return row.notification_id;
}

std::vector<DeliveryRow> event_hearers(Messaging& messaging, const NotificationRow& notification,
                                       const std::string& bus, std::int64_t product,
                                       bool forwarded) {
  std::vector<DeliveryRow> found;
  auto events = events_of(messaging);
  const auto rules = events.rules(bus);
  if (rules.empty()) return found;
  const auto event = Json::parse(notification.message);
  for (const auto& rule : rules) {
    if (!hears_event(rule, event, product)) continue;
    const Occasion occasion{notification.message, rule_arn(messaging, rule), rule.name,
                            to_iso_seconds(notification.at)};
    for (const auto& target : events.targets(rule.id)) {
      auto delivery = delivery_to(messaging, target, occasion, forwarded);
      if (forwarded && delivery.protocol == "event-bus") continue;
      found.push_back(std::move(delivery));
    }
  }
  return found;
}

Reach reach(Messaging& messaging, const std::string& target_arn) {
  if (target_arn.find(":api-destination/") != std::string::npos) {
    const auto destination = api_destination_with_arn(messaging, target_arn);
    if (!destination) return {"https", target_arn, "there is no API destination " + target_arn};
    const auto* protocol = destination->endpoint.rfind("http://", 0) == 0 ? "http" : "https";
    const bool active = api_destination_state(messaging, *destination) == "ACTIVE";
    return {protocol, destination->endpoint,
            active ? "" : "the connection of the API destination cannot be used"};
  }
  if (target_arn.find(":event-bus/") != std::string::npos) {
    const bool here = find_bus(messaging, target_arn).has_value();
    return {"event-bus", target_arn, here ? "" : "there is no event bus " + target_arn};
  }
  if (const auto function = function_in(target_arn); !function.empty()) {
    const auto url = function_url(messaging, target_arn);
    if (!url.empty()) return {"lambda", url, ""};
    return {"lambda", target_arn,
            "nobody said where the function " + function + " runs: PUT …/functions/" + function};
  }
  return {target_arn.rfind("arn:aws:sns:", 0) == 0 ? "sns" : "sqs", target_arn, ""};
}

}  // namespace souk::messaging
