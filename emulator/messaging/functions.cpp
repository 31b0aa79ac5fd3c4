#include "emulator/messaging/functions.h"

#include <fmt/format.h>

#include "emulator/storage/events_store.h"

namespace souk::messaging {

std::string function_in(const std::string& arn) {
  constexpr std::string_view kBefore = ":function:";
  const auto at = arn.find(kBefore);
  if (arn.rfind("arn:aws:lambda:", 0) != 0 || at == std::string::npos) return "";
  const auto name = arn.substr(at + kBefore.size());
  return name.substr(0, name.find(':'));
}

std::string function_url(Messaging& messaging, const std::string& arn) {
  storage::EventsStore events(messaging.market.database);
  return events.function_url(function_in(arn)).value_or("");
}

std::string function_arn(const Messaging& messaging, std::string_view name) {
  return fmt::format("arn:aws:lambda:{}:{}:function:{}", messaging.market.region,
                     messaging.market.account, name);
}

}  // namespace souk::messaging
