#include "emulator/services/aws_operations.h"

#include <algorithm>
#include <array>

namespace souk::services {
namespace {

constexpr std::array<std::string_view, 4> kMetering{
    "BatchMeterUsage",
    "MeterUsage",
    "RegisterUsage",
    "ResolveCustomer",
};

constexpr std::array<std::string_view, 1> kEntitlement{
    "GetEntitlements",
};

constexpr std::array<std::string_view, 25> kAgreement{
    "AcceptAgreementCancellationRequest",
    "AcceptAgreementPaymentRequest",
    "AcceptAgreementRequest",
    "BatchCreateBillingAdjustmentRequest",
    "CancelAgreement",
    "CancelAgreementCancellationRequest",
    "CancelAgreementPaymentRequest",
    "CreateAgreementRequest",
    "DescribeAgreement",
    "GetAgreementCancellationRequest",
    "GetAgreementEntitlements",
    "GetAgreementPaymentRequest",
    "GetAgreementTerms",
    "GetBillingAdjustmentRequest",
    "ListAgreementCancellationRequests",
    "ListAgreementCharges",
    "ListAgreementInvoiceLineItems",
    "ListAgreementPaymentRequests",
    "ListBillingAdjustmentRequests",
    "RejectAgreementCancellationRequest",
    "RejectAgreementPaymentRequest",
    "SearchAgreements",
    "SendAgreementCancellationRequest",
    "SendAgreementPaymentRequest",
    "UpdatePurchaseOrders",
};

constexpr std::array<std::string_view, 42> kSns{
    "AddPermission",
    "CheckIfPhoneNumberIsOptedOut",
    "ConfirmSubscription",
    "CreatePlatformApplication",
    "CreatePlatformEndpoint",
    "CreateSMSSandboxPhoneNumber",
    "CreateTopic",
    "DeleteEndpoint",
    "DeletePlatformApplication",
    "DeleteSMSSandboxPhoneNumber",
    "DeleteTopic",
    "GetDataProtectionPolicy",
    "GetEndpointAttributes",
    "GetPlatformApplicationAttributes",
    "GetSMSAttributes",
    "GetSMSSandboxAccountStatus",
    "GetSubscriptionAttributes",
    "GetTopicAttributes",
    "ListEndpointsByPlatformApplication",
    "ListOriginationNumbers",
    "ListPhoneNumbersOptedOut",
    "ListPlatformApplications",
    "ListSMSSandboxPhoneNumbers",
    "ListSubscriptions",
    "ListSubscriptionsByTopic",
    "ListTagsForResource",
    "ListTopics",
    "OptInPhoneNumber",
    "Publish",
    "PublishBatch",
    "PutDataProtectionPolicy",
    "RemovePermission",
    "SetEndpointAttributes",
    "SetPlatformApplicationAttributes",
    "SetSMSAttributes",
    "SetSubscriptionAttributes",
    "SetTopicAttributes",
    "Subscribe",
    "TagResource",
    "Unsubscribe",
    "UntagResource",
    "VerifySMSSandboxPhoneNumber",
};

constexpr std::array<std::string_view, 23> kSqs{
    "AddPermission",
    "CancelMessageMoveTask",
    "ChangeMessageVisibility",
    "ChangeMessageVisibilityBatch",
    "CreateQueue",
    "DeleteMessage",
    "DeleteMessageBatch",
    "DeleteQueue",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "ListMessageMoveTasks",
    "ListQueueTags",
    "ListQueues",
    "PurgeQueue",
    "ReceiveMessage",
    "RemovePermission",
    "SendMessage",
    "SendMessageBatch",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
    "UntagQueue",
};

constexpr std::array<std::string_view, 57> kEvents{
    "ActivateEventSource",
    "CancelReplay",
    "CreateApiDestination",
    "CreateArchive",
    "CreateConnection",
    "CreateEndpoint",
    "CreateEventBus",
    "CreatePartnerEventSource",
    "DeactivateEventSource",
    "DeauthorizeConnection",
    "DeleteApiDestination",
    "DeleteArchive",
    "DeleteConnection",
    "DeleteEndpoint",
    "DeleteEventBus",
    "DeletePartnerEventSource",
    "DeleteRule",
    "DescribeApiDestination",
    "DescribeArchive",
    "DescribeConnection",
    "DescribeEndpoint",
    "DescribeEventBus",
    "DescribeEventSource",
    "DescribePartnerEventSource",
    "DescribeReplay",
    "DescribeRule",
    "DisableRule",
    "EnableRule",
    "ListApiDestinations",
    "ListArchives",
    "ListConnections",
    "ListEndpoints",
    "ListEventBuses",
    "ListEventSources",
    "ListPartnerEventSourceAccounts",
    "ListPartnerEventSources",
    "ListReplays",
    "ListRuleNamesByTarget",
    "ListRules",
    "ListTagsForResource",
    "ListTargetsByRule",
    "PutEvents",
    "PutPartnerEvents",
    "PutPermission",
    "PutRule",
    "PutTargets",
    "RemovePermission",
    "RemoveTargets",
    "StartReplay",
    "TagResource",
    "TestEventPattern",
    "UntagResource",
    "UpdateApiDestination",
    "UpdateArchive",
    "UpdateConnection",
    "UpdateEndpoint",
    "UpdateEventBus",
};

constexpr std::array<std::string_view, 11> kSts{
    "AssumeRole",        "AssumeRoleWithSAML",         "AssumeRoleWithWebIdentity",
    "AssumeRoot",        "DecodeAuthorizationMessage", "GetAccessKeyInfo",
    "GetCallerIdentity", "GetDelegatedAccessToken",    "GetFederationToken",
    "GetSessionToken",   "GetWebIdentityToken",
};

constexpr std::array kServices{
    AwsService{"metering", "AWS Marketplace Metering Service", kMetering},
    AwsService{"entitlement", "AWS Marketplace Entitlement Service", kEntitlement},
    AwsService{"agreement", "AWS Marketplace Agreement Service", kAgreement},
    AwsService{"sns", "Amazon SNS", kSns},
    AwsService{"sqs", "Amazon SQS", kSqs},
    AwsService{"events", "Amazon EventBridge", kEvents},
    AwsService{"sts", "AWS STS", kSts},
};

}  // namespace

std::span<const AwsService> aws_services() { return kServices; }

const AwsService* find_aws_service(std::string_view name) {
  const auto found = std::find_if(kServices.begin(), kServices.end(),
                                  [&](const auto& each) { return each.name == name; });
  return found == kServices.end() ? nullptr : &*found;
}

bool AwsService::has(std::string_view operation) const {
  return std::binary_search(operations.begin(), operations.end(), operation);
}

}  // namespace souk::services
