#include "emulator/services/sns/access.h"

#include <fmt/format.h>

namespace souk::services::sns {

Error unauthorized(const Context& context, std::string_view action, const std::string& resource) {
  return {"AuthorizationError", 403,
          fmt::format("User: {} is not authorized to perform: SNS:{} on resource: {} because no "
                      "resource-based policy allows the SNS:{} action",
                      context.caller.arn(), action, resource, action),
          "", ""};
}

Result<storage::TopicRow> open_topic(const Context& context, const std::string& arn,
                                     std::string_view action) {
  auto topic = messaging::find_topic(context.messaging, arn);
  if (topic && context.caller.kind == sandbox::Caller::Kind::Buyer) {
    return Failure(unauthorized(context, action, arn));
  }
  return topic;
}

Result<storage::TopicRow> owned_topic(const Context& context, const std::string& arn,
                                      std::string_view action) {
  auto topic = open_topic(context, arn, action);
  if (topic && messaging::is_marketplaces(*topic)) {
    return Failure(unauthorized(context, action, arn));
  }
  return topic;
}

}  // namespace souk::services::sns
