#include "emulator/marketplace/billing_adjustments.h"

#include "emulator/services/agreement/listed_requests.h"
#include "emulator/services/agreement/operations.h"

// BatchCreateBillingAdjustmentRequest and what tells of it: a seller gives invoiced money back.
//   fails AccessDeniedException      the buyer asks
//         ResourceNotFoundException  no such agreement or request of the caller's; in a batch it is
//                                    an error of the entry
//         ValidationException        BILLING_ADJUSTMENTS_LIMIT_EXCEEDED, MULTIPLE_AGREEMENT_IDS, …
namespace souk::services::agreement {
namespace {

using storage::RequestRow;

wire::Shape adjustment_reason() {
  return wire::string().one_of({"INCORRECT_TERMS_ACCEPTED", "INCORRECT_METERING",
                                "TEST_ENVIRONMENT_CHARGES", "ALTERNATIVE_PROCUREMENT_CHANNEL",
                                "UNINTENDED_RENEWAL", "BUYER_DISSATISFACTION", "OTHER"});
}

std::vector<marketplace::AdjustmentWish> adjustment_wishes(const Json& request) {
  std::vector<marketplace::AdjustmentWish> wishes;
  for (const auto& each : request["billingAdjustmentRequestEntries"]) {
    wishes.push_back({each["agreementId"], each["originalInvoiceId"], each["adjustmentAmount"],
                      each["currencyCode"], each["adjustmentReasonCode"],
                      each.value("description", ""), each["clientToken"]});
  }
  return wishes;
}

Json told_adjustment(Context& context, const RequestRow& request) {
  auto told = Json::parse(request.details_json);
  const auto agreement = context.market.agreements.find(request.agreement).value();
  told.update({{"billingAdjustmentRequestId", request.request_id},
               {"agreementId", agreement.agreement_id},
               {"status", request.status},
               {"createdAt", seconds(request.created)},
               {"updatedAt", seconds(request.updated)}});
  if (!request.status_message.empty()) told["statusMessage"] = request.status_message;
  return told;
}

Json listed_adjustment(Context& context, const RequestRow& request) {
  auto listed = told_adjustment(context, request);
  for (const auto* untold : {"adjustmentReasonCode", "description", "statusMessage"}) {
    listed.erase(untold);
  }
  listed["agreementType"] = kPurchaseAgreement;
  listed["catalog"] = kCatalog;
  return listed;
}

}  // namespace

const wire::Shape& batch_create_billing_adjustment_request_input() {
  using namespace wire;
  static const auto shape = structure({required(
      "billingAdjustmentRequestEntries",
      list(structure({required("agreementId", resource_id()),
                      required("originalInvoiceId", string().length(1, 255)),
                      required("adjustmentAmount", amount()), required("currencyCode", currency()),
                      required("adjustmentReasonCode", adjustment_reason()),
                      member("description", string().length(1, 500)),
                      required("clientToken", client_token())})))});
  return shape;
}

Result<Json> batch_create_billing_adjustment_request(Context& context, const Json& request) {
  const auto wishes = adjustment_wishes(request);
  const auto lost = context.fault ? context.fault->effect.unprocessed.value_or(0) : 0;
  const auto outcomes = marketplace::adjust(context.market, context.caller.account, wishes, lost);
  if (!outcomes) return Failure(outcomes.error());
  Json answer{{"items", Json::array()}, {"errors", Json::array()}};
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    const auto& outcome = (*outcomes)[i];
    Json told{{"clientToken", wishes[i].client_token}};
    if (outcome.error_code.empty()) {
      told["billingAdjustmentRequestId"] = outcome.request_id;
      answer["items"].push_back(std::move(told));
    } else {
      told.update({{"code", outcome.error_code}, {"message", outcome.message}});
      answer["errors"].push_back(std::move(told));
    }
  }
  return answer;
}

const wire::Shape& get_billing_adjustment_request_input() {
  static const auto shape =
      wire::structure({wire::required("agreementId", resource_id()),
                       wire::required("billingAdjustmentRequestId", request_id("ba-"))});
  return shape;
}

Result<Json> get_billing_adjustment_request(Context& context, const Json& request) {
  const auto found =
      marketplace::find_adjustment(context.market, context.caller.account,
                                   {request["agreementId"], request["billingAdjustmentRequestId"]});
  if (!found) return Failure(found.error());
  return told_adjustment(context, *found);
}

const wire::Shape& list_billing_adjustment_requests_input() {
  using namespace wire;
  static const auto shape =
      structure({member("agreementId", resource_id()),
                 member("status", string().one_of({"PENDING", "VALIDATION_FAILED", "COMPLETED"})),
                 member("createdAfter", timestamp()), member("createdBefore", timestamp()),
                 member("maxResults", max_results()), member("catalog", catalog()),
                 member("agreementType", agreement_type()), member("nextToken", next_token())});
  return shape;
}

Result<Json> list_billing_adjustment_requests(Context& context, const Json& request) {
  const auto fine = check_party(context, request, marketplace::Party::Proposer);
  if (!fine) return Failure(fine.error());
  auto listed = listed_requests(context, request, marketplace::kAdjustment);
  if (!listed) return Failure(listed.error());
  std::erase_if(*listed, [&](const RequestRow& each) {
    return !lies_between(each.created, request, "createdAfter", "createdBefore");
  });
  return page(context, "ListBillingAdjustmentRequests", request, "items", std::move(*listed),
              newest_first,
              [&](const RequestRow& each) { return listed_adjustment(context, each); });
}

}  // namespace souk::services::agreement
