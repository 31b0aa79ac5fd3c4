#include <fmt/format.h>

#include <cstdio>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/remote.h"
#include "scenarios/process/aws_environment.h"

namespace souk::cli {
namespace {

int print_environment(const Remote& remote, const std::string& format) {
  const auto view = remote.box().view();
  if (!view) return complain(view.error(), remote);
  const auto variables = process::aws_environment(
      {remote.emulator, view->region, view->access_key_id, view->secret_access_key});
  if (format == "json") {
    nlohmann::ordered_json object;
    for (const auto& [name, value] : variables) object[name] = value;
    fmt::print("{}\n", object.dump(2));
    return kKept;
  }
  for (const auto& [name, value] : variables) {
    fmt::print("{}{}={}\n", format == "sh" ? "export " : "", name, value);
  }
  return kKept;
}

}  // namespace

void add_env(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("env", "Print the variables that lead an AWS SDK here");
  auto remote = std::make_shared<Remote>();
  auto format = std::make_shared<std::string>("sh");
  add_remote(*command, *remote);
  command->add_option("--format", *format, "sh, dotenv or json")
      ->check(one_of({"sh", "dotenv", "json"}))
      ->capture_default_str();
  command->footer(
      "Each service gets an endpoint of its own; calls to other services go where they went.\n"
      "SDKs older than these variables (boto3 before 1.31, JavaScript v2, Java before 2.28.1) "
      "need\n"
      "the endpoint in code, or souk's HTTPS port under the names of AWS (souk ca --help).\n"
      "Examples:\n"
      "  eval \"$(souk env)\" && node seller.js\n"
      "  souk env --format dotenv > .env");
  command->callback([&action, remote, format] {
    action = [remote, format] { return print_environment(*remote, *format); };
  });
}

}  // namespace souk::cli
