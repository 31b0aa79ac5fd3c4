#include "emulator/services/entitlement/operations.h"

#include <algorithm>
#include <array>

#include "emulator/services/agreement/operations.h"
#include "emulator/services/events/operations.h"
#include "emulator/services/metering/operations.h"
#include "emulator/services/sns/operations.h"
#include "emulator/services/sqs/operations.h"
#include "emulator/services/sts/operations.h"

namespace souk::services {
namespace {

const wire::Shape* none() { return nullptr; }

constexpr Operation of_agreements(std::string_view name, const wire::Shape& (*input)(),
                                  Result<Json> (*run)(Context&, const Json&)) {
  Operation operation{"agreement", name, input, agreement::written_as_it_is, run};
  operation.explain_limit = agreement::explain_limit;
  operation.json_alone = true;
  return operation;
}

/// Over JSON an answer needs no shape.
template <Result<Json> (*run)(Context&, const Json&)>
constexpr Operation of_events(std::string_view name, const wire::Shape& (*input)()) {
  Operation operation{"events", name, input, none, events::for_seller<run>};
  operation.json_alone = true;
  return operation;
}

const std::array kOperations{
    Operation{"metering", "ResolveCustomer", metering::resolve_customer_input,
              metering::resolve_customer_output, metering::resolve_customer},
    Operation{"metering", "BatchMeterUsage", metering::batch_meter_usage_input,
              metering::batch_meter_usage_output, metering::batch_meter_usage},
    Operation{"metering", "MeterUsage", metering::meter_usage_input, metering::meter_usage_output,
              metering::meter_usage},
    Operation{"metering", "RegisterUsage", metering::register_usage_input,
              metering::register_usage_output, metering::register_usage},
    Operation{"entitlement", "GetEntitlements", entitlement::get_entitlements_input,
              entitlement::get_entitlements_output, entitlement::get_entitlements,
              "InvalidParameterException"},
    of_agreements("DescribeAgreement", agreement::describe_agreement_input,
                  agreement::describe_agreement),
    of_agreements("SearchAgreements", agreement::search_agreements_input,
                  agreement::search_agreements),
    of_agreements("GetAgreementTerms", agreement::get_agreement_terms_input,
                  agreement::get_agreement_terms),
    of_agreements("GetAgreementEntitlements", agreement::get_agreement_entitlements_input,
                  agreement::get_agreement_entitlements),
    of_agreements("SendAgreementCancellationRequest",
                  agreement::send_agreement_cancellation_request_input,
                  agreement::send_agreement_cancellation_request),
    of_agreements("CancelAgreementCancellationRequest",
                  agreement::cancel_agreement_cancellation_request_input,
                  agreement::cancel_agreement_cancellation_request),
    of_agreements("AcceptAgreementCancellationRequest",
                  agreement::accept_agreement_cancellation_request_input,
                  agreement::accept_agreement_cancellation_request),
    of_agreements("RejectAgreementCancellationRequest",
                  agreement::reject_agreement_cancellation_request_input,
                  agreement::reject_agreement_cancellation_request),
    of_agreements("GetAgreementCancellationRequest",
                  agreement::get_agreement_cancellation_request_input,
                  agreement::get_agreement_cancellation_request),
    of_agreements("ListAgreementCancellationRequests",
                  agreement::list_agreement_cancellation_requests_input,
                  agreement::list_agreement_cancellation_requests),
    of_agreements("CancelAgreement", agreement::cancel_agreement_input,
                  agreement::cancel_agreement),
    of_agreements("SendAgreementPaymentRequest", agreement::send_agreement_payment_request_input,
                  agreement::send_agreement_payment_request),
    of_agreements("GetAgreementPaymentRequest", agreement::get_agreement_payment_request_input,
                  agreement::get_agreement_payment_request),
    of_agreements("CancelAgreementPaymentRequest",
                  agreement::cancel_agreement_payment_request_input,
                  agreement::cancel_agreement_payment_request),
    of_agreements("AcceptAgreementPaymentRequest",
                  agreement::accept_agreement_payment_request_input,
                  agreement::accept_agreement_payment_request),
    of_agreements("RejectAgreementPaymentRequest",
                  agreement::reject_agreement_payment_request_input,
                  agreement::reject_agreement_payment_request),
    of_agreements("ListAgreementPaymentRequests", agreement::list_agreement_payment_requests_input,
                  agreement::list_agreement_payment_requests),
    of_agreements("CreateAgreementRequest", agreement::create_agreement_request_input,
                  agreement::create_agreement_request),
    of_agreements("AcceptAgreementRequest", agreement::accept_agreement_request_input,
                  agreement::accept_agreement_request),
    of_agreements("BatchCreateBillingAdjustmentRequest",
                  agreement::batch_create_billing_adjustment_request_input,
                  agreement::batch_create_billing_adjustment_request),
    of_agreements("GetBillingAdjustmentRequest", agreement::get_billing_adjustment_request_input,
                  agreement::get_billing_adjustment_request),
    of_agreements("ListBillingAdjustmentRequests",
                  agreement::list_billing_adjustment_requests_input,
                  agreement::list_billing_adjustment_requests),
    of_agreements("ListAgreementInvoiceLineItems",
                  agreement::list_agreement_invoice_line_items_input,
                  agreement::list_agreement_invoice_line_items),
    of_agreements("ListAgreementCharges", agreement::list_agreement_charges_input,
                  agreement::list_agreement_charges),
    of_agreements("UpdatePurchaseOrders", agreement::update_purchase_orders_input,
                  agreement::update_purchase_orders),
    Operation{"sns", "Subscribe", sns::subscribe_input, sns::subscribe_output, sns::subscribe},
    Operation{"sns", "ConfirmSubscription", sns::confirm_subscription_input,
              sns::confirm_subscription_output, sns::confirm_subscription},
    Operation{"sns", "Unsubscribe", sns::unsubscribe_input, none, sns::unsubscribe},
    Operation{"sns", "CreateTopic", sns::create_topic_input, sns::create_topic_output,
              sns::create_topic},
    Operation{"sns", "DeleteTopic", sns::topic_input, none, sns::delete_topic},
    Operation{"sns", "Publish", sns::publish_input, sns::publish_output, sns::publish},
    Operation{"sns", "PublishBatch", sns::publish_batch_input, sns::publish_batch_output,
              sns::publish_batch},
    Operation{"sns", "ListTopics", sns::list_input, sns::list_topics_output, sns::list_topics},
    Operation{"sns", "ListSubscriptions", sns::list_input, sns::list_subscriptions_output,
              sns::list_subscriptions},
    Operation{"sns", "ListSubscriptionsByTopic", sns::list_subscriptions_by_topic_input,
              sns::list_subscriptions_output, sns::list_subscriptions_by_topic},
    Operation{"sns", "GetSubscriptionAttributes", sns::get_subscription_attributes_input,
              sns::attributes_output, sns::get_subscription_attributes},
    Operation{"sns", "SetSubscriptionAttributes", sns::set_subscription_attributes_input, none,
              sns::set_subscription_attributes},
    Operation{"sns", "GetTopicAttributes", sns::topic_input, sns::attributes_output,
              sns::get_topic_attributes},
    Operation{"sns", "SetTopicAttributes", sns::set_topic_attributes_input, none,
              sns::set_topic_attributes},
    Operation{"sns", "TagResource", sns::tag_resource_input, sns::empty_output, sns::tag_resource},
    Operation{"sns", "UntagResource", sns::untag_resource_input, sns::empty_output,
              sns::untag_resource},
    Operation{"sns", "ListTagsForResource", sns::list_tags_input, sns::list_tags_output,
              sns::list_tags},
    Operation{"sts", "AssumeRole", sts::assume_role_input, sts::assume_role_output,
              sts::assume_role},
    Operation{"sts", "AssumeRoleWithWebIdentity", sts::assume_role_with_web_identity_input,
              sts::assume_role_with_web_identity_output, sts::assume_role_with_web_identity, "",
              false, nullptr, true},
    Operation{"sts", "GetCallerIdentity", sts::get_caller_identity_input,
              sts::get_caller_identity_output, sts::get_caller_identity},
    Operation{"sqs", "CreateQueue", sqs::create_queue_input, sqs::queue_url_output,
              sqs::create_queue},
    Operation{"sqs", "GetQueueUrl", sqs::get_queue_url_input, sqs::queue_url_output,
              sqs::get_queue_url},
    Operation{"sqs", "GetQueueAttributes", sqs::get_queue_attributes_input,
              sqs::get_queue_attributes_output, sqs::get_queue_attributes},
    Operation{"sqs", "ReceiveMessage", sqs::receive_message_input, sqs::receive_message_output,
              sqs::receive_message, "", true},
    Operation{"sqs", "DeleteMessage", sqs::delete_message_input, none, sqs::delete_message},
    Operation{"sqs", "ChangeMessageVisibility", sqs::change_message_visibility_input, none,
              sqs::change_message_visibility},
    Operation{"sqs", "SendMessage", sqs::send_message_input, sqs::send_message_output,
              sqs::send_message},
    Operation{"sqs", "SendMessageBatch", sqs::send_message_batch_input,
              sqs::send_message_batch_output, sqs::send_message_batch},
    Operation{"sqs", "DeleteMessageBatch", sqs::delete_message_batch_input,
              sqs::delete_message_batch_output, sqs::delete_message_batch},
    Operation{"sqs", "ChangeMessageVisibilityBatch", sqs::change_message_visibility_batch_input,
              sqs::change_message_visibility_batch_output, sqs::change_message_visibility_batch},
    Operation{"sqs", "SetQueueAttributes", sqs::set_queue_attributes_input, none,
              sqs::set_queue_attributes},
    Operation{"sqs", "DeleteQueue", sqs::named_queue_input, none, sqs::delete_queue},
    Operation{"sqs", "PurgeQueue", sqs::named_queue_input, none, sqs::purge_queue},
    Operation{"sqs", "ListQueues", sqs::list_queues_input, sqs::list_queues_output,
              sqs::list_queues},
    Operation{"sqs", "TagQueue", sqs::tag_queue_input, none, sqs::tag_queue},
    Operation{"sqs", "UntagQueue", sqs::untag_queue_input, none, sqs::untag_queue},
    Operation{"sqs", "ListQueueTags", sqs::named_queue_input, sqs::list_queue_tags_output,
              sqs::list_queue_tags},
    of_events<events::put_events>("PutEvents", events::put_events_input),
    of_events<events::test_event_pattern>("TestEventPattern", events::test_event_pattern_input),
    of_events<events::put_rule>("PutRule", events::put_rule_input),
    of_events<events::describe_rule>("DescribeRule", events::named_rule_input),
    of_events<events::enable_rule>("EnableRule", events::named_rule_input),
    of_events<events::disable_rule>("DisableRule", events::named_rule_input),
    of_events<events::delete_rule>("DeleteRule", events::delete_rule_input),
    of_events<events::list_rules>("ListRules", events::list_rules_input),
    of_events<events::put_targets>("PutTargets", events::put_targets_input),
    of_events<events::remove_targets>("RemoveTargets", events::remove_targets_input),
    of_events<events::list_targets_by_rule>("ListTargetsByRule",
                                            events::list_targets_by_rule_input),
    of_events<events::list_rule_names_by_target>("ListRuleNamesByTarget",
                                                 events::list_rule_names_by_target_input),
    of_events<events::create_event_bus>("CreateEventBus", events::create_event_bus_input),
    of_events<events::describe_event_bus>("DescribeEventBus", events::describe_event_bus_input),
    of_events<events::update_event_bus>("UpdateEventBus", events::update_event_bus_input),
    of_events<events::delete_event_bus>("DeleteEventBus", events::delete_event_bus_input),
    of_events<events::list_event_buses>("ListEventBuses", events::list_event_buses_input),
    of_events<events::create_connection>("CreateConnection", events::create_connection_input),
    of_events<events::describe_connection>("DescribeConnection", events::named_input),
    of_events<events::update_connection>("UpdateConnection", events::update_connection_input),
    of_events<events::deauthorize_connection>("DeauthorizeConnection", events::named_input),
    of_events<events::delete_connection>("DeleteConnection", events::named_input),
    of_events<events::list_connections>("ListConnections", events::list_connections_input),
    of_events<events::create_api_destination>("CreateApiDestination",
                                              events::create_api_destination_input),
    of_events<events::describe_api_destination>("DescribeApiDestination", events::named_input),
    of_events<events::update_api_destination>("UpdateApiDestination",
                                              events::update_api_destination_input),
    of_events<events::delete_api_destination>("DeleteApiDestination", events::named_input),
    of_events<events::list_api_destinations>("ListApiDestinations",
                                             events::list_api_destinations_input),
    of_events<events::tag_resource>("TagResource", events::tag_resource_input),
    of_events<events::untag_resource>("UntagResource", events::untag_resource_input),
    of_events<events::list_tags>("ListTagsForResource", events::list_tags_input),
};

}  // namespace

const Operation* find_operation(std::string_view service, std::string_view name) {
  const auto found = std::find_if(kOperations.begin(), kOperations.end(), [&](const auto& each) {
    return each.service == service && each.name == name;
  });
  return found == kOperations.end() ? nullptr : &*found;
}

std::span<const Operation> all_operations() { return kOperations; }

}  // namespace souk::services
