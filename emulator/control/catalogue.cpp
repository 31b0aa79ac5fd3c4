#include "emulator/marketplace/catalogue.h"

#include <fmt/format.h>

#include "emulator/control/calls.h"
#include "emulator/marketplace/task_catalogue.h"
#include "emulator/messaging/event_buses.h"
#include "emulator/messaging/market_rules.h"
#include "emulator/messaging/queue_consumers.h"
#include "emulator/messaging/queues.h"
#include "emulator/messaging/topics.h"
#include "emulator/messaging/usage_signer.h"
#include "emulator/sandbox/callers.h"

namespace souk::control {
namespace {

/// Where a product's news is to go: one of the three, and how.
struct Wish {
  std::string protocol;  ///< http, https, sqs, lambda
  std::string endpoint;  ///< URL, or queue name
  bool raw = false;
  std::string signature_version = "1";
  bool through_queue = false;  ///< to a function that reads a queue
};

Result<Wish> read_wish(const Json& body) {
  if (const auto known =
          only(body, {"https", "http", "sqs", "lambda", "via", "raw", "signature_version"});
      !known) {
    return Failure(known.error());
  }
  Wish wish;
  for (const auto* channel : {"https", "http", "sqs", "lambda"}) {
    if (!body.contains(channel)) continue;
    if (!wish.protocol.empty()) {
      return Failure(bad_request("Name one of https, sqs and lambda.", channel));
    }
    const auto endpoint = text_in(body, channel);
    if (!endpoint) return Failure(endpoint.error());
    wish.protocol = channel;
    wish.endpoint = *endpoint;
  }
  if (wish.protocol.empty()) {
    return Failure(bad_request("Name where the news goes: https, sqs or lambda.", ""));
  }
  if (wish.protocol != "sqs") {
    const bool plain = wish.endpoint.rfind("http://", 0) == 0;
    if (!plain && wish.endpoint.rfind("https://", 0) != 0) {
      return Failure(bad_request(fmt::format("\"{}\" is no http or https URL.", wish.endpoint),
                                 wish.protocol));
    }
    if (wish.protocol != "lambda") wish.protocol = plain ? "http" : "https";
  }
  if (body.contains("raw") && !body["raw"].is_boolean()) {
    return Failure(bad_request("raw is true or false.", "raw"));
  }
  wish.raw = body.value("raw", false);
  const auto version = text_in(body, "signature_version", "1");
  if (!version) return Failure(version.error());
  if (*version != "1" && *version != "2") {
    return Failure(bad_request("signature_version is \"1\" or \"2\".", "signature_version"));
  }
  wish.signature_version = *version;
  const auto via = text_in(body, "via");
  if (!via) return Failure(via.error());
  wish.through_queue = *via == "sqs";
  if (!via->empty() && (!wish.through_queue || wish.protocol != "lambda")) {
    return Failure(bad_request("via is sqs, and of a lambda.", "via"));
  }
  return wish;
}

/// A queue of the product's own and the function that reads it take the place of the function.
Result<void> read_from_queue(messaging::Messaging& messaging, const storage::ProductRow& product,
                             Wish& wish) {
  const auto name = "souk-" + product.name;
  messaging::events_of(messaging).put_function(name, wish.endpoint);
  const auto queue = messaging::create_queue(messaging, name, Json::object());
  if (!queue) return Failure(queue.error());
  const auto consumer = messaging::put_consumer(messaging, {name, name});
  if (!consumer) return Failure(consumer.error());
  wish.protocol = "sqs";
  wish.endpoint = messaging::queue_arn(messaging, *queue);
  return {};
}

Result<Json> hear_topics(messaging::Messaging& messaging, const storage::ProductRow& product,
                         const Wish& wish) {
  Json channels = Json::array();
  for (auto topic : messaging.channels.topics()) {
    // One that is named after an earlier code of the product carries none of its news.
    const bool own = topic.arn == marketplace::subscription_topic(product) ||
                     topic.arn == marketplace::entitlement_topic(product);
    if (topic.product != product.id || !own) continue;
    topic.signature_version = wish.signature_version;
    messaging.channels.put(topic);
    for (const auto& old : messaging.channels.subscriptions(topic.arn)) {
      messaging.channels.remove_subscription(old.arn);
    }
    const auto subscription =
        messaging::subscribe(messaging, {topic.arn,
                                         wish.protocol,
                                         wish.endpoint,
                                         {{"RawMessageDelivery", wish.raw ? "true" : "false"}}});
    if (!subscription) return Failure(subscription.error());
    channels.push_back({{"via", "sns"}, {"to", wish.protocol}, {"arn", subscription->arn}});
  }
  return channels;
}

Json hear_events(messaging::Messaging& messaging, const storage::ProductRow& product,
                 const Wish& wish) {
  messaging::stop_hearing(messaging, product);
  const auto rule = messaging::hear_product(messaging, product, wish.protocol, wish.endpoint);
  return {{{"via", "eventbridge"}, {"to", wish.protocol}, {"arn", rule}, {"status", "confirmed"}}};
}

}  // namespace

Result<Reply> list_products(Call& call) {
  auto& market = enter(call).market;
  Json list = Json::array();
  for (const auto& each : market.catalogue.products()) {
    list.push_back(product_view(market, each));
  }
  return Reply{200, {{"products", std::move(list)}}};
}

Result<Reply> put_product(Call& call) {
  auto& sandbox = enter(call);
  const auto product = marketplace::put_product(sandbox.market, call.path["p"], call.body);
  if (!product) return Failure(product.error());
  messaging::create_topics(sandbox.messaging, *product);
  return Reply{200, product_view(sandbox.market, *product)};
}

Result<Reply> put_notifications(Call& call) {
  auto wish = read_wish(call.body);
  if (!wish) return Failure(wish.error());
  Json channels;
  {
    sandbox::Session session(*call.sandbox);
    auto& messaging = call.sandbox->messaging;
    const auto product = marketplace::product_called(call.sandbox->market, call.path["p"]);
    if (!product) return Failure(product.error());
    if (wish->through_queue) {
      if (const auto fine = read_from_queue(messaging, *product, *wish); !fine) {
        return Failure(fine.error());
      }
    } else if (wish->protocol == "sqs") {
      const auto queue = messaging::create_queue(messaging, wish->endpoint, Json::object());
      if (!queue) return Failure(queue.error());
      wish->endpoint = messaging::queue_arn(messaging, *queue);
    }
    if (product->generation == to_text(marketplace::Generation::Legacy)) {
      const auto heard = hear_topics(messaging, *product, *wish);
      if (!heard) return Failure(heard.error());
      channels = *heard;
    } else {
      channels = hear_events(messaging, *product, *wish);
    }
    session.commit();
  }
  call.server.conductor.deliver(*call.sandbox);
  auto& messaging = enter(call).messaging;
  for (auto& channel : channels) {
    if (channel["via"] != "sns") continue;
    const auto subscription = messaging.channels.subscription(channel["arn"].get<std::string>());
    channel["status"] = subscription && subscription->confirmed ? "confirmed" : "pending";
  }
  return Reply{200, {{"channels", channels}}};
}

Result<Reply> list_public_keys(Call& call) {
  auto& market = enter(call).market;
  const auto product = marketplace::product_called(market, call.path["p"]);
  if (!product) return Failure(product.error());
  Json keys = Json::array();
  for (const auto& each : marketplace::public_keys(market, product->id)) {
    Json key{{"version", each.version}, {"pem", messaging::usage_public_key_pem(each.version)}};
    if (each.rotated) key["rotated"] = to_iso(*each.rotated);
    keys.push_back(std::move(key));
  }
  return Reply{200, {{"keys", std::move(keys)}}};
}

Result<Reply> put_offer(Call& call) {
  auto& market = enter(call).market;
  const auto offer = marketplace::put_offer(market, call.path["o"], call.body);
  if (!offer) return Failure(offer.error());
  return Reply{200, marketplace::offer_view(market, *offer)};
}

Result<Reply> put_buyer(Call& call) {
  auto& sandbox = enter(call);
  const auto buyer = marketplace::put_buyer(sandbox.market, call.path["b"], call.body);
  if (!buyer) return Failure(buyer.error());
  auto view = marketplace::buyer_view(*buyer);
  const auto keys = sandbox::buyer_of(sandbox, *buyer).credentials;
  const auto workplace = storage::TasksStore(sandbox.market.database).workplace(buyer->id);
  view["runs_in"] = workplace.region;
  view["runs_on"] = workplace.platform;
  view["access_key_id"] = keys.access_key_id;
  view["secret_access_key"] = keys.secret_access_key;
  return Reply{200, view};
}

}  // namespace souk::control
