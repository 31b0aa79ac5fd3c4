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

}  // namespace souk::services::agreement
