#include "emulator/storage/outbox_store.h"

#include <algorithm>

namespace souk::storage {
namespace {

#define NOTIFICATION                                                                            \
  "SELECT id,notification_id,channel,name,agreement,topic_arn,message,at_ms,forged,extra_json " \
  "FROM notifications "
#define DELIVERY                                                                     \
  "SELECT id,notification,protocol,endpoint,source,raw,state,attempts,next_ms,body," \
  "last_status,last_reason,target_json,resend_of,held FROM deliveries "

NotificationRow read_notification(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4),
          row.text(5),    row.text(6), row.time(7), row.text(8), row.text(9)};
}

DeliveryRow read_delivery(const Statement& row) {
  return {row.integer(0),  row.integer(1), row.text(2),    row.text(3),     row.text(4),
          row.boolean(5),  row.text(6),    row.integer(7), row.time(8),     row.text(9),
          row.integer(10), row.text(11),   row.text(12),   row.integer(13), row.text(14)};
}

std::vector<DeliveryRow> many(Statement& row) {
  std::vector<DeliveryRow> found;
  while (row.step()) found.push_back(read_delivery(row));
  return found;
}

}  // namespace

std::int64_t OutboxStore::put(const NotificationRow& notification) {
  database_.prepare("INSERT OR REPLACE INTO notifications VALUES(?,?,?,?,?,?,?,?,?,?)")
      .bind(notification.id == 0 ? std::nullopt : std::optional(notification.id))
      .bind(notification.notification_id)
      .bind(notification.channel)
      .bind(notification.name)
      .bind(notification.agreement)
      .bind(notification.topic_arn)
      .bind(notification.message)
      .bind(notification.at)
      .bind(notification.forged)
      .bind(notification.extra_json)
      .run();
  return database_.last_row();
}

std::optional<NotificationRow> OutboxStore::notification(std::int64_t id) {
  auto row = database_.prepare(NOTIFICATION "WHERE id=?");
  if (!row.bind(id).step()) return std::nullopt;
  return read_notification(row);
}

std::optional<NotificationRow> OutboxStore::last_about(std::string_view agreement,
                                                       std::string_view name) {
  auto row = database_.prepare(
      NOTIFICATION "WHERE agreement=? AND name=? AND forged='' ORDER BY id DESC LIMIT 1");
  if (!row.bind(agreement).bind(name).step()) return std::nullopt;
  return read_notification(row);
}

std::int64_t OutboxStore::put(const DeliveryRow& delivery) {
  database_.prepare("INSERT OR REPLACE INTO deliveries VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .bind(delivery.id == 0 ? std::nullopt : std::optional(delivery.id))
      .bind(delivery.notification)
      .bind(delivery.protocol)
      .bind(delivery.endpoint)
      .bind(delivery.source)
      .bind(delivery.raw)
      .bind(delivery.state)
      .bind(delivery.attempts)
      .bind(delivery.next)
      .bind(delivery.body)
      .bind(delivery.last_status)
      .bind(delivery.last_reason)
      .bind(delivery.target_json)
      .bind(delivery.resend_of)
      .bind(delivery.held)
      .run();
  return database_.last_row();
}

std::optional<DeliveryRow> OutboxStore::delivery(std::int64_t id) {
  auto row = database_.prepare(DELIVERY "WHERE id=?");
  if (!row.bind(id).step()) return std::nullopt;
  return read_delivery(row);
}

std::vector<DeliveryRow> OutboxStore::deliveries_of(std::int64_t notification) {
  auto row = database_.prepare(DELIVERY "WHERE notification=? ORDER BY id");
  return many(row.bind(notification));
}

std::vector<DeliveryRow> OutboxStore::ready() {
  auto row = database_.prepare(
      DELIVERY
      "WHERE id IN (SELECT min(id) FROM deliveries WHERE state='due' AND endpoint NOT IN "
      "(SELECT endpoint FROM deliveries WHERE state='in-flight') GROUP BY endpoint) ORDER BY id");
  return many(row);
}

bool OutboxStore::any(std::string_view state) {
  auto row = database_.prepare("SELECT 1 FROM deliveries WHERE state=? LIMIT 1");
  return row.bind(state).step();
}

bool OutboxStore::under_way(std::string_view source) {
  auto row = database_.prepare(
      "SELECT 1 FROM deliveries WHERE state IN ('due','in-flight') AND source=? LIMIT 1");
  return row.bind(source).step();
}

void OutboxStore::requeue_in_flight() {
  database_.execute("UPDATE deliveries SET state='due' WHERE state='in-flight'");
}

std::vector<DeliveryRow> OutboxStore::newest(const DeliveryFilter& filter, std::size_t limit) {
  auto row = database_.prepare(
      DELIVERY
      "WHERE (?1='' OR state=?1) AND (?2||?3||?4||?5='' OR notification IN "
      "(SELECT n.id FROM notifications n LEFT JOIN agreements a ON a.agreement_id=n.agreement "
      "LEFT JOIN buyers b ON b.id=a.buyer WHERE (?2='' OR n.name=?2) AND (?3='' OR n.channel=?3) "
      "AND (?4='' OR b.name=?4) AND (?5='' OR n.agreement=?5))) ORDER BY id DESC LIMIT ?6");
  row.bind(filter.state).bind(filter.name).bind(filter.channel).bind(filter.buyer);
  return many(row.bind(filter.agreement).bind(static_cast<std::int64_t>(limit)));
}

std::vector<DeliveryRow> OutboxStore::held_for(std::string_view what) {
  auto row = database_.prepare(DELIVERY "WHERE state='held' AND held=? ORDER BY id");
  return many(row.bind(what));
}

std::vector<std::string> OutboxStore::waited_for() {
  auto row = database_.prepare(
      "SELECT held FROM deliveries WHERE state='held' GROUP BY held ORDER BY "
      "min(id)");
  std::vector<std::string> found;
  while (row.step()) found.push_back(row.text(0));
  return found;
}

void OutboxStore::remove_delivery(std::int64_t id) {
  database_.prepare("DELETE FROM deliveries WHERE id=?").bind(id).run();
}

void OutboxStore::change_source(std::string_view before, std::string_view after) {
  // A body that was composed before names the old source.
  database_
      .prepare(
          "UPDATE deliveries SET source=?,body='' WHERE source=? AND state IN "
          "('held','waiting','due','in-flight')")
      .bind(after)
      .bind(before)
      .run();
}

std::vector<DeliveryRow> OutboxStore::undelivered_events() {
  auto row =
      database_.prepare(DELIVERY
                        "WHERE state IN ('held','waiting','due','in-flight') AND notification IN "
                        "(SELECT id FROM notifications WHERE channel='eventbridge') ORDER BY id");
  return many(row);
}

void OutboxStore::change_confirmations(std::string_view before_json, std::string_view after_json) {
  database_
      .prepare(
          "UPDATE notifications SET extra_json=? WHERE name='SubscriptionConfirmation' AND "
          "extra_json=?")
      .bind(after_json)
      .bind(before_json)
      .run();
}

#undef NOTIFICATION
#undef DELIVERY

}  // namespace souk::storage
