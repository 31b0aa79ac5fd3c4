#include "scenarios/runner/timekeeper.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/process/real_time.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

/// How often, in real time, a clock that runs by itself is looked at.
constexpr Duration kLook{100};

}  // namespace

// The first multiple of `every` since 1970, plus the offset, that is later than now.
std::optional<Timestamp> Timekeeper::next_tick() const {
  const Seller& seller = session_.plan().seller;
  if (!seller.tick.is_object() || seller.tick_every <= Duration{0}) return std::nullopt;
  const auto since = session_.now().time_since_epoch() - seller.tick_offset;
  const auto passed = since / seller.tick_every;
  return Timestamp(seller.tick_every * (passed + 1) + seller.tick_offset);
}

Tried<std::optional<Timestamp>> Timekeeper::next_happening() {
  auto clock =
      session_.market().ask([](client::SandboxClient& sandbox) { return sandbox.clock(); });
  if (!clock) return refusal(clock.error());
  if (!clock->next) return std::optional<Timestamp>();
  return std::optional(std::max(clock->next->at, session_.now()));
}

Tried<client::Done> Timekeeper::wait_until(Timestamp target) {
  const double rate = session_.plan().rate;
  while (true) {
    const auto clock =
        session_.market().ask([](client::SandboxClient& sandbox) { return sandbox.clock(); });
    if (!clock) return refusal(clock.error());
    session_.set_now(clock->now);
    if (clock->now >= target) return client::Done{};
    const auto left = static_cast<double>((target - clock->now).count()) / rate;
    process::pause(std::clamp(Duration(static_cast<std::int64_t>(left)), Duration{1}, kLook));
  }
}

Tried<client::Done> Timekeeper::advance_to(Timestamp target) {
  if (session_.plan().rate > 0) return wait_until(target);
  const auto options = session_.settling();
  const auto advanced = session_.market().ask(
      [&](client::SandboxClient& sandbox) { return sandbox.advance_to(target, options); });
  if (!advanced) return refusal("time cannot go on: " + advanced.error());
  session_.set_now(advanced->to);
  return client::Done{};
}

Tried<client::Done> Timekeeper::go_to(Timestamp target) {
  if (target < session_.now()) {
    return refusal(fmt::format("{} is in the past; it is {}", client::to_iso(target),
                               client::to_iso(session_.now())));
  }
  while (true) {
    const auto due = next_tick();
    const auto look = session_.consumption().next_look(session_);
    const Timestamp stop = std::min({target, due.value_or(target), look.value_or(target)});
    if (auto moved = advance_to(stop); !moved) return moved;
    session_.consumption().look(session_);
    if (due == stop) {
      tick();
    } else if (stop == target) {
      return client::Done{};
    }
  }
}

Tried<bool> Timekeeper::go_on(std::optional<Timestamp> limit) {
  const auto happening = next_happening();
  if (!happening) return refusal(happening.error());
  auto due = next_tick();
  if (*happening && (!due || **happening < *due)) due = *happening;
  if (session_.plan().rate > 0 && limit && session_.now() < *limit) {
    // The seller may act at any time, and nothing of that is on the agenda.
    const auto soon =
        session_.now() + Duration(static_cast<std::int64_t>(static_cast<double>(kLook.count()) *
                                                            session_.plan().rate));
    due = std::min({due.value_or(soon), soon, *limit});
  }
  if (!due || (limit && *due > *limit)) return false;
  if (const auto moved = go_to(*due); !moved) return refusal(moved.error());
  return true;
}

Tried<bool> Timekeeper::to_next_happening() {
  const auto happening = next_happening();
  if (!happening) return refusal(happening.error());
  if (!*happening) return false;
  if (const auto moved = go_to(**happening); !moved) return refusal(moved.error());
  return true;
}

void Timekeeper::tick() {
  if (session_.is_asleep()) return;
  const Timestamp due = session_.now();
  const auto answer = session_.ask_seller(session_.plan().seller.tick);
  session_.note("tick", "judge", "tick",
                {{"status", answer ? answer->status : 0}, {"due", client::to_iso(due)}});
  std::string trouble = answer ? std::string() : answer.error();
  if (answer && answer->status >= 500) {
    trouble = fmt::format("the seller's job answered {}", answer->status);
  }
  if (!trouble.empty() && trouble_.empty()) {
    trouble_ = fmt::format("at {}: {}", client::to_iso(due), trouble);
  }
  session_.settle();
}

}  // namespace souk::judge
