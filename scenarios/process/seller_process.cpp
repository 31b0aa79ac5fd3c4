#include "scenarios/process/seller_process.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <system_error>

#include "scenarios/process/exit_code.h"
#include "scenarios/process/keeper_link.h"
#include "scenarios/process/real_time.h"
#include "souk/time.h"

namespace souk::process {
namespace {

constexpr Duration kLook{20};        // between two looks whether it is ready
constexpr Duration kKeeper{30'000};  // for what the keeper answers at once

constexpr int kNotExecutable = 126;

std::string how_it_ended(int code) {
  if (code > kSignalBase) return fmt::format("was ended by {}", strsignal(code - kSignalBase));
  if (code == kNotFound) return "was not found";
  if (code == kNotExecutable) return "cannot be executed";
  return fmt::format("ended with exit code {}", code);
}

}  // namespace

tl::expected<std::unique_ptr<SellerProcess>, std::string> SellerProcess::prepare(Launch launch) {
  std::unique_ptr<SellerProcess> made(new SellerProcess(std::move(launch)));
  try {
    made->link_ = std::make_unique<KeeperLink>(made->launch_.keeper);
  } catch (const std::system_error& error) {
    return tl::unexpected(std::string(error.what()));
  }
  if (const auto ready = made->link_->prepare(made->launch_); !ready) {
    return tl::unexpected(ready.error());
  }
  return made;
}

SellerProcess::SellerProcess(Launch launch) : launch_(std::move(launch)) {}

SellerProcess::~SellerProcess() {
  if (link_ && running()) stop();
}

tl::expected<void, std::string> SellerProcess::start(const std::stop_token& cancel) {
  const auto& ready = launch_.ready;
  const bool by_line = ready.kind == Readiness::Kind::Line;
  if (!by_line && looks_ready(ready)) {
    return tl::unexpected(fmt::format(
        "{} before the seller was started: another program is there. End it, or use another port.",
        in_words(ready)));
  }
  link_->look_for(by_line ? ready.what : "");
  link_->start(launch_, {"/bin/sh", "-c", launch_.command});
  link_->wait_for(kKeeper, [](const auto& s) { return s.started || !s.failed.empty(); });
  if (const auto state = link_->state(); !state.started) {
    return tl::unexpected(state.failed.empty() ? "the seller's keeper is gone" : state.failed);
  }
  const Stopwatch stopwatch;
  while (!cancel.stop_requested()) {
    if (by_line ? link_->saw_it() : looks_ready(ready)) return {};
    const auto state = link_->state();
    if (state.ended && (state.gone || *state.ended != 0)) {
      const auto sentence = ended_early(how_it_ended(*state.ended));
      kill();
      return tl::unexpected(sentence);
    }
    if (stopwatch.elapsed() > launch_.ready_within) {
      const auto elsewhere = found_elsewhere(ready);
      const auto sentence = with_last_words(
          fmt::format("the seller was started and did not get ready within {}: it was waited until "
                      "{}{}",
                      client::to_text(launch_.ready_within), in_words(ready),
                      elsewhere.empty() ? "" : ", and " + elsewhere));
      kill();
      return tl::unexpected(sentence);
    }
    link_->wait_for(kLook, [](const auto& s) { return s.ended && s.gone; });
  }
  kill();
  return tl::unexpected(std::string("interrupted"));
}

std::string SellerProcess::ended_early(const std::string& how) const {
  return with_last_words(
      fmt::format("the seller's command `{}` {} before it was ready", launch_.command, how));
}

std::string SellerProcess::with_last_words(const std::string& sentence) const {
  const auto words = link_->last_words();
  if (words.empty()) return sentence + "; it printed nothing";
  return sentence + "; the last it printed:\n" + words.substr(0, words.size() - 1);
}

bool SellerProcess::stop() {
  if (!running()) return true;
  link_->send(fmt::format("stop {}", launch_.grace.count()));
  link_->wait_for(launch_.grace + kKeeper, [](const auto& state) { return state.gone; });
  return link_->state().ended != kSignalBase + SIGKILL;
}

void SellerProcess::kill() {
  link_->send("kill");
  link_->wait_for(kKeeper, [](const auto& state) { return state.gone; });
}

void SellerProcess::pause() { link_->send("pause"); }
void SellerProcess::resume() { link_->send("resume"); }

bool SellerProcess::running() const { return !link_->state().gone; }

pid_t SellerProcess::keeper() const { return link_->keeper(); }

std::vector<Printed> SellerProcess::take_output() { return link_->take_output(); }

}  // namespace souk::process
