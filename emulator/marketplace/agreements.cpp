#include "emulator/marketplace/agreements.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/billing_adjustments.h"
#include "emulator/marketplace/cancellation_requests.h"
#include "emulator/marketplace/entitlements.h"
#include "emulator/marketplace/payment_requests.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

struct Parties {
  storage::ProductRow product;
  storage::BuyerRow buyer;
};

Parties parties_of(Market& market, const AgreementRow& agreement) {
  return {market.catalogue.product(agreement.product).value(),
          market.catalogue.buyer(agreement.buyer).value()};
}

/// What every journal row about an agreement tells.
Json facts(const AgreementRow& agreement, const Parties& parties) {
  return {{"state", agreement.state},
          {"buyer", parties.buyer.name},
          {"account", parties.buyer.account},
          {"customer_identifier", parties.buyer.customer_identifier},
          {"product", parties.product.name},
          {"product_code", parties.product.code},
          {"model", parties.product.model},
          {"generation", parties.product.generation},
          {"license_arn", told_license(parties.product, agreement)},
          {"offer", agreement.offer_id}};
}

Error wrong_state(Market& market, const AgreementRow& agreement, const Kind& kind,
                  std::string_view act) {
  std::string names;
  for (const auto event : allowed(kind, parse_state(agreement.state))) {
    if (event != AgreementEvent::Subscribed && event != AgreementEvent::BuyerCancelled) continue;
    names += names.empty() ? "" : ", ";
    names += to_text(event);
  }
  const auto parties = parties_of(market, agreement);
  return {"WrongState", 409,
          fmt::format("Agreement {} of buyer \"{}\" is {}, which does not allow \"{}\".",
                      agreement.agreement_id, parties.buyer.name, agreement.state, act),
          agreement.state,
          names.empty() ? "No act of the buyer is possible now." : "Possible now: " + names + "."};
}

void open_window(Market& market, AgreementRow& agreement, const Kind& kind) {
  agreement.opens = market.now();
  agreement.closes = market.now() + kFinalWindow;
  market.agenda.add(*agreement.closes, due::kCloseWindow, agreement.agreement_id);
  tell_agreement(market, agreement, "final-window-opened", "market",
                 {{"opens", to_iso(*agreement.opens)},
                  {"closes", to_iso(*agreement.closes)},
                  {"reading", kind.ended_opens_window ? "ended-opens" : "deprovisioned-opens"}});
}

void close_window(Market& market, AgreementRow& agreement, AgreementEvent event) {
  market.agenda.cancel(due::kCloseWindow, agreement.agreement_id);
  tell_agreement(market, agreement,
                 event == AgreementEvent::Subscribed ? "resubscribed" : "final-window-closed",
                 "market",
                 {{"opens", to_iso(agreement.opens.value_or(market.now()))},
                  {"closes", to_iso(agreement.closes.value_or(market.now()))}});
  if (event == AgreementEvent::Subscribed) {
    agreement.opens.reset();
    agreement.closes.reset();
    agreement.ended.reset();
    agreement.end_status.clear();
  }
}

/// The status an event ends an agreement with, as EventBridge names it; empty when it does not.
std::string_view end_status(AgreementEvent event) {
  switch (event) {
    case AgreementEvent::TermReached:
      return "EXPIRED";
    case AgreementEvent::PaymentFailed:
      return "TERMINATED";
    // A legacy subscription is over when its buyer says so; no later event tells it.
    case AgreementEvent::BuyerCancelled:
    case AgreementEvent::AgreementEnded:
    case AgreementEvent::CancellationApproved:
      return "CANCELLED";
    default:
      return "";
  }
}

/// Takes the agreement along one arrow of its table and does what the arrow stands for.
void move_along(Market& market, AgreementRow& agreement, const Transition& arrow,
                const Kind& kind) {
  agreement.state = to_text(arrow.to);
  const bool over = arrow.to != AgreementState::Active && arrow.to != AgreementState::Pending &&
                    arrow.to != AgreementState::Cancelling;
  if (over && !agreement.ended) {
    agreement.ended = market.now();
    agreement.end_status = end_status(arrow.event);
    tell_agreement(market, agreement, "ended", "market", {{"status", agreement.end_status}});
    drop_cancellation_request(market, agreement);
    drop_payment_requests(market, agreement);
  }
  if (arrow.window == Window::Opens) open_window(market, agreement, kind);
  if (arrow.window == Window::Closes) close_window(market, agreement, arrow.event);
  agreement.updated = market.now();
  agreement.id = market.agreements.put(agreement);
  for (const auto news : {arrow.news, arrow.second_news}) {
    if (news == News::Nothing) continue;
    market.news.push_back({news, agreement.id, std::string(end_status(arrow.event)), 0});
  }
}

void activate(Market& market, AgreementRow& agreement) {
  agreement.starts = market.now();
  if (!agreement.term.empty()) {
    agreement.ends = end_of_term(market.now(), agreement.term);
    market.agenda.add(*agreement.ends, due::kReachTerm, agreement.agreement_id);
    grant_entitlements(market, agreement);
  }
  tell_agreement(market, agreement, "activated", "market", {{"starts", to_iso(*agreement.starts)}});
}

void deprovision_soon(Market& market, const AgreementRow& agreement) {
  market.agenda.add(market.now() + kLicenceDeprovisionedAfterEnd, due::kDeprovision,
                    agreement.agreement_id);
}

/// What an event brings beside the arrow itself.
void take_effect(Market& market, AgreementRow& agreement, const Transition& arrow,
                 const Kind& kind) {
  // Where the end opens the window, the licence falls only when the window closes.
  const bool licence_falls_next =
      kind.generation == Generation::Concurrent && arrow.window != Window::Opens;
  switch (arrow.event) {
    case AgreementEvent::PaymentCleared:
      activate(market, agreement);
      break;
    case AgreementEvent::PaymentFailed:
      tell_agreement(market, agreement, "payment-failed", "market");
      break;
    case AgreementEvent::BuyerCancelled:
      tell_agreement(market, agreement, "cancelled", "buyer");
      drop_cancellation_request(market, agreement);
      if (kind.generation == Generation::Concurrent && agreement.starts) {
        market.agenda.add(market.now() + kEndAnnounced, due::kEndAgreement, agreement.agreement_id);
      }
      break;
    case AgreementEvent::CancellationApproved:
      market.agenda.cancel(due::kReachTerm, agreement.agreement_id);
      if (arrow.to == AgreementState::Cancelling) {
        market.agenda.add(market.now() + kEndAnnounced, due::kEndAgreement, agreement.agreement_id);
      } else {
        remove_entitlements(market, agreement);
      }
      break;
    case AgreementEvent::AgreementEnded:
      remove_entitlements(market, agreement);
      if (licence_falls_next) deprovision_soon(market, agreement);
      break;
    case AgreementEvent::TermReached:
      tell_agreement(market, agreement, "expired", "market");
      remove_entitlements(market, agreement);
      if (licence_falls_next) deprovision_soon(market, agreement);
      break;
    default:
      break;
  }
}

}  // namespace

void tell_agreement(Market& market, const AgreementRow& agreement, std::string_view event,
                    std::string_view actor, const Json& extra) {
  auto data = facts(agreement, parties_of(market, agreement));
  data["event"] = event;
  data.update(extra);
  market.journal.write({"agreement", std::string(actor), agreement.agreement_id, "",
                        std::move(data), Json::object(), ""});
}

Result<Transition> next_step(Market& market, const AgreementRow& agreement, AgreementEvent event) {
  const auto kind = market.kind_of(market.catalogue.product(agreement.product).value());
  const auto arrow = transition(kind, parse_state(agreement.state), event);
  if (!arrow) return Failure(wrong_state(market, agreement, kind, to_text(event)));
  return *arrow;
}

Result<AgreementRow> happen(Market& market, AgreementRow agreement, AgreementEvent event) {
  const auto arrow = next_step(market, agreement, event);
  if (!arrow) return Failure(arrow.error());
  const auto kind = market.kind_of(market.catalogue.product(agreement.product).value());
  agreement.state = to_text(arrow->to);
  take_effect(market, agreement, *arrow, kind);
  move_along(market, agreement, *arrow, kind);
  return agreement;
}

Result<AgreementRow> cancel(Market& market, const std::string& agreement_id) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  return happen(market, *agreement, AgreementEvent::BuyerCancelled);
}

Result<AgreementRow> end_by_consent(Market& market, const AgreementRow& agreement) {
  return happen(market, agreement, AgreementEvent::CancellationApproved);
}

bool fall_due(Market& market, const storage::Happening& happening) {
  if (cancellation_falls_due(market, happening) || payment_falls_due(market, happening) ||
      adjustment_falls_due(market, happening)) {
    return true;
  }
  const auto agreement = market.agreements.find(happening.subject);
  if (!agreement) return false;
  const auto payload = Json::parse(happening.payload_json);
  AgreementEvent event{};
  if (happening.name == due::kAnnounce) {
    event = AgreementEvent::Announced;
  } else if (happening.name == due::kSettlePayment) {
    event = payload.value("clears", true) ? AgreementEvent::PaymentCleared
                                          : AgreementEvent::PaymentFailed;
  } else if (happening.name == due::kEndAgreement) {
    event = AgreementEvent::AgreementEnded;
  } else if (happening.name == due::kDeprovision) {
    event = AgreementEvent::LicenceDeprovisioned;
  } else if (happening.name == due::kCloseWindow) {
    event = AgreementEvent::WindowClosed;
  } else if (happening.name == due::kReachTerm) {
    event = AgreementEvent::TermReached;
  } else {
    return false;
  }
  // A buyer may have left before what was scheduled came about; then nothing comes of it.
  (void)happen(market, *agreement, event);
  return true;
}

Result<AgreementRow> agreement_called(Market& market, const std::string& agreement_id) {
  if (const auto found = market.agreements.find(agreement_id)) return *found;
  return Failure({"AgreementNotFound", 404,
                  fmt::format("There is no agreement \"{}\".", agreement_id), "agreement",
                  "GET …/agreements lists them."});
}

Json agreement_view(Market& market, const AgreementRow& agreement) {
  const auto parties = parties_of(market, agreement);
  Json view{{"id", agreement.agreement_id},
            {"state", agreement.state},
            {"buyer", parties.buyer.name},
            {"account", parties.buyer.account},
            {"customer_identifier", parties.buyer.customer_identifier},
            {"product", parties.product.name},
            {"product_code", parties.product.code},
            {"license_arn", told_license(parties.product, agreement)},
            {"offer", agreement.offer_id},
            {"accepted", to_iso(agreement.accepted)},
            {"auto_renew", false}};
  if (agreement.starts) view["starts"] = to_iso(*agreement.starts);
  if (agreement.ends) view["ends"] = to_iso(*agreement.ends);
  if (agreement.ended) view["ended"] = to_iso(*agreement.ended);
  if (agreement.opens && agreement.closes) {
    view["window"] = {{"opens", to_iso(*agreement.opens)}, {"closes", to_iso(*agreement.closes)}};
  }
  return view;
}

}  // namespace souk::marketplace
