#include "emulator/marketplace/agreement_steps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "emulator/marketplace/cancellation_requests.h"
#include "emulator/marketplace/entitlements.h"
#include "emulator/marketplace/payment_requests.h"
#include "emulator/marketplace/refund_requests.h"
#include "emulator/marketplace/renewals.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

/// What every journal row about an agreement tells.
Json facts(Market& market, const AgreementRow& agreement) {
  const auto product = market.catalogue.product(agreement.product).value();
  const auto buyer = market.catalogue.buyer(agreement.buyer).value();
  return {{"state", agreement.state},
          {"buyer", buyer.name},
          {"account", buyer.account},
          {"customer_identifier", buyer.customer_identifier},
          {"product", product.name},
          {"product_code", product.code},
          {"model", product.model},
          {"generation", product.generation},
          {"license_arn", told_license(product, agreement)},
          {"offer", agreement.offer_id}};
}

Error wrong_state(Market& market, const AgreementRow& agreement, const Kind& kind,
                  std::string_view act) {
  const auto possible = acts_allowed(kind, parse_state(agreement.state));
  return {"WrongState", 409,
          fmt::format("Agreement {} of buyer \"{}\" is {}, which does not allow \"{}\".",
                      agreement.agreement_id, market.catalogue.buyer(agreement.buyer)->name,
                      agreement.state, act),
          agreement.state,
          possible.empty() ? "Nothing can be done with it now."
                           : fmt::format("Possible now: {}.", fmt::join(possible, ", "))};
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
    case AgreementEvent::Terminated:
      return "TERMINATED";
    case AgreementEvent::Renewed:
      return "RENEWED";
    case AgreementEvent::Replaced:
      return "REPLACED";
    // A legacy subscription is over when its buyer says so; no later event tells it.
    case AgreementEvent::BuyerCancelled:
    case AgreementEvent::AgreementEnded:
    case AgreementEvent::CancellationApproved:
      return "CANCELLED";
    default:
      return "";
  }
}

bool is_in_force(AgreementState state) {
  return state == AgreementState::Active || state == AgreementState::Pending ||
         state == AgreementState::Scheduled || state == AgreementState::Cancelling;
}

/// Takes the agreement along one arrow of its table and does what the arrow stands for.
void move_along(Market& market, AgreementRow& agreement, const Transition& arrow,
                const Kind& kind) {
  agreement.state = to_text(arrow.to);
  if (!is_in_force(arrow.to) && !agreement.ended) {
    agreement.ended = market.now();
    agreement.end_status = end_status(arrow.event);
    tell_agreement(market, agreement, "ended", "market", {{"status", agreement.end_status}});
    drop_cancellation_request(market, agreement);
    drop_payment_requests(market, agreement);
    drop_refund_requests(market, agreement);
    drop_term(market, agreement);
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
    expect_term(market, agreement);
    grant_entitlements(market, agreement);
  }
  tell_agreement(market, agreement, "activated", "market", {{"starts", to_iso(*agreement.starts)}});
}

/// Entitlements fall with the agreement, and the licence a little later, unless a final hour comes
/// first or another agreement goes on.
void lose_entitlements(Market& market, const AgreementRow& agreement, const Transition& arrow) {
  remove_entitlements(market, agreement);
  if (arrow.to != AgreementState::Closing) return;
  market.agenda.add(market.now() + kLicenceDeprovisionedAfterEnd, due::kDeprovision,
                    agreement.agreement_id);
}

void end_soon(Market& market, const AgreementRow& agreement) {
  market.agenda.add(market.now() + kEndAnnounced, due::kEndAgreement, agreement.agreement_id);
}

/// What an event brings beside the arrow itself.
void take_effect(Market& market, AgreementRow& agreement, const Transition& arrow) {
  const auto tell = [&](std::string_view event, std::string_view actor) {
    tell_agreement(market, agreement, event, actor);
  };
  switch (arrow.event) {
    case AgreementEvent::PaymentCleared:
    case AgreementEvent::RenewalBegan:
    case AgreementEvent::ReplacementBegan:
      activate(market, agreement);
      break;
    case AgreementEvent::PaymentFailed:
      tell("payment-failed", "market");
      break;
    case AgreementEvent::BuyerCancelled:
      tell("cancelled", "buyer");
      drop_cancellation_request(market, agreement);
      if (arrow.to == AgreementState::Cancelling) end_soon(market, agreement);
      break;
    case AgreementEvent::CancellationApproved:
      if (arrow.to == AgreementState::Cancelling) {
        end_soon(market, agreement);
      } else {
        remove_entitlements(market, agreement);
      }
      break;
    case AgreementEvent::TermReached:
      tell("expired", "market");
      lose_entitlements(market, agreement, arrow);
      break;
    case AgreementEvent::Terminated:
      tell("terminated", "market");
      lose_entitlements(market, agreement, arrow);
      break;
    case AgreementEvent::AgreementEnded:
    case AgreementEvent::Renewed:
    case AgreementEvent::Replaced:
      lose_entitlements(market, agreement, arrow);
      break;
    default:
      break;
  }
}

}  // namespace

void tell_agreement(Market& market, const AgreementRow& agreement, std::string_view event,
                    std::string_view actor, const Json& extra) {
  auto data = facts(market, agreement);
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
  take_effect(market, agreement, *arrow);
  move_along(market, agreement, *arrow, kind);
  return agreement;
}

}  // namespace souk::marketplace
