#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <exception>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/output.h"
#include "emulator/core/version.h"

namespace {

int run_command(int argc, char** argv) {
  using namespace souk::cli;
  CLI::App app{
      "souk: a local AWS Marketplace, and a judge of the SaaS applications sold in it.\n"
      "  souk run scenarios/library --seller sample     judge the sample seller\n"
      "  souk serve                                     be a Marketplace on port 4747\n"
      "  souk COMMAND --help                            more, with examples"};
  app.name("souk");
  app.set_version_flag("--version", std::string(souk::kVersion));
  app.require_subcommand(1);
  Action action;
  for (const auto add : {add_run, add_serve, add_exec, add_env, add_clock, add_journal, add_listen,
                         add_rules, add_api, add_ca, add_seller, add_keep}) {
    add(app, action);
  }
  if (const auto code = read_arguments(app, argc, argv)) return *code;
  const int code = action();
  if (const std::string trouble = output_trouble(); !trouble.empty()) {
    return complain(kSoukFailed, "standard output did not take everything: " + trouble,
                    "Make room where it leads, or send it elsewhere.");
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  souk::cli::keep_standard_descriptors();
  spdlog::set_default_logger(spdlog::stderr_color_mt("souk"));
  spdlog::set_pattern("souk: %v");
  try {
    return run_command(argc, argv);
  } catch (const std::exception& error) {
    return souk::cli::complain(souk::cli::kSoukFailed, error.what());
  }
}
