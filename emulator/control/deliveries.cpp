#include <fmt/format.h>

#include <algorithm>

#include "emulator/control/calls.h"
#include "emulator/messaging/resending.h"

namespace souk::control {
namespace {

/// Most rows a listing shows.
constexpr std::size_t kMostDeliveries = 1000;
constexpr std::string_view kStates[] = {"held",      "waiting", "due",     "in-flight",
                                        "delivered", "refused", "given-up"};

Json delivery_view(messaging::Messaging& messaging, const storage::DeliveryRow& delivery) {
  const auto notification = messaging.outbox.notification(delivery.notification).value();
  Json view{{"id", delivery.id},
            {"notification", notification.notification_id},
            {"channel", notification.channel},
            {"name", notification.name},
            {"to", delivery.protocol},
            {"endpoint", delivery.endpoint},
            {"state", delivery.state},
            {"attempts", delivery.attempts},
            {"status", delivery.last_status},
            {"reason", delivery.last_reason}};
  auto& market = messaging.market;
  if (const auto agreement = market.agreements.find(notification.agreement)) {
    view["agreement"] = agreement->agreement_id;
    view["buyer"] = market.catalogue.buyer(agreement->buyer).value().name;
  }
  if (delivery.state == "waiting") view["next_attempt"] = to_iso(delivery.next);
  if (!delivery.held.empty()) view["held"] = delivery.held;
  if (delivery.resend_of != 0) view["resend_of"] = delivery.resend_of;
  if (!notification.forged.empty()) view["forged"] = notification.forged;
  return view;
}

Result<storage::DeliveryFilter> filter_in(const Call& call) {
  const auto asked = [&](const char* member) {
    const auto found = call.query.find(member);
    return found == call.query.end() ? std::string() : found->second;
  };
  storage::DeliveryFilter filter{asked("state"), asked("name"), asked("channel"), asked("buyer"),
                                 asked("agreement")};
  if (!filter.state.empty() &&
      std::find(std::begin(kStates), std::end(kStates), filter.state) == std::end(kStates)) {
    return Failure(bad_request(fmt::format("No delivery is \"{}\".", filter.state), "state",
                               "held, waiting, due, in-flight, delivered, refused or given-up."));
  }
  if (!filter.channel.empty() && filter.channel != "sns" && filter.channel != "eventbridge") {
    return Failure(bad_request("A channel is sns or eventbridge.", "channel"));
  }
  return filter;
}

}  // namespace

Result<Reply> list_deliveries(Call& call) {
  const auto filter = filter_in(call);
  if (!filter) return Failure(filter.error());
  auto& messaging = enter(call).messaging;
  Json list = Json::array();
  for (const auto& each : messaging.outbox.newest(*filter, kMostDeliveries)) {
    list.push_back(delivery_view(messaging, each));
  }
  return Reply{200, {{"deliveries", std::move(list)}}};
}

Result<Reply> resend_delivery(Call& call) {
  if (const auto known = only(call.body, {}); !known) return Failure(known.error());
  std::int64_t id = 0;
  {
    sandbox::Session session(*call.sandbox);
    const auto again = messaging::resend(call.sandbox->messaging, call.path["d"]);
    if (!again) return Failure(again.error());
    id = *again;
    session.commit();
  }
  call.server.conductor.deliver(*call.sandbox);
  auto& messaging = enter(call).messaging;
  return Reply{201, delivery_view(messaging, messaging.outbox.delivery(id).value())};
}

}  // namespace souk::control
