#pragma once

#include <functional>

#include "emulator/services/operation.h"

// What the batch operations of SQS have in common.
namespace souk::services::sqs {

/// Whether a batch has 1 to 10 entries, each with an id of its own. `entry` is what SQS calls one
/// ("SendMessageBatchRequestEntry"). Fails with EmptyBatchRequest, TooManyEntriesInBatchRequest,
/// InvalidBatchEntryId, or BatchEntryIdsNotDistinct.
Result<void> check_batch(const Json& entries, std::string_view entry);

/// Runs each entry and answers {Successful, Failed}; an entry's failure is no failure of the
/// batch. `run` returns what a successful entry's result has beside its Id.
Json run_batch(const Json& entries, const std::function<Result<Json>(const Json& entry)>& run);

/// Entries under the name Query has for them, and the answer's shape for results named `result`.
wire::Shape batch_input(const wire::Shape& entry, std::string_view query_name);
wire::Shape batch_output(const wire::Shape& result, std::string_view query_name);

}  // namespace souk::services::sqs
