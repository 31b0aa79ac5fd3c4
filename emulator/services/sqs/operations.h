#pragma once

#include "emulator/messaging/queues.h"
#include "emulator/services/operation.h"

// Amazon SQS, 2012-11-05, over JSON and Query. Source: its API Reference, the published model,
// recorded answers.
namespace souk::services::sqs {

/// Where the caller finds a queue: on the host it called, since some SDKs go there for the rest.
std::string queue_url(const Context& context, const std::string& queue);

/// Whether the request has all of these, and none is an empty text. Fails with
/// MissingRequiredParameterException.
Result<void> present(const Json& request, std::initializer_list<const char*> members);

/// What is not about one queue is no action of a queue's own address, says Query.
Result<void> is_at_the_endpoint(const Context& context);

/// Queues of a sandbox are the seller's; a buyer is denied access.
Result<void> is_open_to_caller(const Context& context, const std::string& resource);

/// The queue a request is for.
Result<storage::QueueRow> queue_of(Context& context, const Json& request);

const wire::Shape* queue_url_output();

/// A request that names a queue and says no more.
const wire::Shape& named_queue_input();

const wire::Shape& create_queue_input();
Result<Json> create_queue(Context& context, const Json& request);

const wire::Shape& get_queue_url_input();
Result<Json> get_queue_url(Context& context, const Json& request);

const wire::Shape& get_queue_attributes_input();
const wire::Shape* get_queue_attributes_output();
Result<Json> get_queue_attributes(Context& context, const Json& request);

const wire::Shape& receive_message_input();
const wire::Shape* receive_message_output();
Result<Json> receive_message(Context& context, const Json& request);

const wire::Shape& delete_message_input();
Result<Json> delete_message(Context& context, const Json& request);

const wire::Shape& change_message_visibility_input();
Result<Json> change_message_visibility(Context& context, const Json& request);

const wire::Shape& send_message_input();
const wire::Shape* send_message_output();
Result<Json> send_message(Context& context, const Json& request);

const wire::Shape& send_message_batch_input();
const wire::Shape* send_message_batch_output();
Result<Json> send_message_batch(Context& context, const Json& request);

const wire::Shape& delete_message_batch_input();
const wire::Shape* delete_message_batch_output();
Result<Json> delete_message_batch(Context& context, const Json& request);

const wire::Shape& change_message_visibility_batch_input();
const wire::Shape* change_message_visibility_batch_output();
Result<Json> change_message_visibility_batch(Context& context, const Json& request);

const wire::Shape& set_queue_attributes_input();
Result<Json> set_queue_attributes(Context& context, const Json& request);

Result<Json> delete_queue(Context& context, const Json& request);

Result<Json> purge_queue(Context& context, const Json& request);

const wire::Shape& list_queues_input();
const wire::Shape* list_queues_output();
Result<Json> list_queues(Context& context, const Json& request);

const wire::Shape& tag_queue_input();
Result<Json> tag_queue(Context& context, const Json& request);

const wire::Shape& untag_queue_input();
Result<Json> untag_queue(Context& context, const Json& request);

const wire::Shape* list_queue_tags_output();
Result<Json> list_queue_tags(Context& context, const Json& request);

}  // namespace souk::services::sqs
