#include <algorithm>
#include <charconv>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/invoices.h"
#include "emulator/services/agreement/operations.h"
#include "emulator/services/agreement/pages.h"

// ListAgreementInvoiceLineItems: what a seller's buyer was billed, invoice by invoice.
//   in    agreementId, groupBy (INVOICE_ID), invoiceId, invoiceType, invoiceBillingPeriod,
//         beforeIssuedTime, afterIssuedTime, maxResults, nextToken
//   out   agreementInvoiceLineItemGroupSummaries, the newest first, nextToken
//   fails AccessDeniedException      the buyer asks
//         ResourceNotFoundException  no such agreement of the caller's, no such invoice
namespace souk::services::agreement {
namespace {

using marketplace::Invoice;

wire::Shape billing_period() {
  using namespace wire;
  return structure(
      {required("month", integer().range(1, 12)), required("year", integer().range(2023, 2050))});
}

const char* type_of_invoice(const Invoice& invoice) {
  return invoice.is_credit_memo ? "CREDIT_MEMO" : "INVOICE";
}

bool is_asked_for(const Invoice& invoice, const Json& request) {
  if (request.value("invoiceType", type_of_invoice(invoice)) != type_of_invoice(invoice)) {
    return false;
  }
  if (request.value("invoiceId", invoice.id) != invoice.id) return false;
  const auto period = request.value("invoiceBillingPeriod", Json::object());
  if (period.value("month", invoice.month) != invoice.month) return false;
  if (period.value("year", invoice.year) != invoice.year) return false;
  return lies_between(invoice.issued, request, "afterIssuedTime", "beforeIssuedTime");
}

Json told_invoice(const Invoice& invoice, const std::string& agreement_id) {
  const auto* sign = invoice.is_credit_memo ? "-" : "";
  return {{"agreementId", agreement_id},
          {"invoiceId", invoice.id},
          {"pricingCurrencyAmount",
           {{"amount", sign + to_text(invoice.amount)},
            {"maxAdjustmentAmount", to_text(invoice.adjustable)},
            {"currencyCode", invoice.currency}}},
          {"invoiceBillingPeriod", {{"month", invoice.month}, {"year", invoice.year}}},
          {"issuedTime", seconds(invoice.issued)},
          {"invoiceType", type_of_invoice(invoice)},
          {"invoicingEntity", invoicing_entity()}};
}

/// The newest first; ids are numbers.
Place place_of_invoice(const Invoice& invoice) {
  std::int64_t number = 0;
  std::from_chars(invoice.id.data(), invoice.id.data() + invoice.id.size(), number);
  return {-epoch_ms(invoice.issued), number};
}

}  // namespace

const wire::Shape& list_agreement_invoice_line_items_input() {
  using namespace wire;
  static const auto shape = structure(
      {required("agreementId", resource_id()), required("groupBy", string().one_of({"INVOICE_ID"})),
       member("invoiceId", resource_id()),
       member("invoiceType", string().one_of({"INVOICE", "CREDIT_MEMO"})),
       member("invoiceBillingPeriod", billing_period()), member("beforeIssuedTime", timestamp()),
       member("afterIssuedTime", timestamp()), member("maxResults", max_results()),
       member("nextToken", next_token())});
  return shape;
}

Result<Json> list_agreement_invoice_line_items(Context& context, const Json& request) {
  const auto involved = marketplace::agreement_of(context.market, context.caller.account,
                                                  request["agreementId"].get<std::string>(),
                                                  marketplace::Party::Proposer);
  if (!involved) return Failure(involved.error());
  auto invoices = marketplace::invoices_of(context.market, involved->agreement);
  const auto wanted = request.value("invoiceId", std::string());
  if (!wanted.empty() && std::none_of(invoices.begin(), invoices.end(),
                                      [&](const Invoice& each) { return each.id == wanted; })) {
    return Failure(marketplace::agreement_errors::not_found("Invoice", wanted));
  }
  std::erase_if(invoices, [&](const Invoice& each) { return !is_asked_for(each, request); });
  return page(
      context, "ListAgreementInvoiceLineItems", request, "agreementInvoiceLineItemGroupSummaries",
      std::move(invoices), place_of_invoice,
      [&](const Invoice& each) { return told_invoice(each, involved->agreement.agreement_id); });
}

}  // namespace souk::services::agreement
