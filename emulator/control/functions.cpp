#include "emulator/messaging/functions.h"

#include <fmt/format.h>

#include "emulator/control/calls.h"
#include "emulator/messaging/event_buses.h"

// Functions of AWS Lambda are not played: somebody says where each one's runtime listens.
namespace souk::control {
namespace {

bool is_function_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
             std::string::npos;
}

Json function_view(const messaging::Messaging& messaging, const std::string& name,
                   const std::string& url) {
  return {{"name", name}, {"arn", messaging::function_arn(messaging, name)}, {"url", url}};
}

}  // namespace

Result<Reply> put_function(Call& call) {
  const auto& name = call.path["f"];
  if (!is_function_name(name)) {
    return Failure(bad_request("A function's name is 1 to 64 of a-z, A-Z, 0-9, - and _.", "f"));
  }
  if (const auto known = only(call.body, {"url"}); !known) return Failure(known.error());
  const auto url = text_in(call.body, "url");
  if (!url) return Failure(url.error());
  if (url->rfind("http://", 0) != 0 && url->rfind("https://", 0) != 0) {
    return Failure(bad_request(fmt::format("\"{}\" is no http or https URL.", *url), "url"));
  }
  auto& sandbox = enter(call);
  messaging::events_of(sandbox.messaging).put_function(name, *url);
  return Reply{200, function_view(sandbox.messaging, name, *url)};
}

Result<Reply> list_functions(Call& call) {
  auto& sandbox = enter(call);
  Json list = Json::array();
  for (const auto& [name, url] : messaging::events_of(sandbox.messaging).functions()) {
    list.push_back(function_view(sandbox.messaging, name, url));
  }
  return Reply{200, {{"functions", std::move(list)}}};
}

}  // namespace souk::control
