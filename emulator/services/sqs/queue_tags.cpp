#include "emulator/services/sqs/operations.h"
#include "emulator/services/sqs/shapes.h"

// TagQueue, UntagQueue and ListQueueTags.
//   fails QueueDoesNotExist, InvalidParameterValueException
namespace souk::services::sqs {

const wire::Shape& tag_queue_input() {
  using namespace wire;
  static const auto shape =
      structure({member("QueueUrl", string()), member("Tags", tag_map()).in_query("Tag")});
  return shape;
}

Result<Json> tag_queue(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  if (const auto given = present(request, {"Tags"}); !given) return Failure(given.error());
  const auto tagged = messaging::tag_queue(context.messaging, *queue, request["Tags"]);
  if (!tagged) return Failure(tagged.error());
  return Json::object();
}

const wire::Shape& untag_queue_input() {
  using namespace wire;
  static const auto shape =
      structure({member("QueueUrl", string()),
                 member("TagKeys", list(string()).flattened()).in_query("TagKey")});
  return shape;
}

Result<Json> untag_queue(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  if (const auto given = present(request, {"TagKeys"}); !given) return Failure(given.error());
  messaging::untag_queue(context.messaging, *queue, request["TagKeys"]);
  return Json::object();
}

const wire::Shape* list_queue_tags_output() {
  static const auto shape = wire::structure({wire::member("Tags", tag_map()).in_query("Tag")});
  return &shape;
}

Result<Json> list_queue_tags(Context& context, const Json& request) {
  const auto queue = queue_of(context, request);
  if (!queue) return Failure(queue.error());
  auto tags = messaging::queue_tags(*queue);
  return tags.empty() ? Json::object() : Json{{"Tags", std::move(tags)}};
}

}  // namespace souk::services::sqs
