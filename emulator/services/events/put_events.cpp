#include "emulator/messaging/event_errors.h"
#include "emulator/messaging/event_json.h"
#include "emulator/messaging/event_pattern.h"
#include "emulator/messaging/event_publishing.h"
#include "emulator/services/events/operations.h"
#include "emulator/services/events/shapes.h"

// PutEvents and TestEventPattern.
//   fails ValidationException, InvalidEventPatternException; an entry of PutEvents by itself with
//         InvalidArgument, MalformedDetail or NotAuthorizedForSourceException
namespace souk::services::events {

const wire::Shape& put_events_input() {
  using namespace wire;
  static const auto entry = structure({member("Time", timestamp()), member("Source", string()),
                                       member("Resources", list(string().length(0, 2048))),
                                       member("DetailType", string()), member("Detail", string()),
                                       member("EventBusName", bus_name_or_arn()),
                                       member("TraceHeader", string().length(1, 500))});
  static const auto shape =
      structure({required("Entries", list(entry).count(1, 10)),
                 member("EndpointId",
                        string().length(1, 50).matching("^[A-Za-z0-9\\-]+[\\.][A-Za-z0-9\\-]+$"))});
  return shape;
}

Result<Json> put_events(Context& context, const Json& request) {
  std::size_t size = 0;
  for (const auto& each : request["Entries"]) size += messaging::entry_size(each);
  if (size >= messaging::kLargestRequest) {
    return Failure(messaging::invalid_event_call(
        "Total size of the entries in the request is over the limit.", "Entries"));
  }
  Json entries = Json::array();
  int failed = 0;
  for (const auto& each : request["Entries"]) {
    const auto put = messaging::put_event(context.messaging, each);
    if (put) {
      entries.push_back({{"EventId", *put}});
      continue;
    }
    ++failed;
    entries.push_back({{"ErrorCode", put.error().type}, {"ErrorMessage", put.error().message}});
  }
  return Json{{"FailedEntryCount", failed}, {"Entries", std::move(entries)}};
}

const wire::Shape& test_event_pattern_input() {
  using namespace wire;
  static const auto shape =
      structure({required("EventPattern", string().length(0, 4096)), required("Event", string())});
  return shape;
}

Result<Json> test_event_pattern(Context&, const Json& request) {
  const auto pattern = request["EventPattern"].get<std::string>();
  if (const auto fine = messaging::check_event_pattern(pattern); !fine) {
    return Failure(fine.error());
  }
  const auto event = messaging::read_json(request["Event"].get<std::string>());
  bool whole = event && event->is_object();
  // Recorded: the page wants resources too, the service does not.
  for (const auto* name : {"id", "account", "source", "time", "region", "detail-type"}) {
    whole = whole && event->contains(name);
  }
  if (!whole) {
    return Failure(messaging::invalid_event_call("Parameter Event is not valid.", "Event"));
  }
  return Json{{"Result", messaging::fits_event(pattern, *event)}};
}

}  // namespace souk::services::events
