#include "emulator/messaging/queues.h"

#include "emulator/messaging/queue_errors.h"

namespace souk::messaging {
namespace {

using namespace std::chrono_literals;

/// Source: SQS API Reference, CreateQueue and DeleteQueue; PurgeQueue.
constexpr Duration kNameRests = 60s;
constexpr Duration kPurgeRests = 60s;
/// Source: SQS Developer Guide, "Amazon SQS cost allocation tags".
constexpr std::size_t kMostQueueTags = 50;

Result<void> check_queue_name(const std::string& name) {
  const bool letters =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
      std::string::npos;
  if (!name.empty() && name.size() <= 80 && letters) return {};
  return Failure(
      invalid_parameter_value("Can only include alphanumeric characters, hyphens, or underscores. "
                              "1 to 80 in length"));
}

Result<void> check_queue_tags(const storage::QueueRow& queue, const Json& tags) {
  if (tags.size() <= kMostQueueTags) return {};
  return Failure(
      invalid_parameter_value(fmt::format("Too many tags added for queue {}.", queue.name)));
}

}  // namespace

Result<storage::QueueRow> create_queue(Messaging& messaging, const std::string& name,
                                       const Json& attributes, const Json& tags) {
  if (const auto fine = check_queue_name(name); !fine) return Failure(fine.error());
  auto kept = read_queue_attributes(messaging, attributes);
  if (!kept) return Failure(kept.error());
  if (const auto existing = messaging.queues.queue(name)) {
    const auto had = queue_settings(*existing);
    for (const auto& [attribute, value] : kept->items()) {
      if (had.value(attribute, std::string()) != value) {
        return Failure(queue_error("QueueNameExists",
                                   fmt::format("A queue already exists with the same name and a "
                                               "different value for attribute {}",
                                               attribute)));
      }
    }
    return *existing;
  }
  const auto given_up = messaging.queues.deleted(name);
  if (given_up && messaging.market.now() - *given_up < kNameRests) {
    return Failure(queue_error("QueueDeletedRecently",
                               "You must wait 60 seconds after deleting a queue before you can "
                               "create another with the same name."));
  }
  std::erase_if(*kept->get_ptr<Json::object_t*>(),
                [](const auto& each) { return each.second == ""; });
  storage::QueueRow queue{0, name, kept->dump(), messaging.market.now()};
  queue.tags_json = tags.dump();
  if (const auto fine = check_queue_tags(queue, tags); !fine) return Failure(fine.error());
  queue.id = messaging.queues.put(queue);
  return queue;
}

Result<storage::QueueRow> queue_called(Messaging& messaging, const std::string& name) {
  if (const auto queue = messaging.queues.queue(name)) return *queue;
  return Failure(no_such_queue());
}

Result<storage::QueueRow> queue_at(Messaging& messaging, const std::string& url) {
  const auto slash = url.rfind('/');
  const auto name = url.substr(slash + 1);
  if (slash == std::string::npos || slash == 0) return queue_called(messaging, name);
  const auto before = url.rfind('/', slash - 1);
  const auto owner = url.substr(before + 1, slash - before - 1);
  const bool is_account =
      owner.size() == 12 && owner.find_first_not_of("0123456789") == std::string::npos;
  if (is_account && owner != messaging.market.account) return Failure(no_such_queue());
  return queue_called(messaging, name);
}

Result<void> change_queue(Messaging& messaging, storage::QueueRow queue, const Json& attributes) {
  const auto read = read_queue_attributes(messaging, attributes);
  if (!read) return Failure(read.error());
  auto kept = Json::parse(queue.attributes_json);
  for (const auto& [name, value] : read->items()) {
    if (value == "") {
      kept.erase(name);
    } else {
      kept[name] = value;
    }
  }
  queue.attributes_json = kept.dump();
  queue.modified = messaging.market.now();
  messaging.queues.put(queue);
  return {};
}

void delete_queue(Messaging& messaging, const storage::QueueRow& queue) {
  messaging.queues.remove_queue(queue.id);
  messaging.queues.put_deleted(queue.name, messaging.market.now());
}

Result<void> purge_queue(Messaging& messaging, storage::QueueRow queue) {
  const auto now = messaging.market.now();
  if (queue.purged && now - *queue.purged < kPurgeRests) {
    auto error =
        queue_error("PurgeQueueInProgress",
                    fmt::format("Only one PurgeQueue operation on {} is allowed every 60 seconds.",
                                queue.name));
    error.status = 403;
    return Failure(error);
  }
  messaging.queues.purge(queue.id);
  queue.purged = now;
  messaging.queues.put(queue);
  return {};
}

Json queue_tags(const storage::QueueRow& queue) { return Json::parse(queue.tags_json); }

Result<void> tag_queue(Messaging& messaging, storage::QueueRow queue, const Json& tags) {
  auto all = queue_tags(queue);
  all.update(tags);
  if (const auto fine = check_queue_tags(queue, all); !fine) return fine;
  queue.tags_json = all.dump();
  messaging.queues.put(queue);
  return {};
}

void untag_queue(Messaging& messaging, storage::QueueRow queue,
                 const std::vector<std::string>& keys) {
  auto all = queue_tags(queue);
  for (const auto& key : keys) all.erase(key);
  queue.tags_json = all.dump();
  messaging.queues.put(queue);
}

Json queue_attributes(Messaging& messaging, const storage::QueueRow& queue) {
  auto all = queue_settings(queue);
  const auto counts = queue_counts(messaging, queue);
  const auto seconds = [](Timestamp at) { return std::to_string(epoch_ms(at) / 1000); };
  all["QueueArn"] = queue_arn(messaging, queue);
  all["ApproximateNumberOfMessages"] = std::to_string(counts.visible);
  all["ApproximateNumberOfMessagesNotVisible"] = std::to_string(counts.in_flight);
  all["ApproximateNumberOfMessagesDelayed"] = std::to_string(counts.delayed);
  all["CreatedTimestamp"] = seconds(queue.created);
  all["LastModifiedTimestamp"] = seconds(queue.modified.value_or(queue.created));
  return all;
}

}  // namespace souk::messaging
