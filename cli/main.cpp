#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/command.h"
#include "cli/interrupts.h"
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
  for (const auto add : {add_run, add_serve, add_exec, add_env, add_clock, add_journal, add_rules,
                         add_ca, add_seller}) {
    add(app, action);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kKept : kBadStory;
  }
  return action();
}

}  // namespace

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("souk"));
  spdlog::set_pattern("souk: %v");
  souk::cli::block_interrupts();
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run_command(argc, argv);
  } catch (const std::exception& error) {
    return souk::cli::complain(souk::cli::kSoukFailed, error.what());
  }
}
