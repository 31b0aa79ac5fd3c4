#include "cli/command.h"
#include "scenarios/process/keeper.h"

namespace souk::cli {
namespace {

/// Where souk leaves the line to its keeper.
constexpr int kLink = 3;

}  // namespace

void add_keep(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("keep", "souk's own: minds the seller that souk started");
  // Nobody but souk has a use for it.
  command->group("");
  command->callback([&action] { action = [] { return process::keep(kLink); }; });
}

}  // namespace souk::cli
