#pragma once

#include "emulator/services/agreement/shapes.h"

// AWS Marketplace Agreement Service, 2020-03-01. Source: its API Reference, and the published
// model.
namespace souk::services::agreement {

const wire::Shape& describe_agreement_input();
Result<Json> describe_agreement(Context& context, const Json& request);

const wire::Shape& search_agreements_input();
Result<Json> search_agreements(Context& context, const Json& request);

const wire::Shape& get_agreement_terms_input();
Result<Json> get_agreement_terms(Context& context, const Json& request);

const wire::Shape& get_agreement_entitlements_input();
Result<Json> get_agreement_entitlements(Context& context, const Json& request);

const wire::Shape& send_agreement_cancellation_request_input();
Result<Json> send_agreement_cancellation_request(Context& context, const Json& request);

const wire::Shape& cancel_agreement_cancellation_request_input();
Result<Json> cancel_agreement_cancellation_request(Context& context, const Json& request);

const wire::Shape& accept_agreement_cancellation_request_input();
Result<Json> accept_agreement_cancellation_request(Context& context, const Json& request);

const wire::Shape& reject_agreement_cancellation_request_input();
Result<Json> reject_agreement_cancellation_request(Context& context, const Json& request);

const wire::Shape& get_agreement_cancellation_request_input();
Result<Json> get_agreement_cancellation_request(Context& context, const Json& request);

const wire::Shape& list_agreement_cancellation_requests_input();
Result<Json> list_agreement_cancellation_requests(Context& context, const Json& request);

const wire::Shape& cancel_agreement_input();
Result<Json> cancel_agreement(Context& context, const Json& request);

const wire::Shape& send_agreement_payment_request_input();
Result<Json> send_agreement_payment_request(Context& context, const Json& request);

const wire::Shape& get_agreement_payment_request_input();
Result<Json> get_agreement_payment_request(Context& context, const Json& request);

const wire::Shape& cancel_agreement_payment_request_input();
Result<Json> cancel_agreement_payment_request(Context& context, const Json& request);

const wire::Shape& accept_agreement_payment_request_input();
Result<Json> accept_agreement_payment_request(Context& context, const Json& request);

const wire::Shape& reject_agreement_payment_request_input();
Result<Json> reject_agreement_payment_request(Context& context, const Json& request);

const wire::Shape& list_agreement_payment_requests_input();
Result<Json> list_agreement_payment_requests(Context& context, const Json& request);

const wire::Shape& create_agreement_request_input();
Result<Json> create_agreement_request(Context& context, const Json& request);

const wire::Shape& accept_agreement_request_input();
Result<Json> accept_agreement_request(Context& context, const Json& request);

const wire::Shape& batch_create_billing_adjustment_request_input();
Result<Json> batch_create_billing_adjustment_request(Context& context, const Json& request);

const wire::Shape& get_billing_adjustment_request_input();
Result<Json> get_billing_adjustment_request(Context& context, const Json& request);

const wire::Shape& list_billing_adjustment_requests_input();
Result<Json> list_billing_adjustment_requests(Context& context, const Json& request);

const wire::Shape& list_agreement_invoice_line_items_input();
Result<Json> list_agreement_invoice_line_items(Context& context, const Json& request);

const wire::Shape& list_agreement_charges_input();
Result<Json> list_agreement_charges(Context& context, const Json& request);

const wire::Shape& update_purchase_orders_input();
Result<Json> update_purchase_orders(Context& context, const Json& request);

}  // namespace souk::services::agreement
