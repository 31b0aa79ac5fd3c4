#include "emulator/messaging/delivery_faults.h"

#include <algorithm>

#include "emulator/marketplace/faults.h"
#include "emulator/messaging/notification_rows.h"

namespace souk::messaging {
namespace {

using marketplace::FaultEffect;
using storage::DeliveryRow;
using storage::NotificationRow;

constexpr std::string_view kForOrder = "reorder/";
constexpr std::string_view kForRegistration = "registration/";
/// The seller is still answering the page when it resolves the token; what is held until then must
/// not overtake that answer.
constexpr Duration kAfterRegistration = std::chrono::seconds(1);

std::string registration_of(const std::string& agreement) {
  return std::string(kForRegistration) + agreement;
}

bool is_reordered(std::string_view held) { return held.rfind(kForOrder, 0) == 0; }

/// What a fault's `match` is compared with.
Json what_is_told(Messaging& messaging, const NotificationRow& notification) {
  Json told{{"name", notification.name}, {"agreement", notification.agreement}};
  if (const auto agreement = messaging.market.agreements.find(notification.agreement)) {
    told["buyer"] = messaging.market.catalogue.buyer(agreement->buyer).value().name;
  }
  return told;
}

void put_each(Messaging& messaging, const NotificationRow& notification,
              const std::vector<DeliveryRow>& deliveries, Duration after, std::size_t times) {
  for (auto delivery : deliveries) {
    delivery.notification = notification.id;
    for (std::size_t i = 0; i < times; ++i) put_in_line(messaging, delivery, after);
  }
}

void put_copies_under_new_ids(Messaging& messaging, const NotificationRow& original,
                              const Hearers& hearers, std::size_t copies) {
  for (std::size_t i = 0; i < copies; ++i) {
    auto copy = copy_under_new_id(messaging, original);
    copy.id = messaging.outbox.put(copy);
    if (!copy.agreement.empty()) tell_notification(messaging, copy, original.notification_id);
    put_each(messaging, copy, hearers(copy), Duration(0), 1);
  }
}

/// Evenly from nothing to all of `most`, by the sandbox's seed.
Duration drawn_delay(Messaging& messaging, const std::string& fault, std::int64_t notification,
                     Duration most) {
  const auto drawn =
      messaging.market.ids.number("spread-" + fault, static_cast<std::uint64_t>(notification));
  return Duration(static_cast<std::int64_t>(drawn % static_cast<std::uint64_t>(most.count() + 1)));
}

void hold_back(Messaging& messaging, const NotificationRow& notification,
               const std::vector<DeliveryRow>& deliveries, const std::string& held) {
  for (auto delivery : deliveries) {
    delivery.notification = notification.id;
    delivery.state = "held";
    delivery.held = held;
    delivery.next = messaging.market.now();
    messaging.outbox.put(delivery);
  }
}

/// The notifications these deliveries are of, each once, in their order.
std::vector<std::int64_t> notifications_of(const std::vector<DeliveryRow>& deliveries) {
  std::vector<std::int64_t> found;
  for (const auto& each : deliveries) {
    if (found.empty() || found.back() != each.notification) found.push_back(each.notification);
  }
  return found;
}

void tell_release(Messaging& messaging, const std::string& held, std::string_view why,
                  const std::vector<std::int64_t>& notifications) {
  Json ids = Json::array();
  for (const auto each : notifications) {
    ids.push_back(messaging.outbox.notification(each).value().notification_id);
  }
  messaging.market.journal.write({"fault",
                                  "market",
                                  held,
                                  "",
                                  {{"event", "released"}, {"why", why}, {"notifications", ids}},
                                  Json::object(),
                                  ""});
}

/// Lets go what waits for `held`, the newest first where that was the point of holding it. Each
/// goes under a new id: an endpoint gets its deliveries in the order of theirs.
void release(Messaging& messaging, const std::string& held, std::string_view why,
             Duration after = Duration(0)) {
  auto waiting = messaging.outbox.held_for(held);
  if (waiting.empty()) return;
  if (is_reordered(held)) {
    messaging.market.agenda.cancel(kReleaseHeld, held);
    std::stable_sort(waiting.begin(), waiting.end(), [](const auto& left, const auto& right) {
      return left.notification > right.notification;
    });
  }
  tell_release(messaging, held, why, notifications_of(waiting));
  for (auto delivery : waiting) {
    const auto before = std::exchange(delivery.id, 0);
    delivery.held.clear();
    put_in_line(messaging, std::move(delivery), after);
    messaging.outbox.remove_delivery(before);
  }
}

void hold_for_order(Messaging& messaging, const marketplace::FiredFault& fault,
                    const NotificationRow& notification,
                    const std::vector<DeliveryRow>& deliveries) {
  if (deliveries.empty()) return;
  const auto held = std::string(kForOrder) + fault.name;
  if (messaging.outbox.held_for(held).empty()) {
    messaging.market.agenda.add(messaging.market.now() + fault.effect.reorder_within, kReleaseHeld,
                                held);
  }
  hold_back(messaging, notification, deliveries, held);
  const auto together = notifications_of(messaging.outbox.held_for(held)).size();
  if (together >= fault.effect.reorder) release(messaging, held, "complete");
}

bool is_awaited(Messaging& messaging, const NotificationRow& notification) {
  const auto agreement = messaging.market.agreements.find(notification.agreement);
  return agreement && !messaging.market.agreements.resolved_any(agreement->id);
}

}  // namespace

void put_all_in_line(Messaging& messaging, const NotificationRow& notification,
                     const Hearers& hearers) {
  const auto deliveries = hearers(notification);
  const auto fault = marketplace::fire_fault(messaging.market, notification.channel,
                                             what_is_told(messaging, notification));
  if (!fault) return put_each(messaging, notification, deliveries, Duration(0), 1);
  const auto& effect = fault->effect;
  if (effect.drop != FaultEffect::Drop::No) return;
  if (effect.reorder > 0) return hold_for_order(messaging, *fault, notification, deliveries);
  if (effect.until_registered && is_awaited(messaging, notification)) {
    return hold_back(messaging, notification, deliveries, registration_of(notification.agreement));
  }
  auto delay = effect.delay.value_or(Duration(0));
  if (effect.spread) delay = drawn_delay(messaging, fault->name, notification.id, *effect.spread);
  const auto same = effect.copies_have_new_ids ? 0 : effect.duplicate;
  put_each(messaging, notification, deliveries, delay, 1 + same);
  put_copies_under_new_ids(messaging, notification, hearers, effect.duplicate - same);
}

void release_registered(Messaging& messaging, const storage::AgreementRow& agreement) {
  release(messaging, registration_of(agreement.agreement_id), "registered", kAfterRegistration);
}

void release_all(Messaging& messaging) {
  for (const auto& held : messaging.outbox.waited_for()) release(messaging, held, "cleared");
}

void release_due(Messaging& messaging, const storage::Happening& happening) {
  release(messaging, happening.subject, "waited");
}

}  // namespace souk::messaging
