#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

struct QueueRow {
  std::int64_t id = 0;
  std::string name;
  std::string attributes_json;  ///< {attribute: text}, what differs from the defaults
  Timestamp created;
  std::optional<Timestamp> modified = std::nullopt;
  std::optional<Timestamp> purged = std::nullopt;
  std::string tags_json = "{}";  ///< {key: value}
};

struct MessageRow {
  std::int64_t id = 0;
  std::int64_t queue = 0;
  std::string message_id;
  std::string body;
  std::string attributes_json;  ///< message attributes as SQS writes them
  std::string sender;
  Timestamp sent;
  Timestamp visible;
  std::optional<Timestamp> first_received;
  std::int64_t receives = 0;
  std::string system_json = "{}";  ///< {AWSTraceHeader, DeadLetterQueueSourceArn}, texts
};

struct QueueCounts {
  std::int64_t visible = 0;
  std::int64_t in_flight = 0;
  std::int64_t delayed = 0;
};

/// A function that reads a queue.
struct QueueConsumerRow {
  std::int64_t queue = 0;
  std::string function;  ///< a name
  std::int64_t batch_size = 10;
  bool reports_failures = false;  ///< its answer may name messages of the batch that failed
};

/// Queues, the messages in them and the functions that read them.
class QueuesStore {
 public:
  explicit QueuesStore(Database& database) : database_(database) {}

  std::int64_t put(const QueueRow& queue);
  std::optional<QueueRow> queue(std::string_view name);
  std::optional<QueueRow> queue(std::int64_t id);
  std::vector<QueueRow> queues();
  void remove_queue(std::int64_t queue);
  /// When a queue of this name was deleted last.
  std::optional<Timestamp> deleted(std::string_view name);
  void put_deleted(std::string_view name, Timestamp at);

  std::int64_t put(const MessageRow& message);
  std::optional<MessageRow> message(std::int64_t id);
  /// Those that may be received at `now`, oldest first.
  std::vector<MessageRow> visible(std::int64_t queue, Timestamp now, std::size_t limit);
  /// Those of them that were received `receives` times or more.
  std::vector<MessageRow> spent(std::int64_t queue, Timestamp now, std::int64_t receives);
  void remove_message(std::int64_t id);
  void remove_sent_before(std::int64_t queue, Timestamp instant);
  void purge(std::int64_t queue);
  QueueCounts counts(std::int64_t queue, Timestamp now);
  /// When the next hidden message of any queue shows again.
  std::optional<Timestamp> next_visible(Timestamp now);
  /// The same of one queue.
  std::optional<Timestamp> next_visible(std::int64_t queue, Timestamp now);

  void put(const QueueConsumerRow& consumer);
  std::optional<QueueConsumerRow> consumer(std::int64_t queue);
  std::vector<QueueConsumerRow> consumers();
  void remove_consumer(std::int64_t queue);

 private:
  Database& database_;
};

}  // namespace souk::storage
