#include <set>

#include "emulator/messaging/publishing.h"
#include "emulator/messaging/topic_errors.h"
#include "emulator/services/sns/access.h"
#include "emulator/services/sns/operations.h"
#include "emulator/services/sns/shapes.h"

// Publish and PublishBatch: the seller sends messages of its own to a topic of its own.
//   in    TopicArn or TargetArn, Message, Subject, MessageStructure, MessageAttributes
//   out   MessageId
//   fails NotFound, InvalidParameter, ParameterValueInvalid, AuthorizationError; a batch also
//         EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId,
//         BatchEntryIdsNotDistinct, BatchRequestTooLong
namespace souk::services::sns {
namespace {

/// Source: SNS API Reference, PublishBatch.
constexpr std::size_t kMostEntries = 10;
constexpr std::size_t kLongestId = 80;

wire::Shape with_message(std::initializer_list<wire::Member> first) {
  using namespace wire;
  auto shape = structure(first);
  for (auto& each :
       {required("Message", string()), member("Subject", string()),
        member("MessageStructure", string()), member("MessageAttributes", message_attributes()),
        member("MessageDeduplicationId", string()), member("MessageGroupId", string())}) {
    shape.members.push_back(each);
  }
  return shape;
}

messaging::Publication read_publication(const Json& request) {
  messaging::Publication publication;
  publication.message = request["Message"];
  if (request.contains("Subject")) publication.subject = request["Subject"].get<std::string>();
  publication.structure = request.value("MessageStructure", std::string());
  publication.attributes = request.value("MessageAttributes", Json::object());
  return publication;
}

Error batch_error(std::string type, std::string message) {
  return {std::move(type), 400, std::move(message), "PublishBatchRequestEntries", ""};
}

Result<void> check_id(const std::string& id) {
  const bool letters =
      id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
      std::string::npos;
  if (id.empty() || !letters) {
    return Failure(batch_error("InvalidBatchEntryId",
                               "The Id of a batch entry in the batch request contains an "
                               "impermissible character: " +
                                   id));
  }
  if (id.size() <= kLongestId) return {};
  return Failure(batch_error("InvalidBatchEntryId",
                             "The Id of a batch entry in the batch request is too long: " + id));
}

Result<void> check_entries(const Json& entries) {
  if (entries.empty()) {
    return Failure(
        batch_error("EmptyBatchRequest", "The batch request doesn't contain any entries."));
  }
  if (entries.size() > kMostEntries) {
    return Failure(batch_error("TooManyEntriesInBatchRequest",
                               "The batch request contains more entries than permissible."));
  }
  std::set<std::string> ids;
  std::size_t total = 0;
  for (const auto& each : entries) {
    const auto id = each["Id"].get<std::string>();
    if (const auto fine = check_id(id); !fine) return fine;
    if (!ids.insert(id).second) {
      return Failure(batch_error("BatchEntryIdsNotDistinct",
                                 "Two or more batch entries in the request have the same Id."));
    }
    total += messaging::size_of(read_publication(each));
  }
  if (total <= messaging::kLongestPublication) return {};
  return Failure(
      batch_error("BatchRequestTooLong",
                  "The length of all the messages put together is more than the limit."));
}

wire::Shape published(std::initializer_list<wire::Member> first) {
  auto shape = wire::structure(first);
  shape.members.push_back(wire::member("MessageId", wire::string()));
  shape.members.push_back(wire::member("SequenceNumber", wire::string()));
  return shape;
}

}  // namespace

const wire::Shape& publish_input() {
  using namespace wire;
  static const auto shape =
      with_message({member("TopicArn", string()), member("TargetArn", string()),
                    member("PhoneNumber", string())});
  return shape;
}

const wire::Shape* publish_output() {
  static const auto shape = published({});
  return &shape;
}

Result<Json> publish(Context& context, const Json& request) {
  if (request.contains("PhoneNumber")) {
    auto error = messaging::invalid_parameter("PhoneNumber", "PhoneNumber");
    error.hint = "souk sends no text messages.";
    return Failure(error);
  }
  const auto arn = request.value("TopicArn", request.value("TargetArn", std::string()));
  if (arn.empty()) {
    return Failure(messaging::invalid_parameter(
        "TopicArn or TargetArn Reason: no value for required parameter", "TopicArn"));
  }
  const auto publication = read_publication(request);
  if (const auto fine = messaging::check_publication(publication); !fine) {
    return Failure(fine.error());
  }
  const auto topic = owned_topic(context, arn, "Publish");
  if (!topic) return Failure(topic.error());
  return Json{{"MessageId", messaging::publish(context.messaging, topic->arn, publication)}};
}

const wire::Shape& publish_batch_input() {
  using namespace wire;
  static const auto shape = structure(
      {required("TopicArn", string()),
       required("PublishBatchRequestEntries", list(with_message({required("Id", string())})))});
  return shape;
}

const wire::Shape* publish_batch_output() {
  using namespace wire;
  static const auto error =
      structure({member("Id", string()), member("Code", string()), member("Message", string()),
                 member("SenderFault", boolean())});
  static const auto shape =
      structure({member("Successful", list(published({member("Id", string())}))),
                 member("Failed", list(error))});
  return &shape;
}

Result<Json> publish_batch(Context& context, const Json& request) {
  const auto topic = owned_topic(context, request["TopicArn"], "Publish");
  if (!topic) return Failure(topic.error());
  const auto& entries = request["PublishBatchRequestEntries"];
  if (const auto fine = check_entries(entries); !fine) return Failure(fine.error());
  Json successful = Json::array();
  Json failed = Json::array();
  for (const auto& each : entries) {
    const auto publication = read_publication(each);
    if (const auto fine = messaging::check_publication(publication); !fine) {
      failed.push_back({{"Id", each["Id"]},
                        {"Code", fine.error().type},
                        {"Message", fine.error().message},
                        {"SenderFault", true}});
      continue;
    }
    successful.push_back(
        {{"Id", each["Id"]},
         {"MessageId", messaging::publish(context.messaging, topic->arn, publication)}});
  }
  return Json{{"Successful", std::move(successful)}, {"Failed", std::move(failed)}};
}

}  // namespace souk::services::sns
