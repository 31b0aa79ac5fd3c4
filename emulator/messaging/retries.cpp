#include "emulator/messaging/retries.h"

#include <algorithm>
#include <array>
#include <span>

namespace souk::messaging {
namespace {

using namespace std::chrono_literals;

/// `count` attempts, the first `from` after the one before it, growing evenly in ratio to `to`.
struct Phase {
  std::int64_t count;
  Duration from;
  Duration to;
};

constexpr std::array kSnsHttp{Phase{3, 20s, 20s}};
constexpr std::array kSnsService{Phase{3, 0s, 0s}, Phase{2, 1s, 1s}, Phase{10, 1s, 20s},
                                 Phase{100'000, 20s, 20s}};
constexpr std::array kEventBridge{Phase{10, 1s, 512s}, Phase{175, 480s, 480s}};

std::span<const Phase> phases(std::string_view channel, std::string_view protocol) {
  if (channel == "eventbridge") return kEventBridge;
  if (protocol == "http" || protocol == "https") return kSnsHttp;
  return kSnsService;
}

Duration wait_in(const Phase& phase, std::int64_t position) {
  if (phase.from == phase.to) return phase.from;
  // Doubling from the first wait, capped by the last: the usual exponential back-off.
  const auto doubled = phase.from * (std::int64_t{1} << std::min<std::int64_t>(position, 30));
  return std::min<Duration>(doubled, phase.to);
}

}  // namespace

std::optional<Duration> next_attempt(std::string_view channel, std::string_view protocol,
                                     std::int64_t made) {
  auto position = made - 1;
  for (const auto& phase : phases(channel, protocol)) {
    if (position < phase.count) return wait_in(phase, position);
    position -= phase.count;
  }
  return std::nullopt;
}

Verdict judge_status(int status, bool retries_429) {
  if (status >= 200 && status < 300) return Verdict::Delivered;
  if (status >= 500 || (status == 429 && retries_429)) return Verdict::Failed;
  return Verdict::Refused;
}

}  // namespace souk::messaging
