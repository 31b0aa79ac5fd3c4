#include <fmt/format.h>

#include "emulator/control/acts.h"
#include "emulator/control/calls.h"
#include "emulator/control/purchase_body.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/registration.h"
#include "emulator/marketplace/terms.h"
#include "emulator/marketplace/trials.h"
#include "emulator/messaging/notifications.h"

namespace souk::control {
namespace {

/// The form the buyer's browser posts to the seller's landing page. Source: Seller Guide, "SaaS
/// customer onboarding" and "SaaS free trials"; the others were seen in sellers' code of 2025.
Json form_of(marketplace::Market& market, const storage::TokenRow& token) {
  const auto agreement = market.agreements.find(token.agreement).value();
  const auto product = market.catalogue.product(agreement.product).value();
  Json fields{{"x-amzn-marketplace-token", token.token}};
  if (marketplace::is_trial(marketplace::terms_of(market, agreement))) {
    fields["x-amzn-marketplace-offer-type"] = "free-trial";
  }
  if (market.switches.is(marketplace::switches::kLandingPageFields, "observed")) {
    fields["x-amzn-marketplace-agreement-id"] = agreement.agreement_id;
    fields["x-amzn-marketplace-product-id"] = product.product_id;
    fields["x-amzn-marketplace-fulfillment-url"] = product.landing_page;
  }
  return {{"url", product.landing_page}, {"fields", std::move(fields)}};
}

}  // namespace

Result<Reply> subscribe(Call& call) {
  auto purchase = read_purchase(
      call.body, {"product", "offer", "quantities", "duration", "auto_renew", "starts", "payment"});
  if (!purchase) return Failure(purchase.error());
  purchase->buyer = call.path["b"];
  const auto agreement = carry_out(
      call, [&](marketplace::Market& market) { return marketplace::subscribe(market, *purchase); });
  if (!agreement) return Failure(agreement.error());
  auto& market = enter(call).market;
  const auto present = market.agreements.find(agreement->id).value();
  return Reply{201, {{"agreement", agreement_view(market, present)}}};
}

Result<Reply> set_up(Call& call) {
  auto& market = enter(call).market;
  const auto token = marketplace::issue_token(market, call.path["a"]);
  if (!token) return Failure(token.error());
  return Reply{200, form_of(market, *token)};
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
