#include "souk/topics.h"

#include "client/src/aws_caller.h"

namespace souk::client {

TopicClient::TopicClient(ClientConfig config)
    : caller_(std::make_unique<AwsCaller>(
          std::move(config),
          ServiceNames{"sns", "", "application/x-www-form-urlencoded; charset=utf-8", "2010-03-31",
                       "sns.{region}.amazonaws.com"})) {}
TopicClient::~TopicClient() = default;
TopicClient::TopicClient(TopicClient&&) noexcept = default;
TopicClient& TopicClient::operator=(TopicClient&&) noexcept = default;

Outcome<std::string> TopicClient::subscribe(const std::string& topic_arn,
                                            const std::string& protocol,
                                            const std::string& endpoint, bool raw) {
  FormFields fields{{"TopicArn", topic_arn}, {"Protocol", protocol}, {"Endpoint", endpoint}};
  if (raw) {
    fields.emplace_back("Attributes.entry.1.key", "RawMessageDelivery");
    fields.emplace_back("Attributes.entry.1.value", "true");
  }
  const auto answer = caller_->call_query("Subscribe", std::move(fields));
  if (!answer) return answer.error();
  return xml_text(*answer, "SubscriptionArn");
}

Outcome<std::string> TopicClient::confirm_subscription(const std::string& topic_arn,
                                                       const std::string& token) {
  const auto answer =
      caller_->call_query("ConfirmSubscription", {{"TopicArn", topic_arn}, {"Token", token}});
  if (!answer) return answer.error();
  return xml_text(*answer, "SubscriptionArn");
}

Outcome<Done> TopicClient::unsubscribe(const std::string& subscription_arn) {
  const auto answer = caller_->call_query("Unsubscribe", {{"SubscriptionArn", subscription_arn}});
  if (!answer) return answer.error();
  return Done{};
}

}  // namespace souk::client
