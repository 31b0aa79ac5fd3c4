#include "emulator/messaging/event_message.h"

#include <fmt/format.h>

#include "emulator/messaging/event_detail.h"

namespace souk::messaging {
namespace {

using Ordered = nlohmann::ordered_json;

/// Requests of the parties are no resources.
Ordered resources_of(Messaging& messaging, const marketplace::Notice& notice,
                     const std::string& agreement_id) {
  if (is_of_cancellation(notice.news) || is_of_adjustment(notice.news)) return Ordered::array();
  // AWS's samples for buyers leave out whose the resource is.
  const bool sample = messaging.market.switches.is(marketplace::switches::kEventSpelling, "sample");
  return Ordered::array(
      {fmt::format("arn:aws:aws-marketplace::{}agreement:{}", sample ? "" : "aws:", agreement_id)});
}

}  // namespace

Event event_of(Messaging& messaging, const marketplace::Notice& notice, Role role,
               std::uint64_t number) {
  auto& market = messaging.market;
  const auto agreement = market.agreements.find(notice.agreement).value();
  Event event{market.ids.uuid("event", number), market.ids.uuid("event-request", number, 5),
              fmt::format("{} - {}", to_text(notice.news), to_text(role)), ""};
  const Ordered envelope{{"version", "0"},
                         {"id", event.id},
                         {"detail-type", event.detail_type},
                         {"source", "aws.agreement-marketplace"},
                         {"account", account_of(messaging, role, agreement)},
                         {"time", to_iso_seconds(market.now())},
                         {"region", "us-east-1"},
                         {"resources", resources_of(messaging, notice, agreement.agreement_id)},
                         {"detail", event_detail(messaging, notice, role, event.request_id)}};
  event.text = envelope.dump();
  return event;
}

Event with_new_envelope(const Event& event, const std::string& id) {
  auto copy = event;
  auto envelope = Ordered::parse(event.text);
  envelope["id"] = id;
  copy.id = id;
  copy.text = envelope.dump();
  return copy;
}

}  // namespace souk::messaging
