#include "emulator/services/entitlement/operations.h"

#include <algorithm>
#include <array>

#include "emulator/services/metering/operations.h"
#include "emulator/services/sns/operations.h"
#include "emulator/services/sqs/operations.h"

namespace souk::services {
namespace {

const wire::Shape* none() { return nullptr; }

const std::array kOperations{
    Operation{"metering", "ResolveCustomer", metering::resolve_customer_input,
              metering::resolve_customer_output, metering::resolve_customer},
    Operation{"metering", "BatchMeterUsage", metering::batch_meter_usage_input,
              metering::batch_meter_usage_output, metering::batch_meter_usage},
    Operation{"entitlement", "GetEntitlements", entitlement::get_entitlements_input,
              entitlement::get_entitlements_output, entitlement::get_entitlements,
              "InvalidParameterException"},
    Operation{"sns", "Subscribe", sns::subscribe_input, sns::subscribe_output, sns::subscribe},
    Operation{"sns", "ConfirmSubscription", sns::confirm_subscription_input,
              sns::confirm_subscription_output, sns::confirm_subscription},
    Operation{"sns", "Unsubscribe", sns::unsubscribe_input, none, sns::unsubscribe},
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
};

}  // namespace

const Operation* find_operation(std::string_view service, std::string_view name) {
  const auto found = std::find_if(kOperations.begin(), kOperations.end(), [&](const auto& each) {
    return each.service == service && each.name == name;
  });
  return found == kOperations.end() ? nullptr : &*found;
}

bool is_offered(std::string_view service) {
  return std::any_of(kOperations.begin(), kOperations.end(),
                     [&](const auto& each) { return each.service == service; });
}

}  // namespace souk::services
