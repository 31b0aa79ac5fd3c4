#pragma once

#include "emulator/messaging/messaging.h"

namespace souk::messaging {

/// Reads what a subscription is told in Subscribe: texts by name, RawMessageDelivery always among
/// them. Errors are worded as SNS words them there.
Result<Json> read_subscription_attributes(Messaging& messaging, const Json& given);

/// Tells a subscription one attribute; an empty text takes it away. Fails with NotFound or
/// InvalidParameter.
Result<void> set_subscription_attribute(Messaging& messaging, const std::string& subscription_arn,
                                        const std::string& name, const std::string& value);

/// All that SNS tells of a subscription. Fails with NotFound or InvalidParameter.
Result<Json> subscription_attributes(Messaging& messaging, const std::string& subscription_arn);

/// The delivery policy in force for a subscription.
Json delivery_policy_of(Messaging& messaging, const storage::SubscriptionRow& subscription);

/// The queue a subscription's messages go to when its endpoint does not take them; empty for none.
std::string dead_letter_queue_of(const storage::SubscriptionRow& subscription);

/// Whether a subscription's filter lets this message through.
bool hears(const storage::SubscriptionRow& subscription, const std::string& message,
           const Json& attributes);

/// The subscription an ARN names. Fails with NotFound or InvalidParameter.
Result<storage::SubscriptionRow> find_subscription(Messaging& messaging, const std::string& arn);

/// How many elements an ARN has.
std::size_t arn_elements(std::string_view arn);

/// The account an ARN names.
std::string account_in(const std::string& arn);

/// A text in which ARNs of account `before` are of account `after`: an ARN, or JSON with some.
std::string with_accounts(std::string text, const std::string& before, const std::string& after);

}  // namespace souk::messaging
