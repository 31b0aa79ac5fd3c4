#include "emulator/messaging/market_rules.h"

#include <fmt/format.h>

#include "emulator/messaging/api_destinations.h"
#include "emulator/messaging/event_rules.h"
#include "emulator/messaging/functions.h"

namespace souk::messaging {
namespace {

constexpr auto kPattern = R"({"source":["aws.agreement-marketplace"]})";

std::string name_of_rule(const storage::ProductRow& product) {
  return fmt::format("souk-{}", product.name);
}

storage::EventRuleRow rule_of(Messaging& messaging, const storage::ProductRow& product) {
  auto events = events_of(messaging);
  const auto name = name_of_rule(product);
  if (auto rule = events.rule(kDefaultBus, name)) return std::move(*rule);
  storage::EventRuleRow rule;
  rule.bus = kDefaultBus;
  rule.name = name;
  rule.pattern = kPattern;
  rule.state = "ENABLED";
  rule.managed_by = "souk";
  rule.product = product.id;
  rule.id = events.put(rule);
  return rule;
}

/// The ARN under which an endpoint can be a target.
std::string target_arn(Messaging& messaging, const std::string& name, const std::string& protocol,
                       const std::string& endpoint) {
  if (protocol == "sqs") return endpoint;
  auto events = events_of(messaging);
  auto& market = messaging.market;
  if (protocol == "lambda") {
    events.put_function(name, endpoint);
    return function_arn(messaging, name);
  }
  storage::ApiDestinationRow destination;
  destination.name = name;
  destination.unique_id = market.ids.uuid(
      "api-destination", static_cast<std::uint64_t>(market.settings.next("api-destination")));
  destination.endpoint = endpoint;
  destination.method = "POST";
  destination.created = market.now();
  destination.modified = destination.created;
  events.put(destination);
  return api_destination_arn(messaging, destination);
}

}  // namespace

std::string hear_product(Messaging& messaging, const storage::ProductRow& product,
                         const std::string& protocol, const std::string& endpoint) {
  const auto rule = rule_of(messaging, product);
  auto events = events_of(messaging);
  const auto name = fmt::format("{}-{}", rule.name, events.targets(rule.id).size() + 1);
  events.put(
      storage::RuleTargetRow{0, rule.id, name, target_arn(messaging, name, protocol, endpoint)});
  return rule_arn(messaging, rule);
}

void stop_hearing(Messaging& messaging, const storage::ProductRow& product) {
  auto events = events_of(messaging);
  const auto rule = events.rule(kDefaultBus, name_of_rule(product));
  if (!rule || rule->product != product.id) return;
  for (const auto& target : events.targets(rule->id)) {
    events.remove_api_destination(target.target_id);
    events.remove_target(rule->id, target.target_id);
  }
}

}  // namespace souk::messaging
