#include "emulator/messaging/queue_batches.h"

#include <algorithm>
#include <set>

#include "emulator/core/json_text.h"
#include "emulator/messaging/functions.h"

namespace souk::messaging {
namespace {

constexpr std::string_view kQueueChannel = "queue";

/// As Lambda spells a message attribute: small first letters, and lists that are never used.
Json attribute_view(const Json& attribute) {
  Json view{{"stringListValues", Json::array()},
            {"binaryListValues", Json::array()},
            {"dataType", attribute["DataType"]}};
  if (attribute.contains("StringValue")) view["stringValue"] = attribute["StringValue"];
  if (attribute.contains("BinaryValue")) view["binaryValue"] = attribute["BinaryValue"];
  return view;
}

Json record_of(const Messaging& messaging, const std::string& arn, const Received& received) {
  const auto& message = received.message;
  Json attributes = Json::parse(message.system_json);
  attributes["ApproximateReceiveCount"] = std::to_string(message.receives);
  attributes["SentTimestamp"] = std::to_string(epoch_ms(message.sent));
  attributes["SenderId"] = message.sender;
  attributes["ApproximateFirstReceiveTimestamp"] =
      std::to_string(epoch_ms(message.first_received.value()));
  const auto own = Json::parse(message.attributes_json);
  Json own_view = Json::object();
  for (const auto& [name, attribute] : own.items()) own_view[name] = attribute_view(attribute);
  Json record{{"messageId", message.message_id},
              {"receiptHandle", received.receipt_handle},
              {"body", message.body},
              {"attributes", std::move(attributes)},
              {"messageAttributes", std::move(own_view)},
              {"md5OfBody", md5_hex(message.body)},
              {"eventSource", "aws:sqs"},
              {"eventSourceARN", arn},
              {"awsRegion", messaging.market.region}};
  if (!own.empty()) record["md5OfMessageAttributes"] = attributes_md5(own);
  return record;
}

/// The identifiers an answer names; nothing when it cannot be understood, which fails the batch.
/// Source: the guide, "Implementing partial batch responses": what counts as success and failure.
std::optional<std::set<std::string>> named_failures(const std::string& answer) {
  std::set<std::string> named;
  if (answer.empty()) return named;
  const auto body = Json::parse(answer, nullptr, false);
  if (body.is_discarded()) return std::nullopt;
  if (!body.is_object()) return named;
  const auto list = body.value("batchItemFailures", Json());
  if (list.is_null()) return named;
  if (!list.is_array()) return std::nullopt;
  for (const auto& each : list) {
    const auto id = each.is_object() ? each.value("itemIdentifier", Json()) : Json();
    if (!id.is_string() || id == "") return std::nullopt;
    named.insert(id.get<std::string>());
  }
  return named;
}

/// Which messages of the batch failed, by their ids.
std::set<std::string> failed_of(const Json& batch, bool taken, const std::string& answer) {
  std::set<std::string> all;
  for (const auto& [id, message] : batch["messages"].items()) all.insert(id);
  if (!taken) return all;
  if (!batch["reports_failures"].get<bool>()) return {};
  const auto named = named_failures(answer);
  const bool known = named && std::includes(all.begin(), all.end(), named->begin(), named->end());
  return known ? *named : all;
}

/// When a message that failed shows again; nothing when it is not there any more.
std::optional<Timestamp> leave(Messaging& messaging, const storage::QueueRow& queue,
                               const Json& kept, const std::string& id) {
  const auto message = messaging.queues.message(kept["row"].get<std::int64_t>());
  if (!message || message->message_id != id || message->queue != queue.id) return std::nullopt;
  const auto now = messaging.market.now();
  if (message->visible > now) return message->visible;
  (void)change_visibility(messaging, queue, kept["receipt"], kShortestRest);
  return now + kShortestRest;
}

void tell_invocation(Messaging& messaging, const Attempt& attempt, const Json& data,
                     const OutboundAnswer& answer) {
  storage::Entry entry{
      "invocation",
      "market",
      messaging.market.ids.uuid("delivery", static_cast<std::uint64_t>(attempt.delivery.id)),
      attempt.notification.notification_id,
      data,
      {{"endpoint", attempt.request.url}, {"took_ms", answer.took.count()}},
      ""};
  if (answer.status != 0) entry.data["status"] = answer.status;
  if (!answer.explanation.empty()) entry.nondeterministic["reason"] = answer.explanation;
  messaging.market.journal.write(entry);
}

}  // namespace

Json batch_event(Messaging& messaging, const storage::QueueRow& queue,
                 const std::vector<Received>& received) {
  Json records = Json::array();
  const auto arn = queue_arn(messaging, queue);
  for (const auto& each : received) records.push_back(record_of(messaging, arn, each));
  return {{"Records", std::move(records)}};
}

void put_batch(Messaging& messaging, const storage::QueueRow& queue,
               const storage::QueueConsumerRow& consumer, const std::vector<Received>& received) {
  auto& market = messaging.market;
  Json messages = Json::object();
  for (const auto& each : received) {
    messages[each.message.message_id] = {{"row", each.message.id},
                                         {"receipt", each.receipt_handle}};
  }
  storage::NotificationRow row;
  row.notification_id =
      market.ids.uuid("batch", static_cast<std::uint64_t>(market.settings.next("batch")));
  row.channel = kQueueChannel;
  row.name = queue.name;
  row.message = json_text(batch_event(messaging, queue, received));
  row.at = market.now();
  row.extra_json = Json{{"queue", queue.id},
                        {"function", consumer.function},
                        {"reports_failures", consumer.reports_failures},
                        {"messages", std::move(messages)}}
                       .dump();
  storage::DeliveryRow delivery;
  delivery.notification = messaging.outbox.put(row);
  delivery.protocol = "lambda";
  delivery.endpoint = function_arn(messaging, consumer.function);
  delivery.source = queue_arn(messaging, queue);
  delivery.body = row.message;
  put_in_line(messaging, std::move(delivery), Duration(0));
}

bool is_batch(const storage::NotificationRow& notification) {
  return notification.channel == kQueueChannel;
}

void finish_batch(Messaging& messaging, const Attempt& attempt, storage::DeliveryRow delivery,
                  bool taken, const OutboundAnswer& answer) {
  const auto batch = Json::parse(attempt.notification.extra_json);
  const auto failed = failed_of(batch, taken, answer.body);
  std::optional<Timestamp> again;
  const auto queue = messaging.queues.queue(batch["queue"].get<std::int64_t>());
  for (const auto& [id, kept] : batch["messages"].items()) {
    if (!queue) break;
    if (!failed.contains(id)) {
      (void)delete_message(messaging, *queue, kept["receipt"]);
    } else if (const auto shows = leave(messaging, *queue, kept, id)) {
      again = again ? std::min(*again, *shows) : *shows;
    }
  }
  const bool all_failed = failed.size() == batch["messages"].size();
  delivery.state = all_failed ? "given-up" : "delivered";
  messaging.outbox.put(delivery);
  Json data{{"queue", attempt.notification.name},
            {"function", batch["function"]},
            {"id", delivery.id},
            {"messages", batch["messages"].size()},
            {"failed", failed.size()},
            {"outcome", failed.empty() ? "done"
                        : all_failed   ? "failed"
                                       : "partly"}};
  if (again) data["next_attempt_at"] = to_iso(*again);
  tell_invocation(messaging, attempt, data, answer);
  messaging.has_due = true;
}

}  // namespace souk::messaging
