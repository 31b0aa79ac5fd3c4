#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

/// Something the seller is told, whoever hears it.
struct NotificationRow {
  std::int64_t id = 0;
  std::string notification_id;  ///< SNS MessageId, or EventBridge event id
  std::string channel;          ///< sns, eventbridge
  std::string name;       ///< "subscribe-success", "License Updated", "SubscriptionConfirmation"
  std::string agreement;  ///< agreement id; empty when about none
  std::string topic_arn;  ///< SNS only
  std::string message;    ///< the text the seller reads
  Timestamp at;
  std::string forged;      ///< what is wrong with it; empty for real ones
  std::string extra_json;  ///< Token and SubscribeURL of a confirmation, requestId of an event
};

/// A notification on its way to one endpoint.
struct DeliveryRow {
  std::int64_t id = 0;
  std::int64_t notification = 0;
  std::string protocol;  ///< http, https, sqs, lambda; events also: sns, event-bus
  std::string endpoint;
  std::string source;  ///< the subscription's ARN, or the rule's
  bool raw = false;
  std::string state;  ///< held, waiting, due, in-flight, delivered, refused, given-up
  std::int64_t attempts = 0;
  Timestamp next;
  std::string body;  ///< as first sent, signature and all, so that repeats are the same bytes
  std::int64_t last_status = 0;
  std::string last_reason;
  std::string target_json = "{}";  ///< events only: the rule's target as it was when they matched
  std::int64_t resend_of = 0;      ///< the delivery it repeats by wish; 0 for none
  std::string held = {};           ///< what it waits for without a time of its own; empty: nothing
};

/// Which deliveries are looked for; what is empty is not asked about.
struct DeliveryFilter {
  std::string state;
  std::string name;  ///< of the notification
  std::string channel;
  std::string buyer;  ///< a name
  std::string agreement;
};

/// What is to be delivered: written together with the change it tells of.
class OutboxStore {
 public:
  explicit OutboxStore(Database& database) : database_(database) {}

  std::int64_t put(const NotificationRow& notification);
  std::optional<NotificationRow> notification(std::int64_t id);
  /// The newest real one of this name about this agreement.
  std::optional<NotificationRow> last_about(std::string_view agreement, std::string_view name);

  std::int64_t put(const DeliveryRow& delivery);
  std::optional<DeliveryRow> delivery(std::int64_t id);
  std::vector<DeliveryRow> deliveries_of(std::int64_t notification);
  /// The oldest due delivery of each endpoint that has none in flight.
  std::vector<DeliveryRow> ready();
  bool any(std::string_view state);
  /// Whether a delivery from this source is due or in flight.
  bool under_way(std::string_view source);
  /// Puts what was in flight when the process died back in line.
  void requeue_in_flight();
  std::vector<DeliveryRow> newest(const DeliveryFilter& filter, std::size_t limit);
  /// Those that wait for the same thing, oldest first.
  std::vector<DeliveryRow> held_for(std::string_view what);
  /// All that deliveries wait for, each once.
  std::vector<std::string> waited_for();
  void remove_delivery(std::int64_t id);
  /// What is still to be sent for the subscription `before` is for `after` from now on.
  void change_source(std::string_view before, std::string_view after);
  /// Events that are still to be delivered, for their rules and targets to be changed.
  std::vector<DeliveryRow> undelivered_events();
  /// Confirmations that ask for the token in `before_json` ask for that in `after_json`.
  void change_confirmations(std::string_view before_json, std::string_view after_json);

 private:
  Database& database_;
};

}  // namespace souk::storage
