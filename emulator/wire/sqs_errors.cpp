#include "emulator/wire/sqs_errors.h"

#include <algorithm>
#include <array>

namespace souk::wire {
namespace {

/// Source: Amazon SQS API Reference, "Errors" of each action, and the awsQueryError names of the
/// public service model.
constexpr std::array kSqsErrors{
    SqsError{"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400, 400,
             "The specified queue does not exist for this wsdl version."},
    SqsError{"QueueNameExists", "QueueAlreadyExists", 400, 400},
    SqsError{"QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently", 400, 400},
    SqsError{"PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress", 403, 403},
    SqsError{"TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
             400, 400},
    SqsError{"EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", 400, 400},
    SqsError{"BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", 400,
             400},
    SqsError{"InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId", 400, 400},
    SqsError{"BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong", 400, 400},
    SqsError{"ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", 400, 404},
    SqsError{"MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight", 400, 400},
    SqsError{"InvalidAttributeName", "InvalidAttributeName", 400, 400},
    SqsError{"InvalidAttributeValue", "InvalidAttributeValue", 400, 400},
    SqsError{"InvalidMessageContents", "InvalidMessageContents", 400, 400},
    SqsError{"InvalidParameterValueException", "InvalidParameterValue", 400, 400},
    SqsError{"MissingRequiredParameterException", "MissingParameter", 400, 400},
    SqsError{"KmsAccessDenied", "KMS.AccessDeniedException", 400, 400},
    SqsError{"KmsDisabled", "KMS.DisabledException", 400, 400},
    SqsError{"KmsInvalidKeyUsage", "KMS.InvalidKeyUsageException", 400, 400},
    SqsError{"KmsInvalidState", "KMS.InvalidStateException", 400, 400},
    SqsError{"KmsNotFound", "KMS.NotFoundException", 400, 400},
    SqsError{"KmsOptInRequired", "KMS.OptInRequired", 400, 403},
    SqsError{"KmsThrottled", "KMS.ThrottlingException", 400, 400},
    SqsError{"OverLimit", "OverLimit", 403, 403},
    SqsError{"RequestThrottled", "RequestThrottled", 400, 403},
    SqsError{"UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation", 400, 400},
    SqsError{"InvalidAddress", "InvalidAddress", 400, 404},
    SqsError{"InvalidSecurity", "InvalidSecurity", 400, 403},
    SqsError{"InvalidIdFormat", "InvalidIdFormat", 400, 400},
    SqsError{"ResourceNotFoundException", "ResourceNotFoundException", 400, 404},
};

}  // namespace

const SqsError* find_sqs_error(std::string_view name) {
  const auto found = std::find_if(kSqsErrors.begin(), kSqsErrors.end(),
                                  [&](const SqsError& known) { return known.name == name; });
  return found == kSqsErrors.end() ? nullptr : &*found;
}

}  // namespace souk::wire
