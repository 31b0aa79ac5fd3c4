#pragma once

#include "tests/emulator/services/services_fixture.h"

namespace souk::services {

/// A seller that talks to EventBridge.
class EventsServiceTest : public ServicesTest {
 protected:
  Said ask(const std::string& operation, const Json& input = Json::object()) {
    return call("events", operation, input);
  }
  /// "400 ValidationException: …", "200 : " for what is no refusal.
  std::string error(const std::string& operation, const Json& input = Json::object()) {
    return ask(operation, input).error();
  }

  std::string arn(const std::string& resource) const {
    return "arn:aws:events:us-east-1:" + sandbox_->account() + ":" + resource;
  }
  std::string queue_arn(const std::string& queue) const {
    return "arn:aws:sqs:us-east-1:" + sandbox_->account() + ":" + queue;
  }

  Said rule(const std::string& name, Json more = Json::object()) {
    more["Name"] = name;
    if (!more.contains("EventPattern") && !more.contains("ScheduleExpression")) {
      more["EventPattern"] = R"({"source":["shop"]})";
    }
    return ask("PutRule", more);
  }
  /// Gives the rule a target of this id.
  Said target(const std::string& rule_name, const std::string& id, Json more = Json::object()) {
    more["Id"] = id;
    if (!more.contains("Arn")) more["Arn"] = queue_arn("news");
    return ask("PutTargets", {{"Rule", rule_name}, {"Targets", Json::array({more})}});
  }
  /// Bodies of what the queue holds.
  std::vector<std::string> bodies(const std::string& queue) {
    const auto url = call("sqs", "GetQueueUrl", {{"QueueName", queue}}).body["QueueUrl"];
    const auto said =
        call("sqs", "ReceiveMessage", {{"QueueUrl", url}, {"MaxNumberOfMessages", 10}});
    std::vector<std::string> found;
    for (const auto& each : said.body.value("Messages", Json::array())) {
      found.push_back(each["Body"]);
    }
    return found;
  }

  Json api_key() const {
    return {{"Name", "way"},
            {"AuthorizationType", "API_KEY"},
            {"AuthParameters",
             {{"ApiKeyAuthParameters", {{"ApiKeyName", "x-key"}, {"ApiKeyValue", "hush"}}}}}};
  }
};

}  // namespace souk::services
