#include "emulator/sandbox/conductor.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreements.h"
#include "emulator/messaging/notifications.h"

namespace souk::sandbox {
namespace {

using namespace std::chrono_literals;

/// How long a journey waits for a hold before it says who holds it.
constexpr Duration kHoldPatience = 30s;
constexpr Duration kIdlePause = 5ms;
constexpr Duration kQuietPause = 10ms;

Error stuck(std::string message, std::string hint) {
  return {"WrongState", 409, std::move(message), "", std::move(hint)};
}

std::string holders(const Sandbox& sandbox) {
  std::string names;
  for (const auto& [id, hold] : sandbox.holds) names += (names.empty() ? "" : ", ") + hold.name;
  return names;
}

void drop_expired_holds(Sandbox& sandbox) {
  std::erase_if(sandbox.holds,
                [](const auto& each) { return each.second.until <= real_time::monotonic_now(); });
}

Result<Timestamp> destination(Sandbox& sandbox, const Target& target) {
  const auto now = sandbox.clock.running_now();
  if (target.from && *target.from != now) {
    return Failure(stuck(fmt::format("It is {}, not {}.", to_iso(now), to_iso(*target.from)),
                         "Somebody else moved this clock. Read it again."));
  }
  if (target.by) return now + *target.by;
  if (target.to) {
    if (*target.to < now) {
      return Failure(stuck(fmt::format("{} is past; it is {}.", to_iso(*target.to), to_iso(now)),
                           "Time never moves back. Reset the sandbox, or restore a snapshot."));
    }
    return *target.to;
  }
  const auto first = sandbox.market.agenda.first();
  return first ? std::max(first->due, now) : now;
}

bool queues_are_read(Sandbox& sandbox) {
  Session session(sandbox);
  for (const auto& name : sandbox.activity.polled_queues()) {
    const auto queue = sandbox.messaging.queues.queue(name);
    if (!queue) continue;
    const auto counts = sandbox.messaging.queues.counts(queue->id, sandbox.clock.now());
    if (counts.visible + counts.in_flight > 0) return false;
  }
  return true;
}

}  // namespace

void Conductor::make(Sandbox& sandbox, messaging::Attempt& attempt) {
  const auto answer = messaging::make_attempt(attempt, outbound_);
  sandbox.activity.stirred();
  Session session(sandbox);
  messaging::finish_attempt(sandbox.messaging, attempt, answer);
  --sandbox.attempts_in_flight;
  session.commit();
  sandbox.changed.notify_all();
}

std::size_t Conductor::make_all(Sandbox& sandbox, std::vector<messaging::Attempt> attempts) {
  const auto made = attempts.size();
  auto shared = std::make_shared<std::vector<messaging::Attempt>>(std::move(attempts));
  for (std::size_t i = 1; i < made; ++i) {
    executor_.run([this, &sandbox, shared, i] { make(sandbox, (*shared)[i]); });
  }
  make(sandbox, shared->front());
  return made;
}

std::size_t Conductor::deliver(Sandbox& sandbox) {
  std::size_t made = 0;
  while (true) {
    Session session(sandbox);
    auto attempts = messaging::claim_attempts(sandbox.messaging);
    sandbox.messaging.has_due = false;
    sandbox.attempts_in_flight += static_cast<int>(attempts.size());
    if (!attempts.empty()) {
      session.commit();
      made += make_all(sandbox, std::move(attempts));
      continue;
    }
    session.commit();
    std::unique_lock lock(sandbox.mutex);
    if (sandbox.attempts_in_flight == 0) return made;
    const auto before = sandbox.attempts_in_flight;
    sandbox.changed.wait(lock, [&] { return sandbox.attempts_in_flight != before; });
  }
}

Result<void> Conductor::wait_for_holds(Sandbox& sandbox) {
  std::unique_lock lock(sandbox.mutex);
  const auto deadline = real_time::monotonic_now() + kHoldPatience;
  drop_expired_holds(sandbox);
  while (!sandbox.holds.empty()) {
    auto next = deadline;
    for (const auto& [id, hold] : sandbox.holds) next = std::min(next, hold.until);
    sandbox.changed.wait_until(lock, next);
    drop_expired_holds(sandbox);
    if (!sandbox.holds.empty() && real_time::monotonic_now() >= deadline) {
      return Failure(stuck(fmt::format("Time is held by {}.", holders(sandbox)),
                           "DELETE …/clock/hold/{id} releases a hold."));
    }
  }
  return {};
}

void Conductor::settle(Sandbox& sandbox, const Settle& settle) {
  if (settle.off) return;
  const auto start = real_time::monotonic_now();
  const auto time_is_up = [&] { return real_time::since(start) >= settle.at_most; };
  if (!settle.idle_url.empty()) {
    OutboundRequest question;
    question.method = "GET";
    question.url = settle.idle_url;
    question.timeout = settle.at_most;
    question.headers.add("X-Souk-Now", to_iso(sandbox.clock.now()));
    while (!time_is_up()) {
      const auto answer = outbound_.send(question);
      if (answer.status >= 200 && answer.status < 300) return;
      real_time::pause(kIdlePause);
    }
    return;
  }
  while (!time_is_up()) {
    const bool quiet = sandbox.activity.calls_in_flight() == 0 &&
                       sandbox.activity.quiet_for() >= settle.quiet && queues_are_read(sandbox);
    if (quiet) return;
    real_time::pause(kQuietPause);
  }
}

/// Lets the next happening up to `limit` come about; false when there is none.
bool Conductor::step(Sandbox& sandbox, Timestamp limit, Journey& journey) {
  Session session(sandbox);
  auto& market = sandbox.market;
  const auto next = market.agenda.first();
  if (!next || next->due > limit) return false;
  sandbox.clock.move_to(next->due);
  market.agenda.remove(*next);
  // An attempt tells of itself, in its delivery's rows.
  if (!messaging::fall_due(sandbox.messaging, *next)) {
    market.journal.write({"happening", "market", next->name, next->subject,
                          {{"due", to_iso(next->due)}}, Json::object(), ""});
    marketplace::fall_due(market, *next);
    messaging::publish_news(sandbox.messaging);
  }
  journey.happenings.push_back(*next);
  session.commit();
  sandbox.activity.clock_moved();
  return true;
}

Result<Journey> Conductor::advance(Sandbox& sandbox, const Target& target) {
  const std::lock_guard conducting(sandbox.conducting);
  if (const auto free = wait_for_holds(sandbox); !free) return Failure(free.error());
  Journey journey;
  journey.deliveries = deliver(sandbox);
  Timestamp limit;
  {
    Session session(sandbox);
    const auto reached = destination(sandbox, target);
    if (!reached) return Failure(reached.error());
    limit = *reached;
    journey.from = sandbox.clock.running_now();
    session.commit();
  }
  if (journey.deliveries > 0) settle(sandbox, target.settle);
  while (step(sandbox, limit, journey)) {
    const auto made = deliver(sandbox);
    journey.deliveries += made;
    // Messages in a queue reach a seller without an attempt of ours.
    if (made > 0 || !sandbox.activity.polled_queues().empty()) {
      settle(sandbox, target.settle);
      journey.deliveries += deliver(sandbox);
    }
  }
  Session session(sandbox);
  sandbox.clock.move_to(limit);
  journey.to = sandbox.clock.now();
  if (journey.to != journey.from) {
    sandbox.journal.write({"clock", "operator", sandbox.name(), "",
                           {{"event", "advanced"},
                            {"from", to_iso(journey.from)},
                            {"to", to_iso(journey.to)}},
                           Json::object(), ""});
  }
  session.commit();
  sandbox.activity.clock_moved();
  return journey;
}

void Conductor::catch_up(Sandbox& sandbox) {
  const std::lock_guard conducting(sandbox.conducting);
  Journey journey;
  Timestamp limit;
  {
    Session session(sandbox);
    limit = sandbox.clock.running_now();
    session.commit();
  }
  deliver(sandbox);
  while (step(sandbox, limit, journey)) deliver(sandbox);
}

}  // namespace souk::sandbox
