#include "emulator/messaging/subscription_settings.h"
#include "emulator/messaging/topic_errors.h"
#include "emulator/services/page_token.h"
#include "emulator/services/sns/access.h"
#include "emulator/services/sns/operations.h"

// ListTopics, ListSubscriptions and ListSubscriptionsByTopic: a hundred at a time.
//   fails NotFound, InvalidParameter, AuthorizationError
namespace souk::services::sns {
namespace {

/// Source: SNS API Reference, ListTopics.
constexpr std::size_t kPage = 100;

/// One page of a list, under this name, from where the token says.
Result<Json> page_of(const Json& all, const Json& request, const char* name) {
  std::size_t from = 0;
  if (const auto token = request.find("NextToken"); token != request.end()) {
    const auto start = page_start(token->get<std::string>());
    if (!start || *start >= all.size()) {
      return Failure(messaging::invalid_parameter("NextToken", "NextToken"));
    }
    from = *start;
  }
  Json page = Json::array();
  for (auto at = from; at < all.size() && at < from + kPage; ++at) page.push_back(all[at]);
  Json answer{{name, std::move(page)}};
  if (from + kPage < all.size()) {
    answer["NextToken"] = page_token(from + kPage);
  }
  return answer;
}

Json view(const Context& context, const storage::SubscriptionRow& row) {
  return {{"SubscriptionArn", row.confirmed ? row.arn : "PendingConfirmation"},
          {"Owner", context.market.account},
          {"Protocol", row.protocol},
          {"Endpoint", row.endpoint},
          {"TopicArn", row.topic_arn}};
}

}  // namespace

const wire::Shape& list_input() {
  static const auto shape = wire::structure({wire::member("NextToken", wire::string())});
  return shape;
}

const wire::Shape* list_topics_output() {
  using namespace wire;
  static const auto shape =
      structure({member("Topics", list(structure({member("TopicArn", string())}))),
                 member("NextToken", string())});
  return &shape;
}

Result<Json> list_topics(Context& context, const Json& request) {
  if (context.caller.kind == sandbox::Caller::Kind::Buyer) {
    return Json{{"Topics", Json::array()}};
  }
  Json own = Json::array();
  for (const auto& each : context.messaging.channels.topics()) {
    if (!messaging::is_marketplaces(each)) own.push_back({{"TopicArn", each.arn}});
  }
  return page_of(own, request, "Topics");
}

const wire::Shape* list_subscriptions_output() {
  using namespace wire;
  static const auto subscription = structure(
      {member("SubscriptionArn", string()), member("Owner", string()), member("Protocol", string()),
       member("Endpoint", string()), member("TopicArn", string())});
  static const auto shape =
      structure({member("Subscriptions", list(subscription)), member("NextToken", string())});
  return &shape;
}

Result<Json> list_subscriptions(Context& context, const Json& request) {
  Json all = Json::array();
  if (context.caller.kind == sandbox::Caller::Kind::Seller) {
    for (const auto& each : context.messaging.channels.subscriptions()) {
      all.push_back(view(context, each));
    }
  }
  return page_of(all, request, "Subscriptions");
}

const wire::Shape& list_subscriptions_by_topic_input() {
  using namespace wire;
  static const auto shape =
      structure({required("TopicArn", string()), member("NextToken", string())});
  return shape;
}

Result<Json> list_subscriptions_by_topic(Context& context, const Json& request) {
  const auto topic = open_topic(context, request["TopicArn"], "ListSubscriptionsByTopic");
  if (!topic) return Failure(topic.error());
  Json all = Json::array();
  for (const auto& each : context.messaging.channels.subscriptions(topic->arn)) {
    all.push_back(view(context, each));
  }
  return page_of(all, request, "Subscriptions");
}

}  // namespace souk::services::sns
