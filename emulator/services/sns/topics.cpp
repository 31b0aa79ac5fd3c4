#include "emulator/services/sns/access.h"
#include "emulator/services/sns/operations.h"
#include "emulator/services/sns/shapes.h"

// CreateTopic, DeleteTopic, GetTopicAttributes and SetTopicAttributes.
//   fails NotFound, InvalidParameter, AuthorizationError, TagLimitExceeded
namespace souk::services::sns {

Json tags_in(const Json& list) {
  Json tags = Json::object();
  for (const auto& each : list) tags[each["Key"].get<std::string>()] = each["Value"];
  return tags;
}

const wire::Shape& create_topic_input() {
  using namespace wire;
  static const auto shape =
      structure({required("Name", string()), member("Attributes", text_map()),
                 member("Tags", tag_list()), member("DataProtectionPolicy", string())});
  return shape;
}

const wire::Shape* create_topic_output() {
  static const auto shape = wire::structure({wire::member("TopicArn", wire::string())});
  return &shape;
}

Result<Json> create_topic(Context& context, const Json& request) {
  const auto name = request["Name"].get<std::string>();
  if (context.caller.kind == sandbox::Caller::Kind::Buyer) {
    return Failure(unauthorized(context, "CreateTopic", name));
  }
  const auto topic =
      messaging::create_topic(context.messaging, {name, request.value("Attributes", Json::object()),
                                                  tags_in(request.value("Tags", Json::array()))});
  if (!topic) return Failure(topic.error());
  return Json{{"TopicArn", topic->arn}};
}

const wire::Shape& topic_input() {
  static const auto shape = wire::structure({wire::required("TopicArn", wire::string())});
  return shape;
}

Result<Json> delete_topic(Context& context, const Json& request) {
  const auto topic = owned_topic(context, request["TopicArn"], "DeleteTopic");
  if (!topic && topic.error().type == "NotFound") return Json::object();
  if (!topic) return Failure(topic.error());
  messaging::delete_topic(context.messaging, topic->arn);
  return Json::object();
}

const wire::Shape* attributes_output() {
  static const auto shape = wire::structure({wire::member("Attributes", text_map())});
  return &shape;
}

Result<Json> get_topic_attributes(Context& context, const Json& request) {
  const auto topic = open_topic(context, request["TopicArn"], "GetTopicAttributes");
  if (!topic) return Failure(topic.error());
  return Json{{"Attributes", messaging::topic_attributes(context.messaging, *topic)}};
}

const wire::Shape& set_topic_attributes_input() {
  using namespace wire;
  static const auto shape =
      structure({required("TopicArn", string()), required("AttributeName", string()),
                 member("AttributeValue", string())});
  return shape;
}

Result<Json> set_topic_attributes(Context& context, const Json& request) {
  const auto topic = owned_topic(context, request["TopicArn"], "SetTopicAttributes");
  if (!topic) return Failure(topic.error());
  const auto set =
      messaging::set_topic_attribute(context.messaging, *topic, request["AttributeName"],
                                     request.value("AttributeValue", std::string()));
  if (!set) return Failure(set.error());
  return Json::object();
}

}  // namespace souk::services::sns
