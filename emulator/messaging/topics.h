#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// A wish to hear a topic. Source: SNS API Reference, Subscribe.
struct SubscribeWish {
  std::string topic_arn;
  std::string protocol;  ///< http, https, sqs, lambda
  std::string endpoint;
  Json attributes = Json::object();  ///< RawMessageDelivery and its like, texts
};

/// The topics of a legacy product exist from the moment it does.
void create_topics(Messaging& messaging, const storage::ProductRow& product);

/// Adds a subscription; http and https ones wait for their confirmation, which is sent at once.
/// Repeating a wish returns the subscription there is. Fails with SNS's short error codes
/// (NotFound, InvalidParameter).
Result<storage::SubscriptionRow> subscribe(Messaging& messaging, const SubscribeWish& wish);

/// Confirms by token; doing it twice changes nothing.
Result<storage::SubscriptionRow> confirm(Messaging& messaging, const std::string& topic_arn,
                                         const std::string& token, bool authenticate_unsubscribe);

/// A copied sandbox goes on under another account: its subscriptions, their tokens, and the queues
/// and rules they name become its own. `before` is the account they were of.
void change_account(Messaging& messaging, const std::string& before);

/// Removes a subscription; one that is not there is no error. `signed_call` tells whether the
/// caller proved who it is, which some subscriptions demand.
Result<void> unsubscribe(Messaging& messaging, const std::string& subscription_arn,
                         bool signed_call);

}  // namespace souk::messaging
