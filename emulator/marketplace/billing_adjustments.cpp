#include "emulator/marketplace/billing_adjustments.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/faults.h"
#include "emulator/marketplace/invoices.h"

namespace souk::marketplace {
namespace {

using storage::RequestRow;

/// Source: BatchCreateBillingAdjustmentRequest ("up to 5").
constexpr std::size_t kMostAdjustments = 5;
constexpr std::string_view kAdjustmentResource = "BillingAdjustmentRequest";
constexpr std::string_view kSettleAdjustment = "settle-adjustment";

AdjustmentOutcome failed(const char* code, std::string message) {
  return {"", code, std::move(message)};
}

AdjustmentOutcome invalid(std::string message) {
  return failed("VALIDATION_EXCEPTION", std::move(message));
}

Result<void> check_batch(const std::vector<AdjustmentWish>& wishes) {
  const std::string field = "billingAdjustmentRequestEntries";
  if (wishes.empty()) {
    return Failure(agreement_errors::validation("MISSING_BILLING_ADJUSTMENTS",
                                                "There is nothing to adjust.", field));
  }
  if (wishes.size() > kMostAdjustments) {
    return Failure(agreement_errors::validation(
        "BILLING_ADJUSTMENTS_LIMIT_EXCEEDED",
        fmt::format("At most {} adjustments are taken at once.", kMostAdjustments), field));
  }
  std::set<std::string_view> tokens;
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    if (wishes[i].agreement_id != wishes.front().agreement_id) {
      return Failure(agreement_errors::validation("MULTIPLE_AGREEMENT_IDS",
                                                  "All adjustments are of one agreement.",
                                                  fmt::format("{}[{}].agreementId", field, i)));
    }
    if (!tokens.insert(wishes[i].client_token).second) {
      return Failure(agreement_errors::validation("INVALID_CLIENT_TOKEN",
                                                  "Each adjustment has a client token of its own.",
                                                  fmt::format("{}[{}].clientToken", field, i)));
    }
  }
  return {};
}

/// Why an amount of an invoice cannot be given back; nothing when it can.
std::optional<AdjustmentOutcome> trouble_with(Market& market,
                                              const storage::AgreementRow& agreement,
                                              const AdjustmentWish& wish) {
  const auto invoices = invoices_of(market, agreement);
  const auto invoice = std::find_if(invoices.begin(), invoices.end(), [&](const Invoice& each) {
    return each.id == wish.invoice_id;
  });
  if (invoice == invoices.end()) {
    return failed("RESOURCE_NOT_FOUND_EXCEPTION",
                  fmt::format("The agreement has no invoice {}.", wish.invoice_id));
  }
  if (invoice->is_credit_memo) return invalid("A credit memo is not adjusted.");
  if (wish.currency != invoice->currency) {
    return invalid(fmt::format("The invoice is in {}.", invoice->currency));
  }
  const auto amount = parse_money(wish.amount);
  if (!amount || *amount == Money{}) {
    return invalid(
        "An amount is positive, with at most ten digits before and eight after the "
        "point.");
  }
  if (*amount <= invoice->adjustable) return std::nullopt;
  return invalid(
      fmt::format("At most {} of the invoice can be adjusted.", to_text(invoice->adjustable)));
}

AdjustmentOutcome adjust_one(Market& market, const storage::AgreementRow& agreement,
                             const AdjustmentWish& wish) {
  Json details{{"originalInvoiceId", wish.invoice_id},
               {"adjustmentAmount", wish.amount},
               {"currencyCode", wish.currency},
               {"adjustmentReasonCode", wish.reason_code}};
  if (!wish.description.empty()) details["description"] = wish.description;
  const NewRequest asked{kAdjustment, kAdjustmentResource, "ba-", wish.client_token,
                         details.dump()};
  const auto before = sent_before(market, agreement, asked);
  if (!before) return failed("CONFLICT_EXCEPTION", before.error().message);
  if (*before) return {(*before)->request_id};
  if (auto trouble = trouble_with(market, agreement, wish)) return *trouble;
  auto request = new_request(market, agreement, asked);
  change_request(market, request, "PENDING", "", "seller");
  market.agenda.add(market.now() + kAdjustmentTaken, kSettleAdjustment, request.request_id);
  return {request.request_id};
}

/// Why an adjustment fails after all; empty when it does not.
std::string late_trouble(Market& market, const RequestRow& request,
                         const storage::AgreementRow& agreement) {
  if (market.catalogue.buyer(agreement.buyer)->suspended) {
    return "The buyer's account is suspended.";
  }
  const auto fault = fire_fault(
      market, kSettleAdjustment,
      {{"agreement", agreement.agreement_id}, {"billingAdjustmentRequestId", request.request_id}});
  if (!fault || !fault->effect.error) return "";
  return fault->effect.error->message;
}

}  // namespace

Result<std::vector<AdjustmentOutcome>> adjust(Market& market, const std::string& account,
                                              const std::vector<AdjustmentWish>& wishes,
                                              std::size_t lost) {
  if (const auto fine = check_batch(wishes); !fine) return Failure(fine.error());
  const auto& agreement_id = wishes.front().agreement_id;
  const auto involved = agreement_of(market, account, agreement_id, Party::Proposer);
  const bool unknown = !involved && involved.error().type == "ResourceNotFoundException";
  if (!involved && !unknown) return Failure(involved.error());
  std::vector<AdjustmentOutcome> outcomes;
  for (const auto& wish : wishes) {
    if (outcomes.size() < lost) {
      outcomes.push_back(failed("INTERNAL_FAILURE", "A fault left this adjustment undone."));
      continue;
    }
    // The operation has no error of its own for an agreement that is not there.
    outcomes.push_back(unknown ? failed("RESOURCE_NOT_FOUND_EXCEPTION", involved.error().message)
                               : adjust_one(market, involved->agreement, wish));
  }
  return outcomes;
}

Result<RequestRow> find_adjustment(Market& market, const std::string& account,
                                   const RequestPlace& place) {
  const auto involved = agreement_of(market, account, place.agreement_id, Party::Proposer);
  if (!involved) return Failure(involved.error());
  return request_of(market, account, place, kAdjustment, kAdjustmentResource);
}

bool adjustment_falls_due(Market& market, const storage::Happening& happening) {
  if (happening.name != kSettleAdjustment) return false;
  auto request = market.requests.find(happening.subject).value();
  const auto agreement = market.agreements.find(request.agreement).value();
  const auto trouble = late_trouble(market, request, agreement);
  change_request(market, request, trouble.empty() ? "COMPLETED" : "VALIDATION_FAILED", trouble,
                 "market");
  const auto product = market.catalogue.product(agreement.product).value();
  // Where events come from, legacy products are not heard of.
  if (product.generation == to_text(Generation::Legacy)) return true;
  const auto news = trouble.empty() ? News::AdjustmentCompleted : News::AdjustmentFailed;
  market.news.push_back({news, agreement.id, "", request.id});
  return true;
}

}  // namespace souk::marketplace
