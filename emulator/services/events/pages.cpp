#include "emulator/services/events/pages.h"

#include "emulator/messaging/event_errors.h"
#include "emulator/services/events/operations.h"
#include "emulator/services/page_token.h"
#include "emulator/wire/errors.h"

namespace souk::services::events {
namespace {

/// Source: EventBridge API Reference: the largest Limit; what is left out when none is given is not
/// said.
constexpr std::size_t kUsualPage = 100;

}  // namespace

Result<void> is_open_to_caller(const Context& context) {
  if (context.caller.kind == sandbox::Caller::Kind::Seller) return {};
  const auto target = context.request.headers.get("x-amz-target");
  const auto operation = target.substr(target.find('.') + 1);
  return Failure(wire::common_error(
      wire::CommonError::AccessDenied,
      fmt::format("User: {} is not authorized to perform: events:{} because no resource-based "
                  "policy allows the events:{} action",
                  context.caller.arn(), operation, operation)));
}

Result<Json> page_of(const Json& all, const Json& request, const char* member) {
  std::size_t from = 0;
  if (const auto token = request.find("NextToken"); token != request.end()) {
    const auto start = page_start(token->get<std::string>());
    if (!start || *start >= all.size()) {
      return Failure(messaging::invalid_event_call(
          "Parameter NextToken is not valid. Reason: It is no token of this list.", "NextToken"));
    }
    from = *start;
  }
  const auto size = request.value("Limit", kUsualPage);
  Json page = Json::array();
  for (auto at = from; at < all.size() && at < from + size; ++at) page.push_back(all[at]);
  Json answer{{member, std::move(page)}};
  if (from + size < all.size()) answer["NextToken"] = page_token(from + size);
  return answer;
}

bool has_prefix(const std::string& name, const Json& request) {
  return name.rfind(request.value("NamePrefix", std::string()), 0) == 0;
}

Json tags_in(const Json& list) {
  Json tags = Json::object();
  for (const auto& each : list) tags[each["Key"].get<std::string>()] = each["Value"];
  return tags;
}

Json tag_list_of(const Json& tags) {
  Json list = Json::array();
  for (const auto& [key, value] : tags.items()) list.push_back({{"Key", key}, {"Value", value}});
  return list;
}

double seconds(Timestamp at) { return static_cast<double>(epoch_ms(at)) / 1000; }

}  // namespace souk::services::events
