#include "emulator/messaging/event_rules.h"
#include "emulator/services/events/operations.h"
#include "emulator/services/events/pages.h"
#include "emulator/services/events/shapes.h"

// PutTargets, RemoveTargets, ListTargetsByRule and ListRuleNamesByTarget.
//   fails ResourceNotFoundException, LimitExceededException, ManagedRuleException,
//         ValidationException
namespace souk::services::events {
namespace {

wire::Shape input_transformer() {
  using namespace wire;
  return structure(
      {member("InputPathsMap",
              map(string().length(1, 256).matching("[A-Za-z0-9\\_\\-]+"), string().length(0, 256))
                  .count(0, 100)),
       required("InputTemplate", string().length(1, 8192))});
}

wire::Shape http_parameters() {
  using namespace wire;
  return structure({member("PathParameterValues", list(path_value())),
                    member("HeaderParameters", map(header_key(), header_value())),
                    member("QueryStringParameters", map(query_key(), query_value()))});
}

wire::Shape target() {
  using namespace wire;
  auto shape = structure(
      {required("Id", resource_name()), required("Arn", an_arn()), member("RoleArn", an_arn()),
       member("Input", string().length(0, 8192)), member("InputPath", string().length(0, 256)),
       member("InputTransformer", input_transformer()),
       member("SqsParameters", structure({member("MessageGroupId", string().length(0, 100))})),
       member("HttpParameters", http_parameters()),
       member("DeadLetterConfig", dead_letter_config()),
       member("RetryPolicy",
              structure({member("MaximumRetryAttempts", integer().range(0, 185)),
                         member("MaximumEventAgeInSeconds", integer().range(60, 86400))}))});
  add_other_targets(shape);
  return shape;
}

std::string bus_of_rule(const Json& request) {
  return request.value("EventBusName", std::string());
}

}  // namespace

const wire::Shape& put_targets_input() {
  using namespace wire;
  static const auto shape =
      structure({required("Rule", resource_name()), member("EventBusName", bus_name_or_arn()),
                 required("Targets", list(target()).count(1, 100))});
  return shape;
}

Result<Json> put_targets(Context& context, const Json& request) {
  const auto rule =
      messaging::changeable_rule(context.messaging, bus_of_rule(request), request["Rule"]);
  if (!rule) return Failure(rule.error());
  const auto put = messaging::put_targets(context.messaging, *rule, request["Targets"]);
  if (!put) return Failure(put.error());
  return Json{{"FailedEntryCount", 0}, {"FailedEntries", Json::array()}};
}

const wire::Shape& remove_targets_input() {
  using namespace wire;
  static const auto shape =
      structure({required("Rule", resource_name()), member("EventBusName", bus_name_or_arn()),
                 required("Ids", list(resource_name()).count(1, 100)), member("Force", boolean())});
  return shape;
}

Result<Json> remove_targets(Context& context, const Json& request) {
  const auto rule = messaging::changeable_rule(context.messaging, bus_of_rule(request),
                                               request["Rule"], request.value("Force", false));
  if (!rule) return Failure(rule.error());
  auto events = messaging::events_of(context.messaging);
  Json failed = Json::array();
  for (const auto& each : request["Ids"]) {
    const auto id = each.get<std::string>();
    if (events.remove_target(rule->id, id)) continue;
    failed.push_back({{"TargetId", id},
                      {"ErrorCode", "ResourceNotFoundException"},
                      {"ErrorMessage", "Rule '" + rule->name +
                                           "' does not have a target with the Id '" + id + "'."}});
  }
  return Json{{"FailedEntryCount", failed.size()}, {"FailedEntries", std::move(failed)}};
}

const wire::Shape& list_targets_by_rule_input() {
  using namespace wire;
  static const auto shape =
      structure({required("Rule", resource_name()), member("EventBusName", bus_name_or_arn()),
                 member("NextToken", next_token()), member("Limit", page_limit())});
  return shape;
}

Result<Json> list_targets_by_rule(Context& context, const Json& request) {
  const auto rule = messaging::find_rule(context.messaging, bus_of_rule(request), request["Rule"]);
  if (!rule) return Failure(rule.error());
  Json all = Json::array();
  for (const auto& each : messaging::events_of(context.messaging).targets(rule->id)) {
    all.push_back(messaging::target_view(each));
  }
  return page_of(all, request, "Targets");
}

const wire::Shape& list_rule_names_by_target_input() {
  using namespace wire;
  static const auto shape =
      structure({required("TargetArn", an_arn()), member("EventBusName", bus_name_or_arn()),
                 member("NextToken", next_token()), member("Limit", page_limit())});
  return shape;
}

Result<Json> list_rule_names_by_target(Context& context, const Json& request) {
  const auto bus = messaging::find_bus(context.messaging, bus_of_rule(request));
  if (!bus) return Failure(bus.error());
  const Json names = messaging::events_of(context.messaging)
                         .rules_with_target(bus->name, request["TargetArn"].get<std::string>());
  return page_of(names, request, "RuleNames");
}

}  // namespace souk::services::events
