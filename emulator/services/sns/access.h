#pragma once

#include "emulator/messaging/own_topics.h"
#include "emulator/services/operation.h"

// Who may do what to a topic.
namespace souk::services::sns {

/// "User: … is not authorized to perform: SNS:Publish on resource: …"
Error unauthorized(const Context& context, std::string_view action, const std::string& resource);

/// The topic of this ARN, for an action that only its owner may take: topics of the Marketplace can
/// be subscribed to and looked at, nothing else. Fails with NotFound, InvalidParameter, or
/// AuthorizationError.
Result<storage::TopicRow> owned_topic(const Context& context, const std::string& arn,
                                      std::string_view action);

/// The topic of this ARN, for the seller to look at or to subscribe to.
Result<storage::TopicRow> open_topic(const Context& context, const std::string& arn,
                                     std::string_view action);

}  // namespace souk::services::sns
