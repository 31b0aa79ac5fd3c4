#include "emulator/marketplace/agreement_requests.h"

#include <algorithm>
#include <cctype>

#include "emulator/messaging/notifications.h"
#include "emulator/services/agreement/operations.h"

// CreateAgreementRequest and AcceptAgreementRequest: a buyer gets a quote and accepts it.
//   out   what the agreement would cost; the agreement
//   fails AccessDeniedException      the seller asks, or the buyer's account is suspended
//         ResourceNotFoundException  no such proposal, agreement, request or charge
//         ConflictException          a client token of another request, a request that was
//                                    accepted, a charge of another revision
//         ValidationException        MISSING_MANDATORY_TERMS, UNSUPPORTED_ACTION, …
namespace souk::services::agreement {
namespace {

wire::Shape bounded_text() { return wire::string().length(1, 4096).matching(".+"); }

/// Its limits are the market's business, which has a reason for them.
wire::Shape requested_configuration() {
  using namespace wire;
  const auto dimension = structure(
      {required("dimensionKey", bounded_text()), required("dimensionValue", integer().range(0))});
  return structure(
      {member("configurableUpfrontPricingTermConfiguration",
              structure({required("selectorValue", bounded_text()),
                         required("dimensions", list(dimension).count(1))})),
       member("renewalTermConfiguration", structure({required("enableAutoRenew", boolean())})),
       member("variablePaymentTermConfiguration",
              structure(
                  {required("paymentRequestApprovalStrategy",
                            string().one_of({"AUTO_APPROVE_ON_EXPIRATION", "WAIT_FOR_APPROVAL"})),
                   member("expirationDuration", iso_duration())}))});
}

wire::Shape proposal_identifier() {
  return wire::string().length(1, 64).matching("(at-|ap-)[A-Za-z0-9]+", [](std::string_view text) {
    if (!text.starts_with("at-") && !text.starts_with("ap-")) return false;
    text.remove_prefix(3);
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
      return std::isalnum(letter) != 0;
    });
  });
}

/// souk knows no taxes; who asks for them learns that there are none.
void add_taxes(Json& told, const std::string& amount, const char* after_tax) {
  told[after_tax] = amount;
  told["estimatedTaxes"] = {{"breakdown", Json::array()}, {"totalAmount", "0.00"}};
}

Json told_charges(const marketplace::Quote& quote, bool taxes) {
  Json charges = Json::array();
  for (const auto& each : quote.charges) {
    Json charge{{"id", each.id},
                {"amount", to_text(each.amount)},
                {"timing", each.time ? "SCHEDULED" : "ON_ACCEPTANCE"}};
    if (each.time) charge["time"] = seconds(*each.time);
    if (taxes) add_taxes(charge, to_text(each.amount), "amountAfterTax");
    charges.push_back(std::move(charge));
  }
  return charges;
}

Json told_dimensions(const marketplace::Quote& quote) {
  Json dimensions = Json::array();
  for (const auto& each : quote.dimensions) {
    Json told{{"dimensionKey", each.name},
              {"newQuantity", each.quantity},
              {"oldQuantity", 0},
              {"incrementalChargeAmount", to_text(each.amount)}};
    // Where a schedule spreads the price, no one charge is the dimension's.
    if (quote.charges.size() == 1) told["chargeReference"] = quote.charges.front().id;
    dimensions.push_back(std::move(told));
  }
  return dimensions;
}

Json told_summary(const marketplace::Quote& quote, bool taxes) {
  Json summary{{"currencyCode", quote.currency},
               {"newAgreementValue", to_text(quote.value)},
               {"expectedCharges", told_charges(quote, taxes)},
               {"itemizedCharges", told_dimensions(quote)},
               {"invoicingEntity", invoicing_entity()}};
  if (taxes) add_taxes(summary, to_text(quote.value), "newAgreementValueAfterTax");
  return summary;
}

}  // namespace

const wire::Shape& create_agreement_request_input() {
  using namespace wire;
  static const auto shape = structure(
      {member("clientToken", client_token()),
       required("intent", string().one_of({"NEW", "AMEND", "REPLACE"})),
       required("requestedTerms",
                list(structure({required("id", term_id()),
                                member("configuration", requested_configuration())}))
                    .count(1, 30)),
       member("sourceAgreementIdentifier", resource_id()),
       member("agreementProposalIdentifier", proposal_identifier()),
       member("taxConfiguration",
              structure({member("taxEstimation", string().one_of({"DISABLED", "ENABLED"}))}))});
  return shape;
}

Result<Json> create_agreement_request(Context& context, const Json& request) {
  auto all = request;
  all.erase("clientToken");
  const auto quote = marketplace::request_agreement(
      context.market, context.caller.account,
      {request["intent"], request.value("agreementProposalIdentifier", ""),
       request.value("sourceAgreementIdentifier", ""), request["requestedTerms"],
       request.value("clientToken", ""), std::move(all)});
  if (!quote) return Failure(quote.error());
  const auto taxes = request.value("taxConfiguration", Json::object());
  return Json{
      {"agreementRequestId", quote->request_id},
      {"chargeSummary", told_summary(*quote, taxes.value("taxEstimation", "") == "ENABLED")}};
}

const wire::Shape& accept_agreement_request_input() {
  static const auto shape =
      wire::structure({wire::required("agreementRequestId", request_id("ar-")),
                       wire::member("purchaseOrders", purchase_orders())});
  return shape;
}

Result<Json> accept_agreement_request(Context& context, const Json& request) {
  const auto agreement = marketplace::accept_agreement_request(
      context.market, context.caller.account, request["agreementRequestId"],
      purchase_orders_in(request));
  if (!agreement) return Failure(agreement.error());
  messaging::publish_news(context.messaging);
  return Json{{"agreementId", *agreement}};
}

}  // namespace souk::services::agreement
