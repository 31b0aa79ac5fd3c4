#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "emulator/services/aws_operations.h"
#include "emulator/services/operation.h"

namespace souk::cli {
namespace {

using services::AwsService;

bool is_offered(const AwsService& service, std::string_view operation) {
  return services::find_operation(service.name, operation) != nullptr;
}

void list(const AwsService& service) {
  const auto& all = service.operations;
  const auto offered =
      std::count_if(all.begin(), all.end(), [&](auto each) { return is_offered(service, each); });
  fmt::print("{} ({}): {} of {} operations\n", service.name, service.title, offered, all.size());
  for (const auto operation : all) {
    fmt::print("  {} {}\n", is_offered(service, operation) ? "yes" : "-  ", operation);
  }
}

int list_operations(const std::string& name) {
  if (name.empty()) {
    for (const auto& service : services::aws_services()) list(service);
    return kKept;
  }
  if (const auto* service = services::find_aws_service(name)) {
    list(*service);
    return kKept;
  }
  std::string names;
  for (const auto& service : services::aws_services()) {
    names += (names.empty() ? "" : ", ") + std::string(service.name);
  }
  return complain(kBadStory, fmt::format("souk knows no service \"{}\".", name),
                  "There are " + names + ".");
}

}  // namespace

void add_api(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("api", "List the AWS operations that are offered, and not");
  auto service = std::make_shared<std::string>();
  command->add_option("service", *service, "For example sqs");
  command->footer("Examples:\n  souk api\n  souk api metering");
  command->callback(
      [&action, service] { action = [service] { return list_operations(*service); }; });
}

}  // namespace souk::cli
