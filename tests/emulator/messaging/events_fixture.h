#pragma once

#include "emulator/messaging/api_destinations.h"
#include "emulator/messaging/event_publishing.h"
#include "emulator/messaging/event_rules.h"
#include "emulator/messaging/functions.h"
#include "emulator/messaging/own_topics.h"
#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {

/// A seller with rules of its own.
class EventsTest : public MessagingTest {
 protected:
  /// Makes a rule and one target of it.
  void rule(const char* name, const Json& pattern, Json target, const std::string& bus = "") {
    RuleWish wish;
    wish.bus = bus;
    wish.name = name;
    wish.pattern = pattern.dump();
    const auto made = put_rule(messaging_, wish).value();
    if (!target.contains("Id")) target["Id"] = "one";
    const auto put = put_targets(messaging_, made, Json::array({target}));
    ASSERT_TRUE(put) << put.error().message;
  }

  std::string queue(const char* name) {
    return queue_arn(messaging_, create_queue(messaging_, name, Json::object()).value());
  }

  /// Puts an event and makes the deliveries that come of it; returns its id.
  std::string put(Json entry = Json::object()) {
    for (const auto& [member, value] :
         {std::pair{"Source", "shop"}, std::pair{"DetailType", "Order"},
          std::pair{"Detail", "{\"a\":1}"}}) {
      if (!entry.contains(member)) entry[member] = value;
    }
    const auto id = put_event(messaging_, entry).value();
    deliver();
    return id;
  }

  std::vector<storage::MessageRow> messages_in(const char* name) {
    std::vector<storage::MessageRow> found;
    const auto row = messaging_.queues.queue(name).value();
    for (const auto& each : receive(messaging_, row, 10, std::nullopt)) {
      found.push_back(each.message);
    }
    return found;
  }
  std::vector<std::string> bodies_in(const char* name) {
    std::vector<std::string> bodies;
    for (const auto& each : messages_in(name)) bodies.push_back(each.body);
    return bodies;
  }

  /// An API destination there, with a connection of this kind.
  std::string destination(const std::string& url, ConnectionWish connection = {}) {
    if (connection.authorization.empty()) {
      connection.authorization = "API_KEY";
      connection.parameters = {
          {"ApiKeyAuthParameters", {{"ApiKeyName", "x-api-key"}, {"ApiKeyValue", "secret"}}}};
    }
    connection.name = "way";
    const auto made = create_connection(messaging_, connection).value();
    ApiDestinationWish wish;
    wish.name = "hook";
    wish.connection_arn = connection_arn(messaging_, made);
    wish.endpoint = url;
    wish.method = "POST";
    return api_destination_arn(messaging_, create_api_destination(messaging_, wish).value());
  }

  static Json any() { return {{"source", {{{"prefix", ""}}}}}; }
};

}  // namespace souk::messaging
