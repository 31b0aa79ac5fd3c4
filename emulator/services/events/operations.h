#pragma once

#include "emulator/services/operation.h"

// Amazon EventBridge, 2015-10-07. Source: its API Reference, the published model, recorded answers.
namespace souk::services::events {

/// Whether the caller is the seller: buses of a sandbox are its own. Fails with
/// AccessDeniedException.
Result<void> is_open_to_caller(const Context& context);

/// An operation that only the seller may call.
template <Result<Json> (*run)(Context&, const Json&)>
Result<Json> for_seller(Context& context, const Json& request) {
  if (const auto open = is_open_to_caller(context); !open) return Failure(open.error());
  return run(context, request);
}

const wire::Shape& put_events_input();
Result<Json> put_events(Context& context, const Json& request);

const wire::Shape& test_event_pattern_input();
Result<Json> test_event_pattern(Context& context, const Json& request);

const wire::Shape& put_rule_input();
Result<Json> put_rule(Context& context, const Json& request);
/// A request that names a rule.
const wire::Shape& named_rule_input();
Result<Json> describe_rule(Context& context, const Json& request);
Result<Json> enable_rule(Context& context, const Json& request);
Result<Json> disable_rule(Context& context, const Json& request);
const wire::Shape& delete_rule_input();
Result<Json> delete_rule(Context& context, const Json& request);
const wire::Shape& list_rules_input();
Result<Json> list_rules(Context& context, const Json& request);

const wire::Shape& put_targets_input();
Result<Json> put_targets(Context& context, const Json& request);
const wire::Shape& remove_targets_input();
Result<Json> remove_targets(Context& context, const Json& request);
const wire::Shape& list_targets_by_rule_input();
Result<Json> list_targets_by_rule(Context& context, const Json& request);
const wire::Shape& list_rule_names_by_target_input();
Result<Json> list_rule_names_by_target(Context& context, const Json& request);

const wire::Shape& create_event_bus_input();
Result<Json> create_event_bus(Context& context, const Json& request);
const wire::Shape& describe_event_bus_input();
Result<Json> describe_event_bus(Context& context, const Json& request);
const wire::Shape& update_event_bus_input();
Result<Json> update_event_bus(Context& context, const Json& request);
const wire::Shape& delete_event_bus_input();
Result<Json> delete_event_bus(Context& context, const Json& request);
const wire::Shape& list_event_buses_input();
Result<Json> list_event_buses(Context& context, const Json& request);

const wire::Shape& create_connection_input();
Result<Json> create_connection(Context& context, const Json& request);
/// A request that names a connection, or an API destination.
const wire::Shape& named_input();
Result<Json> describe_connection(Context& context, const Json& request);
Result<Json> deauthorize_connection(Context& context, const Json& request);
Result<Json> delete_connection(Context& context, const Json& request);
const wire::Shape& update_connection_input();
Result<Json> update_connection(Context& context, const Json& request);
const wire::Shape& list_connections_input();
Result<Json> list_connections(Context& context, const Json& request);

const wire::Shape& create_api_destination_input();
Result<Json> create_api_destination(Context& context, const Json& request);
Result<Json> describe_api_destination(Context& context, const Json& request);
Result<Json> delete_api_destination(Context& context, const Json& request);
const wire::Shape& update_api_destination_input();
Result<Json> update_api_destination(Context& context, const Json& request);
const wire::Shape& list_api_destinations_input();
Result<Json> list_api_destinations(Context& context, const Json& request);

const wire::Shape& tag_resource_input();
Result<Json> tag_resource(Context& context, const Json& request);
const wire::Shape& untag_resource_input();
Result<Json> untag_resource(Context& context, const Json& request);
const wire::Shape& list_tags_input();
Result<Json> list_tags(Context& context, const Json& request);

}  // namespace souk::services::events
