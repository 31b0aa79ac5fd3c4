#pragma once

#include "emulator/messaging/queues.h"
#include "emulator/services/operation.h"

// Amazon SQS, 2012-11-05, over JSON and Query. Source: its API Reference, the published model,
// recorded answers.
namespace souk::services::sqs {

/// Where the caller finds a queue: on the host it called, since some SDKs go there for the rest.
std::string queue_url(const Context& context, const std::string& queue);

const wire::Shape* queue_url_output();

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

}  // namespace souk::services::sqs
