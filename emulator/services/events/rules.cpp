#include "emulator/messaging/event_rules.h"
#include "emulator/services/events/operations.h"
#include "emulator/services/events/pages.h"
#include "emulator/services/events/shapes.h"

// PutRule, DescribeRule, EnableRule, DisableRule, DeleteRule and ListRules.
//   fails ResourceNotFoundException, InvalidEventPatternException, LimitExceededException,
//         ManagedRuleException, ValidationException
namespace souk::services::events {
namespace {

Json without_empty(std::initializer_list<std::pair<const char*, std::string>> members) {
  Json rule_view = Json::object();
  for (const auto& [name, value] : members) {
    if (!value.empty()) rule_view[name] = value;
  }
  return rule_view;
}

Json rule_view(const Context& context, const storage::EventRuleRow& rule) {
  return without_empty({{"Name", rule.name},
                        {"Arn", messaging::rule_arn(context.messaging, rule)},
                        {"EventPattern", rule.pattern},
                        {"ScheduleExpression", rule.schedule},
                        {"State", rule.state},
                        {"Description", rule.description},
                        {"RoleArn", rule.role_arn},
                        {"ManagedBy", rule.managed_by},
                        {"EventBusName", rule.bus}});
}

std::string bus_in(const Json& request) { return request.value("EventBusName", std::string()); }

Result<Json> switch_rule(Context& context, const Json& request, const char* state) {
  auto rule = messaging::changeable_rule(context.messaging, bus_in(request), request["Name"]);
  if (!rule) return Failure(rule.error());
  rule->state = state;
  messaging::events_of(context.messaging).put(*rule);
  return Json::object();
}

}  // namespace

const wire::Shape& put_rule_input() {
  using namespace wire;
  static const auto shape = structure(
      {required("Name", resource_name()), member("ScheduleExpression", string().length(0, 256)),
       member("EventPattern", string().length(0, 4096)),
       member("State", string().one_of({"ENABLED", "DISABLED",
                                        "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})),
       member("Description", string().length(0, 512)), member("RoleArn", an_arn()),
       member("Tags", event_tags()), member("EventBusName", bus_name_or_arn())});
  return shape;
}

Result<Json> put_rule(Context& context, const Json& request) {
  const auto text = [&](const char* name) { return request.value(name, std::string()); };
  messaging::RuleWish wish;
  wish.bus = bus_in(request);
  wish.name = text("Name");
  wish.pattern = text("EventPattern");
  wish.schedule = text("ScheduleExpression");
  wish.state = request.value("State", wish.state);
  wish.description = text("Description");
  wish.role_arn = text("RoleArn");
  wish.tags = tags_in(request.value("Tags", Json::array()));
  const auto rule = messaging::put_rule(context.messaging, wish);
  if (!rule) return Failure(rule.error());
  return Json{{"RuleArn", messaging::rule_arn(context.messaging, *rule)}};
}

const wire::Shape& named_rule_input() {
  using namespace wire;
  static const auto shape =
      structure({required("Name", resource_name()), member("EventBusName", bus_name_or_arn())});
  return shape;
}

Result<Json> describe_rule(Context& context, const Json& request) {
  const auto rule = messaging::find_rule(context.messaging, bus_in(request), request["Name"]);
  if (!rule) return Failure(rule.error());
  auto answer = rule_view(context, *rule);
  answer["CreatedBy"] = context.market.account;
  return answer;
}

Result<Json> enable_rule(Context& context, const Json& request) {
  return switch_rule(context, request, "ENABLED");
}

Result<Json> disable_rule(Context& context, const Json& request) {
  return switch_rule(context, request, "DISABLED");
}

const wire::Shape& delete_rule_input() {
  using namespace wire;
  static const auto shape =
      structure({required("Name", resource_name()), member("EventBusName", bus_name_or_arn()),
                 member("Force", boolean())});
  return shape;
}

Result<Json> delete_rule(Context& context, const Json& request) {
  const auto deleted = messaging::delete_rule(context.messaging, bus_in(request), request["Name"],
                                              request.value("Force", false));
  if (!deleted) return Failure(deleted.error());
  return Json::object();
}

const wire::Shape& list_rules_input() {
  using namespace wire;
  static const auto shape =
      structure({member("NamePrefix", resource_name()), member("EventBusName", bus_name_or_arn()),
                 member("NextToken", next_token()), member("Limit", page_limit())});
  return shape;
}

Result<Json> list_rules(Context& context, const Json& request) {
  const auto bus = messaging::find_bus(context.messaging, bus_in(request));
  if (!bus) return Failure(bus.error());
  Json all = Json::array();
  for (const auto& each : messaging::events_of(context.messaging).rules(bus->name)) {
    if (has_prefix(each.name, request)) all.push_back(rule_view(context, each));
  }
  return page_of(all, request, "Rules");
}

}  // namespace souk::services::events
