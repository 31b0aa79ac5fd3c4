#include "emulator/sandbox/conductor.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreements.h"
#include "emulator/messaging/notifications.h"
#include "emulator/sandbox/programs_at_work.h"

namespace souk::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr Duration kIdlePause = 5ms;
constexpr Duration kQuietPause = 10ms;
/// How long a seller's programs have to be at rest: some wait a little between two pieces of work.
constexpr Duration kRest = 50ms;

Error stuck(std::string message, std::string hint) {
  return {"WrongState", 409, std::move(message), "", std::move(hint)};
}

Error ending() {
  return {"ServerStopping", 503, "souk is stopping; time goes no further.", "",
          "Read the clock again once a souk runs."};
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
  session.commit();
  return true;
}

}  // namespace

/// Makes an attempt that was claimed in `era`. Never throws: whoever waits for the attempt would
/// wait for ever.
void Conductor::make(Sandbox& sandbox, messaging::Attempt& attempt, std::uint64_t era) {
  const auto answer = send(attempt);
  sandbox.activity.delivered();
  try {
    // One that was given up stays in flight, so that the next souk makes it.
    if (answer.failure != OutboundAnswer::Failure::Stopped) {
      write_down(sandbox, era, [&](messaging::Messaging& messaging) {
        messaging::finish_attempt(messaging, attempt, answer);
      });
    }
  } catch (const std::exception& trouble) {
    give_up(sandbox, attempt, era, trouble.what());
  }
  const std::lock_guard lock(sandbox.mutex);
  --sandbox.attempts_in_flight;
  ++sandbox.attempts_ended;
  sandbox.changed.notify_all();
}

OutboundAnswer Conductor::send(messaging::Attempt& attempt) {
  try {
    return messaging::make_attempt(attempt, outbound_);
  } catch (const std::exception& trouble) {
    OutboundAnswer answer;
    answer.failure = OutboundAnswer::Failure::Broken;
    answer.explanation = trouble.what();
    return answer;
  }
}

/// The rows an attempt belongs to are gone when its sandbox was reset or restored meanwhile.
void Conductor::write_down(Sandbox& sandbox, std::uint64_t era,
                           const std::function<void(messaging::Messaging&)>& outcome) {
  Session session(sandbox);
  if (sandbox.era == era) outcome(sandbox.messaging);
  session.commit();
}

void Conductor::give_up(Sandbox& sandbox, const messaging::Attempt& attempt, std::uint64_t era,
                        const std::string& why) {
  try {
    write_down(sandbox, era, [&](messaging::Messaging& messaging) {
      messaging::give_up(messaging, attempt, why);
    });
  } catch (const std::exception&) {
    // Not even this can be written; the next start finds the attempt in flight and makes it again.
    return;
  }
}

std::size_t Conductor::make_all(Sandbox& sandbox, std::vector<messaging::Attempt> attempts,
                                std::uint64_t era) {
  const auto made = attempts.size();
  auto shared = std::make_shared<std::vector<messaging::Attempt>>(std::move(attempts));
  for (std::size_t i = 1; i < made; ++i) {
    // A sandbox that is deleted meanwhile lives until its attempts are over.
    executor_.run([this, kept = sandbox.shared_from_this(), shared, i, era] {
      make(*kept, (*shared)[i], era);
    });
  }
  make(sandbox, shared->front(), era);
  return made;
}

std::size_t Conductor::deliver(Sandbox& sandbox) {
  std::size_t made = 0;
  while (true) {
    Session session(sandbox);
    auto attempts = messaging::claim_attempts(sandbox.messaging);
    sandbox.messaging.has_due = false;
    sandbox.attempts_in_flight += static_cast<int>(attempts.size());
    const auto era = sandbox.era;
    const auto in_flight = sandbox.attempts_in_flight;
    const auto ended = sandbox.attempts_ended;
    session.commit();
    if (!attempts.empty()) {
      made += make_all(sandbox, std::move(attempts), era);
      continue;
    }
    if (in_flight == 0) return made;
    std::unique_lock lock(sandbox.mutex);
    sandbox.changed.wait(lock, [&] { return sandbox.attempts_ended != ended; });
  }
}

Result<void> Conductor::wait_for_holds(Sandbox& sandbox) {
  std::unique_lock lock(sandbox.mutex);
  const auto deadline = real_time::monotonic_now() + hold_patience_;
  drop_expired_holds(sandbox);
  while (!sandbox.holds.empty() && !stopping_) {
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

bool Conductor::says_it_is_idle(const OutboundRequest& question) {
  const auto answer = outbound_.send(question);
  return answer.status >= 200 && answer.status < 300;
}

void Conductor::settle(Sandbox& sandbox, const Settle& settle) {
  if (settle.off) return;
  // What is delivered while this waits is for the next time.
  sandbox.activity.settled();
  const auto start = real_time::monotonic_now();
  const auto time_is_up = [&] { return stopping_ || real_time::since(start) >= settle.at_most; };
  if (!settle.idle_url.empty()) {
    OutboundRequest question;
    question.method = "GET";
    question.url = settle.idle_url;
    question.timeout = settle.at_most;
    {
      const std::lock_guard lock(sandbox.mutex);
      question.headers.add("X-Souk-Now", to_iso(sandbox.clock.now()));
    }
    // A seller that has not fetched its messages yet has nothing to do, and does not know better.
    while (!time_is_up()) {
      if (queues_are_read(sandbox) && says_it_is_idle(question)) return;
      real_time::pause(kIdlePause);
    }
    return;
  }
  auto rests_since = start;
  while (!time_is_up()) {
    if (settle.process > 0 && programs_at_work_below(settle.process)) {
      rests_since = real_time::monotonic_now();
    }
    const bool rests = settle.process == 0 || real_time::since(rests_since) >= kRest;
    const bool quiet = sandbox.activity.calls_in_flight() == 0 &&
                       sandbox.activity.quiet_for() >= settle.quiet && queues_are_read(sandbox);
    if (rests && quiet) return;
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
    market.journal.write({"happening",
                          "market",
                          next->name,
                          next->subject,
                          {{"due", to_iso(next->due)}},
                          Json::object(),
                          ""});
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
  // By nothing is how to ask for settling alone. What an act delivered settles before time moves.
  const bool asked_to = target.by == Duration(0);
  if (asked_to || sandbox.activity.may_be_working()) {
    settle(sandbox, target.settle);
    journey.deliveries += deliver(sandbox);
  }
  while (true) {
    // The seller may have taken a hold while it heard the news.
    if (const auto free = wait_for_holds(sandbox); !free) return Failure(free.error());
    if (stopping_) return Failure(ending());
    if (!step(sandbox, limit, journey)) break;
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
    sandbox.journal.write(
        {"clock",
         "operator",
         sandbox.name(),
         "",
         {{"event", "advanced"}, {"from", to_iso(journey.from)}, {"to", to_iso(journey.to)}},
         Json::object(),
         ""});
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
  while (!stopping_ && step(sandbox, limit, journey)) deliver(sandbox);
}

void Conductor::stop(const std::vector<std::shared_ptr<Sandbox>>& sandboxes) {
  stopping_ = true;
  for (const auto& sandbox : sandboxes) {
    const std::lock_guard lock(sandbox->mutex);
    sandbox->changed.notify_all();
  }
}

}  // namespace souk::sandbox
