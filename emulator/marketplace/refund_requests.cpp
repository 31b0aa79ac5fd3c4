#include "emulator/marketplace/refund_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/business_days.h"
#include "emulator/marketplace/refund_amounts.h"
#include "emulator/marketplace/trials.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;
using storage::RequestRow;

constexpr std::string_view kRefundResource = "RefundRequest";
constexpr std::string_view kDecideRefund = "decide-refund";
constexpr std::string_view kShowRefund = "show-refund";

constexpr std::string_view kPending = "PENDING";
constexpr std::string_view kActionRequired = "ACTION_REQUIRED";
constexpr std::string_view kApproved = "APPROVED";
constexpr std::string_view kCompleted = "COMPLETED";

constexpr std::string_view kByAws = "aws";
constexpr std::string_view kBySupport = "support";
constexpr std::string_view kBySeller = "seller";
constexpr std::string_view kAfterTrial = "trial-conversion";

constexpr std::array<std::string_view, 3> kOutcomes{"full", "prorated", "refused"};

Error invalid_refund(std::string message, std::string field, std::string hint = "") {
  return {"InvalidRefund", 400, std::move(message), std::move(field), std::move(hint)};
}

bool waits(const RequestRow& request) {
  return request.status == kPending || request.status == kActionRequired;
}

Json details_of(const RequestRow& request) { return Json::parse(request.details_json); }

void note(RequestRow& request, const Json& more) {
  auto details = details_of(request);
  details.update(more);
  request.details_json = details.dump();
}

bool is_private(Market& market, const AgreementRow& agreement) {
  const auto offer = market.catalogue.offer_with_id(agreement.offer_id);
  return offer && offer->kind == "private";
}

Result<void> check_outcome(const std::string& outcome) {
  if (outcome.empty() || std::count(kOutcomes.begin(), kOutcomes.end(), outcome) > 0) return {};
  return Failure(invalid_refund(fmt::format("\"{}\" is no outcome of a refund.", outcome),
                                "outcome", "Say full, prorated or refused."));
}

Result<void> check_wish(const RefundWish& wish) {
  if (wish.business_days < kFewestRefundDays || wish.business_days > kMostRefundDays) {
    return Failure(invalid_refund(
        fmt::format("A refund takes {} to {} business days.", kFewestRefundDays, kMostRefundDays),
        "business_days"));
  }
  if (wish.visible_after < kRefundVisible || wish.visible_after > kRefundVisibleAtLast) {
    return Failure(invalid_refund(
        fmt::format("A refund is seen {} to {} after it was decided.",
                    souk::to_text(kRefundVisible), souk::to_text(kRefundVisibleAtLast)),
        "visible_after"));
  }
  return check_outcome(wish.outcome);
}

Result<void> check_state(Market& market, const AgreementRow& agreement) {
  const auto state = parse_state(agreement.state);
  if (state != AgreementState::Active && state != AgreementState::Pending &&
      state != AgreementState::Scheduled) {
    return Failure({"WrongState", 409,
                    fmt::format("Agreement {} is {}; only one that is ACTIVE, PENDING or "
                                "SCHEDULED is refunded this way.",
                                agreement.agreement_id, agreement.state),
                    agreement.state,
                    "The seller gives back what was invoiced with "
                    "BatchCreateBillingAdjustmentRequest."});
  }
  for (const auto& each : market.requests.of(agreement.id, kRefund)) {
    if (!waits(each)) continue;
    return Failure(
        {"RefundPending", 409,
         fmt::format("Refund {} of the agreement is {}.", each.request_id, each.status),
         each.status,
         each.status == kActionRequired
             ? fmt::format("Answer it: POST …/refunds/{}/decide.", each.request_id)
             : "Wait for its decision; GET …/agreements/{a}/refunds tells when it is due."});
  }
  return {};
}

/// Who decides.
Result<std::string_view> path_of(Market& market, const AgreementRow& agreement) {
  const auto age = market.now() - agreement.accepted;
  if (age < kTrialRefunded && is_conversion(market, agreement)) return kAfterTrial;
  if (market.catalogue.product(agreement.product)->model == to_text(Model::Subscription)) {
    return Failure({"NotRefundable", 409,
                    "A usage subscription is not refunded: its buyer cancels it, and pays what was "
                    "used until then.",
                    agreement.state,
                    "POST …/agreements/{a}/cancel ends it; the seller gives usage charges back "
                    "with BatchCreateBillingAdjustmentRequest."});
  }
  if (age >= kRefundOfRight || is_private(market, agreement)) return kBySeller;
  return market.profile->refunds_without_asking ? kByAws : kBySupport;
}

void turn_down(Market& market, RequestRow& request, std::string_view actor) {
  note(request, {{"outcome", "refused"}, {"decided", to_iso(market.now())}});
  change_request(market, request, "REFUSED", "", actor);
}

/// The money goes back, and the agreement ends.
void grant(Market& market, RequestRow& request, std::string_view actor) {
  const auto agreement = market.agreements.find(request.agreement).value();
  const auto details = details_of(request);
  const auto visible =
      market.now() + parse_duration(details["visible_after"].get<std::string>()).value();
  const auto amount = details["outcome"] == "prorated" ? prorated_refund(market, agreement)
                      : details["path"] == kAfterTrial ? refund_after_trial(market, agreement)
                                                       : full_refund(market, agreement);
  note(request, {{"decided", to_iso(market.now())},
                 {"visible", to_iso(visible)},
                 {"amount", to_text(std::min(amount, kLargestAmount))},
                 {"currency", refund_currency(market, agreement)}});
  change_request(market, request, kApproved, "", actor);
  market.agenda.add(visible, kShowRefund, request.request_id);
  // One that is being cancelled already ends without it.
  (void)end_by_consent(market, agreement);
}

void await_decision(Market& market, RequestRow& request, std::string_view actor) {
  const auto due =
      after_business_days(market.now(), details_of(request)["business_days"].get<int>());
  note(request, {{"decision_due", to_iso(due)}});
  change_request(market, request, kPending, "", actor);
  market.agenda.add(due, kDecideRefund, request.request_id);
}

RequestRow ask(Market& market, const AgreementRow& agreement, std::string_view path,
               const RefundWish& wish) {
  const Json details{{"path", path},
                     {"outcome", wish.outcome.empty() ? "full" : wish.outcome},
                     {"business_days", wish.business_days},
                     {"visible_after", souk::to_text(wish.visible_after)}};
  return new_request(market, agreement, {kRefund, kRefundResource, "rf-", "", details.dump()});
}

}  // namespace

Result<RequestRow> request_refund(Market& market, const std::string& agreement_id,
                                  const RefundWish& wish) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  if (const auto fine = check_wish(wish); !fine) return Failure(fine.error());
  if (const auto fine = check_state(market, *agreement); !fine) return Failure(fine.error());
  const auto path = path_of(market, *agreement);
  if (!path) return Failure(path.error());
  const bool at_once = *path == kByAws || *path == kAfterTrial;
  if (at_once && !wish.outcome.empty() && wish.outcome != "full") {
    return Failure(invalid_refund("AWS refunds this agreement in full, without asking anybody.",
                                  "outcome",
                                  "Leave outcome out; later, and for private offers, it is the "
                                  "seller's to say."));
  }
  auto request = ask(market, *agreement, *path, wish);
  if (*path == kBySupport) {
    await_decision(market, request, "buyer");
    return request;
  }
  change_request(market, request, at_once ? kPending : kActionRequired, "", "buyer");
  if (at_once) grant(market, request, "market");
  return request;
}

Result<RequestRow> decide_refund(Market& market, const std::string& request_id,
                                 const std::string& outcome) {
  auto request = market.requests.find(request_id);
  if (!request || request->kind != kRefund) {
    return Failure({"RefundNotFound", 404, fmt::format("There is no refund \"{}\".", request_id),
                    "refund", "GET …/agreements/{a}/refunds lists them."});
  }
  if (const auto fine = check_outcome(outcome); !fine) return Failure(fine.error());
  if (request->status != kActionRequired) {
    return Failure(
        {"WrongState", 409,
         fmt::format("Refund {} is {}; the seller is not asked.", request_id, request->status),
         request->status, "Only a refund that is ACTION_REQUIRED waits for a seller."});
  }
  if (!outcome.empty()) note(*request, {{"outcome", outcome}});
  if (details_of(*request)["outcome"] == "refused") {
    turn_down(market, *request, "seller");
  } else if (market.profile->refunds_take_days) {
    await_decision(market, *request, "seller");
  } else {
    grant(market, *request, "seller");
  }
  return *request;
}

Result<std::vector<RequestRow>> refunds_of(Market& market, const std::string& agreement_id) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  return market.requests.of(agreement->id, kRefund);
}

Json refund_view(Market& market, const RequestRow& request) {
  const auto details = details_of(request);
  Json view{{"id", request.request_id},
            {"agreement", market.agreements.find(request.agreement)->agreement_id},
            {"status", request.status},
            {"requested", to_iso(request.created)}};
  for (const auto* member :
       {"path", "outcome", "decision_due", "decided", "visible", "amount", "currency"}) {
    if (details.contains(member)) view[member] = details[member];
  }
  if (!request.status_message.empty()) view["message"] = request.status_message;
  return view;
}

std::vector<GrantedRefund> granted_refunds(Market& market, const AgreementRow& agreement) {
  std::vector<GrantedRefund> granted;
  for (const auto& each : market.requests.of(agreement.id, kRefund)) {
    if (each.status != kApproved && each.status != kCompleted) continue;
    const auto details = details_of(each);
    granted.push_back({each.request_id, details["currency"],
                       parse_money(details["amount"].get<std::string>()).value(),
                       parse_iso(details["visible"].get<std::string>()).value()});
  }
  return granted;
}

void drop_refund_requests(Market& market, const AgreementRow& agreement) {
  for (auto& request : market.requests.of(agreement.id, kRefund)) {
    if (!waits(request)) continue;
    change_request(market, request, "VALIDATION_FAILED",
                   "The agreement ended before the request was decided.", "market");
    market.agenda.cancel(kDecideRefund, request.request_id);
  }
}

bool refund_falls_due(Market& market, const storage::Happening& happening) {
  if (happening.name != kDecideRefund && happening.name != kShowRefund) return false;
  auto request = market.requests.find(happening.subject).value();
  if (happening.name == kShowRefund) {
    change_request(market, request, kCompleted, "", "market");
  } else if (details_of(request)["outcome"] == "refused") {
    turn_down(market, request, "market");
  } else {
    grant(market, request, "market");
  }
  return true;
}

}  // namespace souk::marketplace
