#pragma once

#include <memory>
#include <string>

#include "souk/config.h"
#include "souk/outcome.h"

namespace souk::client {

/// Amazon SNS, as much as a subscriber needs. Safe to use from several threads.
class TopicClient {
 public:
  explicit TopicClient(ClientConfig config);
  ~TopicClient();
  TopicClient(TopicClient&&) noexcept;
  TopicClient& operator=(TopicClient&&) noexcept;

  /// Returns the subscription's ARN; http and https endpoints are "pending confirmation" until they
  /// confirm. `protocol`: "http", "https", "sqs" or "lambda"; `raw` for raw message delivery.
  Outcome<std::string> subscribe(const std::string& topic_arn, const std::string& protocol,
                                 const std::string& endpoint, bool raw = false);
  /// Returns the subscription's ARN.
  Outcome<std::string> confirm_subscription(const std::string& topic_arn, const std::string& token);
  Outcome<Done> unsubscribe(const std::string& subscription_arn);

 private:
  std::unique_ptr<class AwsCaller> caller_;
};

}  // namespace souk::client
