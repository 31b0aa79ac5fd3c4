#include "emulator/storage/queues_store.h"

namespace souk::storage {
namespace {

#define MESSAGE                                                                \
  "SELECT id,queue,message_id,body,attributes_json,sender,sent_ms,visible_ms," \
  "first_received_ms,receives,system_json FROM queue_messages "
#define QUEUE \
  "SELECT id,name,attributes_json,created_ms,modified_ms,purged_ms,tags_json FROM queues "

QueueRow read_queue(const Statement& row) {
  return {row.integer(0),       row.text(1),          row.text(2), row.time(3),
          row.optional_time(4), row.optional_time(5), row.text(6)};
}

MessageRow read_message(const Statement& row) {
  return {row.integer(0),       row.integer(1), row.text(2), row.text(3),
          row.text(4),          row.text(5),    row.time(6), row.time(7),
          row.optional_time(8), row.integer(9), row.text(10)};
}

QueueConsumerRow read_consumer(const Statement& row) {
  return {row.integer(0), row.text(1), row.integer(2), row.boolean(3)};
}

}  // namespace

std::int64_t QueuesStore::put(const QueueRow& queue) {
  database_.prepare("INSERT OR REPLACE INTO queues VALUES(?,?,?,?,?,?,?)")
      .bind(queue.id == 0 ? std::nullopt : std::optional(queue.id))
      .bind(queue.name)
      .bind(queue.attributes_json)
      .bind(queue.created)
      .bind(queue.modified)
      .bind(queue.purged)
      .bind(queue.tags_json)
      .run();
  return database_.last_row();
}

std::optional<QueueRow> QueuesStore::queue(std::string_view name) {
  auto row = database_.prepare(QUEUE "WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return read_queue(row);
}

std::optional<QueueRow> QueuesStore::queue(std::int64_t id) {
  auto row = database_.prepare(QUEUE "WHERE id=?");
  if (!row.bind(id).step()) return std::nullopt;
  return read_queue(row);
}

std::vector<QueueRow> QueuesStore::queues() {
  std::vector<QueueRow> found;
  auto row = database_.prepare(QUEUE "ORDER BY name");
  while (row.step()) found.push_back(read_queue(row));
  return found;
}

void QueuesStore::remove_queue(std::int64_t queue) {
  purge(queue);
  remove_consumer(queue);
  database_.prepare("DELETE FROM queues WHERE id=?").bind(queue).run();
}

std::optional<Timestamp> QueuesStore::deleted(std::string_view name) {
  auto row = database_.prepare("SELECT deleted_ms FROM deleted_queues WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return row.time(0);
}

void QueuesStore::put_deleted(std::string_view name, Timestamp at) {
  database_.prepare("INSERT OR REPLACE INTO deleted_queues VALUES(?,?)").bind(name).bind(at).run();
}

std::int64_t QueuesStore::put(const MessageRow& message) {
  database_.prepare("INSERT OR REPLACE INTO queue_messages VALUES(?,?,?,?,?,?,?,?,?,?,?)")
      .bind(message.id == 0 ? std::nullopt : std::optional(message.id))
      .bind(message.queue)
      .bind(message.message_id)
      .bind(message.body)
      .bind(message.attributes_json)
      .bind(message.sender)
      .bind(message.sent)
      .bind(message.visible)
      .bind(message.first_received)
      .bind(message.receives)
      .bind(message.system_json)
      .run();
  return database_.last_row();
}

std::optional<MessageRow> QueuesStore::message(std::int64_t id) {
  auto row = database_.prepare(MESSAGE "WHERE id=?");
  if (!row.bind(id).step()) return std::nullopt;
  return read_message(row);
}

std::vector<MessageRow> QueuesStore::visible(std::int64_t queue, Timestamp now, std::size_t limit) {
  std::vector<MessageRow> found;
  auto row = database_.prepare(MESSAGE "WHERE queue=? AND visible_ms<=? ORDER BY id LIMIT ?");
  row.bind(queue).bind(now).bind(static_cast<std::int64_t>(limit));
  while (row.step()) found.push_back(read_message(row));
  return found;
}

std::vector<MessageRow> QueuesStore::spent(std::int64_t queue, Timestamp now,
                                           std::int64_t receives) {
  std::vector<MessageRow> found;
  auto row =
      database_.prepare(MESSAGE "WHERE queue=? AND visible_ms<=? AND receives>=? ORDER BY id");
  row.bind(queue).bind(now).bind(receives);
  while (row.step()) found.push_back(read_message(row));
  return found;
}

void QueuesStore::remove_message(std::int64_t id) {
  database_.prepare("DELETE FROM queue_messages WHERE id=?").bind(id).run();
}

void QueuesStore::remove_sent_before(std::int64_t queue, Timestamp instant) {
  database_.prepare("DELETE FROM queue_messages WHERE queue=? AND sent_ms<?")
      .bind(queue)
      .bind(instant)
      .run();
}

void QueuesStore::purge(std::int64_t queue) {
  database_.prepare("DELETE FROM queue_messages WHERE queue=?").bind(queue).run();
}

QueueCounts QueuesStore::counts(std::int64_t queue, Timestamp now) {
  auto row = database_.prepare(
      "SELECT count(*) FILTER (WHERE visible_ms<=?1),"
      "count(*) FILTER (WHERE visible_ms>?1 AND receives>0),"
      "count(*) FILTER (WHERE visible_ms>?1 AND receives=0) FROM queue_messages WHERE queue=?2");
  row.bind(now).bind(queue).step();
  return {row.integer(0), row.integer(1), row.integer(2)};
}

std::optional<Timestamp> QueuesStore::next_visible(Timestamp now) {
  auto row = database_.prepare("SELECT min(visible_ms) FROM queue_messages WHERE visible_ms>?");
  row.bind(now).step();
  return row.optional_time(0);
}

std::optional<Timestamp> QueuesStore::next_visible(std::int64_t queue, Timestamp now) {
  auto row = database_.prepare(
      "SELECT min(visible_ms) FROM queue_messages WHERE queue=? AND visible_ms>?");
  row.bind(queue).bind(now).step();
  return row.optional_time(0);
}

void QueuesStore::put(const QueueConsumerRow& consumer) {
  database_.prepare("INSERT OR REPLACE INTO queue_consumers VALUES(?,?,?,?)")
      .bind(consumer.queue)
      .bind(consumer.function)
      .bind(consumer.batch_size)
      .bind(consumer.reports_failures)
      .run();
}

std::optional<QueueConsumerRow> QueuesStore::consumer(std::int64_t queue) {
  auto row = database_.prepare(
      "SELECT queue,function,batch_size,reports_failures FROM queue_consumers WHERE queue=?");
  if (!row.bind(queue).step()) return std::nullopt;
  return read_consumer(row);
}

std::vector<QueueConsumerRow> QueuesStore::consumers() {
  auto row = database_.prepare(
      "SELECT queue,function,batch_size,reports_failures FROM queue_consumers ORDER BY queue");
  std::vector<QueueConsumerRow> found;
  while (row.step()) found.push_back(read_consumer(row));
  return found;
}

void QueuesStore::remove_consumer(std::int64_t queue) {
  database_.prepare("DELETE FROM queue_consumers WHERE queue=?").bind(queue).run();
}

#undef MESSAGE
#undef QUEUE

}  // namespace souk::storage
