#include "emulator/marketplace/payment_requests.h"

#include "emulator/services/agreement/listed_requests.h"
#include "emulator/services/agreement/operations.h"

// SendAgreementPaymentRequest and what follows it: a seller asks a buyer for an amount.
//   fails AccessDeniedException      an act of the other party
//         ResourceNotFoundException  no such agreement or request of the caller's
//         ConflictException          the request does not wait any more
//         ValidationException        INACTIVE_AGREEMENT, INVALID_TERM_ID, INVALID_CHARGE_AMOUNT, …
namespace souk::services::agreement {
namespace {

using storage::RequestRow;

wire::Shape payment_status() {
  return wire::string().one_of(
      {"VALIDATING", "VALIDATION_FAILED", "PENDING_APPROVAL", "APPROVED", "REJECTED", "CANCELLED"});
}

marketplace::RequestPlace payment_place(const Json& request) {
  return {request["agreementId"], request["paymentRequestId"]};
}

/// All there is to tell of a request; operations tell no more of it than AWS's do.
Json told_payment(Context& context, const RequestRow& request) {
  auto told = Json::parse(request.details_json);
  told.erase("termId");
  const auto agreement = context.market.agreements.find(request.agreement).value();
  told.update({{"agreementId", agreement.agreement_id},
               {"paymentRequestId", request.request_id},
               {"status", request.status},
               {"createdAt", seconds(request.created)},
               {"updatedAt", seconds(request.updated)}});
  if (!request.status_message.empty()) told["statusMessage"] = request.status_message;
  if (const auto charge = marketplace::charge_of(context.market, request)) {
    told["chargeId"] = *charge;
  }
  return told;
}

Result<Json> answer_payment(Context& context, const Result<RequestRow>& request,
                            std::initializer_list<const char*> untold = {}) {
  if (!request) return Failure(request.error());
  auto told = told_payment(context, *request);
  for (const auto* member : untold) told.erase(member);
  return told;
}

}  // namespace

const wire::Shape& send_agreement_payment_request_input() {
  using namespace wire;
  static const auto shape = structure(
      {member("clientToken", client_token()), required("agreementId", resource_id()),
       required("termId", term_id()), required("name", string().length(5, 64).matching(".+")),
       required("chargeAmount", amount()), member("description", string().length(1, 2000))});
  return shape;
}

Result<Json> send_agreement_payment_request(Context& context, const Json& request) {
  return answer_payment(
      context,
      marketplace::send_payment_request(
          context.market, context.caller.account,
          {request["agreementId"], request["termId"], request["name"], request["chargeAmount"],
           request.value("description", ""), request.value("clientToken", "")}),
      {"updatedAt", "statusMessage", "chargeId"});
}

const wire::Shape& get_agreement_payment_request_input() {
  static const auto shape = wire::structure({wire::required("paymentRequestId", request_id("pr-")),
                                             wire::required("agreementId", resource_id())});
  return shape;
}

Result<Json> get_agreement_payment_request(Context& context, const Json& request) {
  return answer_payment(context,
                        marketplace::find_payment_request(context.market, context.caller.account,
                                                          payment_place(request)));
}

const wire::Shape& cancel_agreement_payment_request_input() {
  return get_agreement_payment_request_input();
}

Result<Json> cancel_agreement_payment_request(Context& context, const Json& request) {
  return answer_payment(
      context, marketplace::take_back_payment_request(context.market, context.caller.account,
                                                      payment_place(request)));
}

const wire::Shape& accept_agreement_payment_request_input() {
  static const auto shape =
      wire::structure({wire::required("paymentRequestId", request_id("pr-")),
                       wire::required("agreementId", resource_id()),
                       wire::member("purchaseOrderReference", wire::string().length(1))});
  return shape;
}

Result<Json> accept_agreement_payment_request(Context& context, const Json& request) {
  return answer_payment(context,
                        marketplace::accept_payment_request(
                            context.market, context.caller.account, payment_place(request),
                            request.value("purchaseOrderReference", "")),
                        {"chargeId"});
}

const wire::Shape& reject_agreement_payment_request_input() {
  static const auto shape =
      wire::structure({wire::required("paymentRequestId", request_id("pr-")),
                       wire::required("agreementId", resource_id()),
                       wire::member("rejectionReason", wire::string().length(1, 250))});
  return shape;
}

Result<Json> reject_agreement_payment_request(Context& context, const Json& request) {
  return answer_payment(context, marketplace::reject_payment_request(
                                     context.market, context.caller.account, payment_place(request),
                                     request.value("rejectionReason", "")));
}

const wire::Shape& list_agreement_payment_requests_input() {
  using namespace wire;
  static const auto shape =
      structure({required("partyType", party_type()), member("agreementType", agreement_type()),
                 member("catalog", catalog()), member("agreementId", resource_id()),
                 member("status", payment_status()), member("maxResults", max_results()),
                 member("nextToken", next_token())});
  return shape;
}

Result<Json> list_agreement_payment_requests(Context& context, const Json& request) {
  auto listed = listed_requests(context, request, "payment");
  if (!listed) return Failure(listed.error());
  return page(context, "ListAgreementPaymentRequests", request, "items", std::move(*listed),
              newest_first, [&](const RequestRow& each) {
                auto told = told_payment(context, each);
                told.erase("description");
                told.erase("statusMessage");
                return told;
              });
}

}  // namespace souk::services::agreement
