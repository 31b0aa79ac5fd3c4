#pragma once

#include "emulator/services/operation.h"

// Amazon SNS, 2010-03-31. Source: its API Reference, the published model, recorded answers.
namespace souk::services::sns {

const wire::Shape& subscribe_input();
const wire::Shape* subscribe_output();
Result<Json> subscribe(Context& context, const Json& request);

const wire::Shape& confirm_subscription_input();
const wire::Shape* confirm_subscription_output();
Result<Json> confirm_subscription(Context& context, const Json& request);

const wire::Shape& unsubscribe_input();
Result<Json> unsubscribe(Context& context, const Json& request);

/// {key: value} of a list of tags.
Json tags_in(const Json& list);

/// A request that names a topic and says no more.
const wire::Shape& topic_input();
/// An answer with a map of attributes, and one with nothing in it.
const wire::Shape* attributes_output();
const wire::Shape* empty_output();

const wire::Shape& create_topic_input();
const wire::Shape* create_topic_output();
Result<Json> create_topic(Context& context, const Json& request);

Result<Json> delete_topic(Context& context, const Json& request);

Result<Json> get_topic_attributes(Context& context, const Json& request);

const wire::Shape& set_topic_attributes_input();
Result<Json> set_topic_attributes(Context& context, const Json& request);

const wire::Shape& tag_resource_input();
Result<Json> tag_resource(Context& context, const Json& request);

const wire::Shape& untag_resource_input();
Result<Json> untag_resource(Context& context, const Json& request);

const wire::Shape& list_tags_input();
const wire::Shape* list_tags_output();
Result<Json> list_tags(Context& context, const Json& request);

const wire::Shape& list_input();
const wire::Shape* list_topics_output();
Result<Json> list_topics(Context& context, const Json& request);

const wire::Shape* list_subscriptions_output();
Result<Json> list_subscriptions(Context& context, const Json& request);

const wire::Shape& list_subscriptions_by_topic_input();
Result<Json> list_subscriptions_by_topic(Context& context, const Json& request);

const wire::Shape& get_subscription_attributes_input();
Result<Json> get_subscription_attributes(Context& context, const Json& request);

const wire::Shape& set_subscription_attributes_input();
Result<Json> set_subscription_attributes(Context& context, const Json& request);

const wire::Shape& publish_input();
const wire::Shape* publish_output();
Result<Json> publish(Context& context, const Json& request);

const wire::Shape& publish_batch_input();
const wire::Shape* publish_batch_output();
Result<Json> publish_batch(Context& context, const Json& request);

}  // namespace souk::services::sns
