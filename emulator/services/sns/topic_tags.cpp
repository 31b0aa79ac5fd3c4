#include "emulator/services/sns/access.h"
#include "emulator/services/sns/operations.h"
#include "emulator/services/sns/shapes.h"

// TagResource, UntagResource and ListTagsForResource, for topics.
//   fails ResourceNotFound, TagLimitExceeded, AuthorizationError
namespace souk::services::sns {
namespace {

Result<storage::TopicRow> tagged_topic(const Context& context, const Json& request,
                                       std::string_view action) {
  auto topic = owned_topic(context, request["ResourceArn"], action);
  if (!topic && topic.error().type == "NotFound") {
    return Failure({"ResourceNotFound", 404, "Resource does not exist", "ResourceArn", ""});
  }
  return topic;
}

}  // namespace

const wire::Shape& tag_resource_input() {
  using namespace wire;
  static const auto shape =
      structure({required("ResourceArn", resource_arn()), required("Tags", tag_list())});
  return shape;
}

const wire::Shape* empty_output() {
  static const auto shape = wire::structure({});
  return &shape;
}

Result<Json> tag_resource(Context& context, const Json& request) {
  const auto topic = tagged_topic(context, request, "TagResource");
  if (!topic) return Failure(topic.error());
  const auto tagged = messaging::tag_topic(context.messaging, *topic, tags_in(request["Tags"]));
  if (!tagged) return Failure(tagged.error());
  return Json::object();
}

const wire::Shape& untag_resource_input() {
  using namespace wire;
  static const auto shape = structure({required("ResourceArn", resource_arn()),
                                       required("TagKeys", list(string().length(1, 128)))});
  return shape;
}

Result<Json> untag_resource(Context& context, const Json& request) {
  const auto topic = tagged_topic(context, request, "UntagResource");
  if (!topic) return Failure(topic.error());
  messaging::untag_topic(context.messaging, *topic, request["TagKeys"]);
  return Json::object();
}

const wire::Shape& list_tags_input() {
  static const auto shape = wire::structure({wire::required("ResourceArn", resource_arn())});
  return shape;
}

const wire::Shape* list_tags_output() {
  static const auto shape = wire::structure({wire::member("Tags", tag_list())});
  return &shape;
}

Result<Json> list_tags(Context& context, const Json& request) {
  const auto topic = tagged_topic(context, request, "ListTagsForResource");
  if (!topic) return Failure(topic.error());
  Json list = Json::array();
  const auto tags = Json::parse(topic->tags_json);
  for (const auto& [key, value] : tags.items()) list.push_back({{"Key", key}, {"Value", value}});
  return Json{{"Tags", std::move(list)}};
}

}  // namespace souk::services::sns
