#include "emulator/messaging/functions.h"

#include <fmt/format.h>

#include "emulator/control/calls.h"
#include "emulator/messaging/event_buses.h"
#include "emulator/messaging/queue_consumers.h"

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

namespace {

Result<messaging::ConsumerWish> read_consumer(const Call& call) {
  const auto& body = call.body;
  if (const auto known = only(body, {"function", "batch_size", "report_batch_item_failures"});
      !known) {
    return Failure(known.error());
  }
  messaging::ConsumerWish wish;
  wish.queue = call.path.at("q");
  const auto function = text_in(body, "function");
  if (!function) return Failure(function.error());
  wish.function = *function;
  if (body.contains("batch_size")) {
    const auto& size = body["batch_size"];
    if (!size.is_number_integer() || size < 1 || size > messaging::kMostOfABatch) {
      return Failure(bad_request("batch_size is a number from 1 to 10.", "batch_size"));
    }
    wish.batch_size = size;
  }
  const auto reports = body.value("report_batch_item_failures", Json(false));
  if (!reports.is_boolean()) {
    return Failure(
        bad_request("report_batch_item_failures is true or false.", "report_batch_item_failures"));
  }
  wish.reports_failures = reports;
  return wish;
}

}  // namespace

Result<Reply> put_queue_consumer(Call& call) {
  const auto wish = read_consumer(call);
  if (!wish) return Failure(wish.error());
  {
    sandbox::Session session(*call.sandbox);
    const auto put = messaging::put_consumer(call.sandbox->messaging, *wish);
    if (!put) return Failure(put.error());
    session.commit();
  }
  call.server.conductor.deliver(*call.sandbox);
  return Reply{200,
               {{"queue", wish->queue},
                {"function", wish->function},
                {"batch_size", wish->batch_size},
                {"report_batch_item_failures", wish->reports_failures}}};
}

Result<Reply> delete_queue_consumer(Call& call) {
  const auto removed = messaging::remove_consumer(enter(call).messaging, call.path["q"]);
  if (!removed) return Failure(removed.error());
  return Reply{204, nullptr};
}

}  // namespace souk::control
