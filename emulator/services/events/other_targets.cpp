#include <algorithm>
#include <cctype>

#include "emulator/services/events/shapes.h"

// Parameters of targets souk does not reach. The service checks them before it looks at an ARN.
namespace souk::services::events {
namespace {

/// A secret's ARN, or a path to one in the event.
bool is_secret(std::string_view text) {
  if (text.rfind("$.", 0) == 0) return text.size() > 2;
  return text.rfind("arn:aws", 0) == 0 && text.find(":secretsmanager:") != std::string_view::npos;
}

bool is_parameter_name(std::string_view text) {
  const auto alphanumeric = [](unsigned char letter) { return std::isalnum(letter) != 0; };
  return !text.empty() && alphanumeric(text.front()) && alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [&](unsigned char letter) { return alphanumeric(letter) || letter == '-'; });
}

wire::Shape run_command() {
  using namespace wire;
  const auto target = structure(
      {required("Key", string().length(1, 128).matching("^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$")),
       required("Values", list(string().length(1, 256)).count(1, 50))});
  return structure({required("RunCommandTargets", list(target).count(1, 5))});
}

wire::Shape network() {
  using namespace wire;
  const auto vpc =
      structure({required("Subnets", list(string())), member("SecurityGroups", list(string())),
                 member("AssignPublicIp", string().one_of({"ENABLED", "DISABLED"}))});
  return structure({member("awsvpcConfiguration", vpc)});
}

wire::Shape placement(std::initializer_list<std::string_view> types, const char* other,
                      std::int64_t longest) {
  using namespace wire;
  return list(structure(
      {member("type", string().one_of(types)), member(other, string().length(0, longest))}));
}

wire::Shape ecs() {
  using namespace wire;
  const auto provider = structure({required("capacityProvider", string().length(1, 255)),
                                   member("weight", integer().range(0, 1000)),
                                   member("base", integer().range(0, 100000))});
  return structure(
      {required("TaskDefinitionArn", an_arn()), member("TaskCount", integer().range(1)),
       member("LaunchType", string().one_of({"EC2", "FARGATE", "EXTERNAL"})),
       member("NetworkConfiguration", network()), member("PlatformVersion", string()),
       member("Group", string()), member("CapacityProviderStrategy", list(provider).count(0, 6)),
       member("EnableECSManagedTags", boolean()), member("EnableExecuteCommand", boolean()),
       member("PlacementConstraints",
              placement({"distinctInstance", "memberOf"}, "expression", 2000).count(0, 10)),
       member("PlacementStrategy",
              placement({"random", "spread", "binpack"}, "field", 255).count(0, 5)),
       member("PropagateTags", string().one_of({"TASK_DEFINITION"})),
       member("ReferenceId", string().length(0, 1024)), member("Tags", event_tags())});
}

wire::Shape batch() {
  using namespace wire;
  return structure({required("JobDefinition", string()), required("JobName", string()),
                    member("ArrayProperties", structure({member("Size", integer())})),
                    member("RetryStrategy", structure({member("Attempts", integer())}))});
}

wire::Shape redshift() {
  using namespace wire;
  const auto statement = string().length(1, 100000);
  return structure(
      {member("SecretManagerArn",
              string().length(1, 1600).matching(
                  "(^arn:aws([a-z]|\\-)*:secretsmanager:[a-z0-9-.]+:.*)|(\\$(\\.[\\w_-]+(\\[(\\d+|"
                  "\\*)\\])*)*)",
                  is_secret)),
       required("Database", string().length(1, 64)), member("DbUser", string().length(1, 128)),
       member("Sql", statement), member("StatementName", string().length(1, 500)),
       member("WithEvent", boolean()), member("Sqls", list(statement).count(0, 40))});
}

wire::Shape pipeline() {
  using namespace wire;
  const auto parameter =
      structure({required("Name", string().length(1, 256).matching("^[a-zA-Z0-9](-*[a-zA-Z0-9])*$",
                                                                   is_parameter_name)),
                 required("Value", string().length(0, 1024))});
  return structure({member("PipelineParameterList", list(parameter).count(0, 200))});
}

}  // namespace

void add_other_targets(wire::Shape& target) {
  using namespace wire;
  for (auto& each :
       {member("KinesisParameters",
               structure({required("PartitionKeyPath", string().length(0, 256))})),
        member("RunCommandParameters", run_command()), member("EcsParameters", ecs()),
        member("BatchParameters", batch()), member("RedshiftDataParameters", redshift()),
        member("SageMakerPipelineParameters", pipeline()),
        member("AppSyncParameters",
               structure({member("GraphQLOperation", string().length(1, 1048576))}))}) {
    target.members.push_back(each);
  }
}

}  // namespace souk::services::events
