#include "emulator/marketplace/cancellation_requests.h"

#include "emulator/marketplace/requests.h"
#include "emulator/messaging/notifications.h"
#include "emulator/services/agreement/listed_requests.h"
#include "emulator/services/agreement/operations.h"

// SendAgreementCancellationRequest and what follows it: a seller asks a buyer to end an agreement.
//   fails AccessDeniedException      an act of the other party
//         ResourceNotFoundException  no such agreement or request of the caller's
//         ConflictException          another request waits, or this one does not any more
//         ValidationException        INACTIVE_AGREEMENT, INVALID_NEXT_TOKEN, …
namespace souk::services::agreement {
namespace {

using storage::RequestRow;

wire::Shape cancellation_text() { return wire::string().length(1, 2000); }

wire::Shape cancellation_status() {
  return wire::string().one_of(
      {"PENDING_APPROVAL", "APPROVED", "REJECTED", "CANCELLED", "VALIDATION_FAILED"});
}

wire::Shape cancellation_reason() {
  return wire::string().one_of({"INCORRECT_TERMS_ACCEPTED", "REPLACING_AGREEMENT", "TEST_AGREEMENT",
                                "ALTERNATIVE_PROCUREMENT_CHANNEL", "PRODUCT_DISCONTINUED",
                                "UNINTENDED_RENEWAL", "BUYER_DISSATISFACTION", "OTHER"});
}

marketplace::RequestPlace cancellation_place(const Json& request) {
  return {request["agreementId"], request["agreementCancellationRequestId"]};
}

/// The members of every answer about one request.
Json told_cancellation(Context& context, const RequestRow& request) {
  const auto details = Json::parse(request.details_json);
  const auto agreement = context.market.agreements.find(request.agreement).value();
  Json told{{"agreementId", agreement.agreement_id},
            {"agreementCancellationRequestId", request.request_id},
            {"status", request.status},
            {"createdAt", seconds(request.created)},
            {"updatedAt", seconds(request.updated)}};
  told.update(details);
  if (!request.status_message.empty()) told["statusMessage"] = request.status_message;
  return told;
}

Result<Json> answer_cancellation(Context& context, const Result<RequestRow>& request) {
  if (!request) return Failure(request.error());
  messaging::publish_news(context.messaging);
  return told_cancellation(context, *request);
}

Json listed_cancellation(Context& context, const RequestRow& request) {
  auto listed = told_cancellation(context, request);
  listed.erase("description");
  listed.erase("statusMessage");
  listed["agreementType"] = kPurchaseAgreement;
  listed["catalog"] = kCatalog;
  return listed;
}

}  // namespace

const wire::Shape& send_agreement_cancellation_request_input() {
  using namespace wire;
  static const auto shape = structure(
      {required("agreementId", resource_id()), required("reasonCode", cancellation_reason()),
       member("clientToken", client_token()), member("description", cancellation_text())});
  return shape;
}

Result<Json> send_agreement_cancellation_request(Context& context, const Json& request) {
  return answer_cancellation(
      context, marketplace::send_cancellation_request(
                   context.market, context.caller.account,
                   {request["agreementId"], request["reasonCode"], request.value("description", ""),
                    request.value("clientToken", "")}));
}

const wire::Shape& get_agreement_cancellation_request_input() {
  static const auto shape =
      wire::structure({wire::required("agreementId", resource_id()),
                       wire::required("agreementCancellationRequestId", request_id("acr-"))});
  return shape;
}

Result<Json> get_agreement_cancellation_request(Context& context, const Json& request) {
  return answer_cancellation(
      context, marketplace::find_cancellation_request(context.market, context.caller.account,
                                                      cancellation_place(request)));
}

const wire::Shape& cancel_agreement_cancellation_request_input() {
  static const auto shape =
      wire::structure({wire::required("agreementId", resource_id()),
                       wire::required("agreementCancellationRequestId", request_id("acr-")),
                       wire::required("cancellationReason", cancellation_text())});
  return shape;
}

Result<Json> cancel_agreement_cancellation_request(Context& context, const Json& request) {
  return answer_cancellation(
      context, marketplace::take_back_cancellation_request(context.market, context.caller.account,
                                                           cancellation_place(request),
                                                           request["cancellationReason"]));
}

const wire::Shape& accept_agreement_cancellation_request_input() {
  return get_agreement_cancellation_request_input();
}

Result<Json> accept_agreement_cancellation_request(Context& context, const Json& request) {
  return answer_cancellation(
      context, marketplace::accept_cancellation_request(context.market, context.caller.account,
                                                        cancellation_place(request)));
}

const wire::Shape& reject_agreement_cancellation_request_input() {
  static const auto shape =
      wire::structure({wire::required("agreementId", resource_id()),
                       wire::required("agreementCancellationRequestId", request_id("acr-")),
                       wire::required("rejectionReason", cancellation_text())});
  return shape;
}

Result<Json> reject_agreement_cancellation_request(Context& context, const Json& request) {
  return answer_cancellation(context, marketplace::reject_cancellation_request(
                                          context.market, context.caller.account,
                                          cancellation_place(request), request["rejectionReason"]));
}

const wire::Shape& list_agreement_cancellation_requests_input() {
  using namespace wire;
  static const auto shape =
      structure({required("partyType", party_type()), member("agreementId", resource_id()),
                 member("status", cancellation_status()), member("agreementType", agreement_type()),
                 member("catalog", catalog()), member("maxResults", max_results()),
                 member("nextToken", next_token())});
  return shape;
}

Result<Json> list_agreement_cancellation_requests(Context& context, const Json& request) {
  auto listed = listed_requests(context, request, "cancellation");
  if (!listed) return Failure(listed.error());
  return page(context, "ListAgreementCancellationRequests", request, "items", std::move(*listed),
              newest_first,
              [&](const RequestRow& each) { return listed_cancellation(context, each); });
}

}  // namespace souk::services::agreement
