#include "scenarios/process/foreground.h"

#include <fmt/format.h>

#include <system_error>

#include "scenarios/process/keeper_link.h"
#include "scenarios/process/surroundings.h"

namespace souk::process {
namespace {

constexpr Duration kAnHour = std::chrono::hours(1);

}  // namespace

tl::expected<std::unique_ptr<ForegroundCommand>, std::string> ForegroundCommand::prepare(
    const Launch& launch) {
  std::unique_ptr<ForegroundCommand> made(new ForegroundCommand(launch));
  try {
    made->link_ = std::make_unique<KeeperLink>(launch.keeper, KeeperLink::Stdio::Inherited);
  } catch (const std::system_error& error) {
    return tl::unexpected(std::string(error.what()));
  }
  if (const auto ready = made->link_->prepare(launch); !ready) {
    return tl::unexpected(ready.error());
  }
  return made;
}

ForegroundCommand::ForegroundCommand(Launch launch) : launch_(std::move(launch)) {}
ForegroundCommand::~ForegroundCommand() {
  link_.reset();
  clear_away(launch_);
}

tl::expected<int, std::string> ForegroundCommand::run(const std::vector<std::string>& words) {
  link_->start(launch_, words);
  while (true) {
    link_->wait_for(kAnHour,
                    [](const auto& state) { return state.ended || !state.failed.empty(); });
    const auto state = link_->state();
    if (!state.failed.empty()) return tl::unexpected(state.failed);
    if (state.ended) return *state.ended;
    if (state.lost) return tl::unexpected(std::string("the command's keeper is gone"));
  }
}

void ForegroundCommand::stop() { link_->send(fmt::format("stop {}", launch_.grace.count())); }

}  // namespace souk::process
