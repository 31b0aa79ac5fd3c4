#include <fmt/format.h>

#include "emulator/control/calls.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/registration.h"
#include "emulator/messaging/notifications.h"

namespace souk::control {
namespace {

/// The form the buyer's browser posts to the seller's landing page.
Json form_of(marketplace::Market& market, const storage::TokenRow& token) {
  const auto agreement = market.agreements.find(token.agreement).value();
  const auto product = market.catalogue.product(agreement.product).value();
  return {{"url", product.landing_page}, {"fields", {{"x-amzn-marketplace-token", token.token}}}};
}

Result<marketplace::Purchase> read_purchase(Call& call) {
  const auto& body = call.body;
  if (const auto known =
          only(body, {"product", "offer", "quantities", "duration", "auto_renew", "payment"});
      !known) {
    return Failure(known.error());
  }
  marketplace::Purchase purchase;
  purchase.buyer = call.path["b"];
  const auto product = text_in(body, "product");
  const auto offer = text_in(body, "offer");
  const auto duration = text_in(body, "duration");
  for (const auto* each : {&product, &offer, &duration}) {
    if (!*each) return Failure(each->error());
  }
  purchase.product = *product;
  purchase.offer = *offer;
  purchase.duration = *duration;
  purchase.quantities = body.value("quantities", Json::object());
  if (!purchase.quantities.is_object()) {
    return Failure(bad_request("quantities is an object of dimension: number.", "quantities"));
  }
  if (body.value("auto_renew", Json(false)) != false) {
    return Failure(bad_request("Renewal is not emulated.", "auto_renew", "Leave auto_renew out."));
  }
  const auto payment = body.value("payment", Json::object());
  if (!payment.is_object()) return Failure(bad_request("payment is an object.", "payment"));
  if (const auto known = only(payment, {"outcome", "after"}); !known) return Failure(known.error());
  const auto outcome = text_in(payment, "outcome", "ok");
  if (!outcome) return Failure(outcome.error());
  if (*outcome != "ok" && *outcome != "fails") {
    return Failure(bad_request("A payment is ok or fails.", "payment.outcome"));
  }
  purchase.payment_clears = *outcome == "ok";
  const auto after = duration_in(payment, "after");
  if (!after) return Failure(after.error());
  if (*after) purchase.payment_after = **after;
  return purchase;
}

}  // namespace

Result<Reply> subscribe(Call& call) {
  const auto purchase = read_purchase(call);
  if (!purchase) return Failure(purchase.error());
  std::string id;
  Json form;
  {
    sandbox::Session session(*call.sandbox);
    auto& market = call.sandbox->market;
    const auto agreement = marketplace::subscribe(market, *purchase);
    if (!agreement) return Failure(agreement.error());
    id = agreement->agreement_id;
    messaging::publish_news(call.sandbox->messaging);
    session.commit();
  }
  call.server.conductor.deliver(*call.sandbox);
  auto& market = enter(call).market;
  return Reply{201, {{"agreement", agreement_view(market, market.agreements.find(id).value())}}};
}

Result<Reply> set_up(Call& call) {
  auto& market = enter(call).market;
  const auto token = marketplace::issue_token(market, call.path["a"]);
  if (!token) return Failure(token.error());
  return Reply{200, form_of(market, *token)};
}

Result<Reply> cancel(Call& call) {
  {
    sandbox::Session session(*call.sandbox);
    const auto agreement = marketplace::cancel(call.sandbox->market, call.path["a"]);
    if (!agreement) return Failure(agreement.error());
    messaging::publish_news(call.sandbox->messaging);
    session.commit();
  }
  call.server.conductor.deliver(*call.sandbox);
  auto& market = enter(call).market;
  return Reply{200, agreement_view(market, market.agreements.find(call.path["a"]).value())};
}

Result<Reply> notify(Call& call) {
  const auto& body = call.body;
  if (const auto known = only(body, {"agreement", "name", "repeat", "forged"}); !known) {
    return Failure(known.error());
  }
  const auto agreement = text_in(body, "agreement");
  const auto name = text_in(body, "name");
  const auto repeat = text_in(body, "repeat");
  const auto forged = text_in(body, "forged");
  for (const auto* each : {&agreement, &name, &repeat, &forged}) {
    if (!*each) return Failure(each->error());
  }
  using Repeat = messaging::HandMade::Repeat;
  messaging::HandMade wish{*agreement, *name, Repeat::No, *forged};
  if (*repeat == "same-id") {
    wish.repeat = Repeat::SameId;
  } else if (*repeat == "new-id") {
    wish.repeat = Repeat::NewId;
  } else if (!repeat->empty()) {
    return Failure(bad_request("repeat is same-id or new-id.", "repeat"));
  }
  if (!forged->empty() && *forged != "signature" && *forged != "topic" &&
      *forged != "certificate") {
    return Failure(bad_request("forged is signature, topic or certificate.", "forged"));
  }
  if (forged->empty() == (wish.repeat == Repeat::No)) {
    return Failure(bad_request("Say repeat or forged, one of them.", "repeat"));
  }
  std::int64_t notification = 0;
  {
    sandbox::Session session(*call.sandbox);
    const auto sent = messaging::send_by_hand(call.sandbox->messaging, wish);
    if (!sent) return Failure(sent.error());
    notification = *sent;
    session.commit();
  }
  call.server.conductor.deliver(*call.sandbox);
  auto& messaging = enter(call).messaging;
  Json deliveries = Json::array();
  for (const auto& each : messaging.outbox.deliveries_of(notification)) {
    deliveries.push_back({{"outcome", each.state}, {"status", each.last_status}});
  }
  return Reply{200,
               {{"notification", messaging.outbox.notification(notification)->notification_id},
                {"deliveries", std::move(deliveries)}}};
}

}  // namespace souk::control
