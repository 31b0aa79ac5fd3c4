// What the market does: time, ticks, faults, stray notifications.

#include <fmt/format.h>

#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

// PUT replaces all faults, so those that are still at work have to be said again, as far as they
// have not struck yet.
Json remaining(const Json& faults) {
  Json rules = Json::array();
  for (Json rule : faults.value("faults", Json::array())) {
    const auto fired = rule.value("fired", std::int64_t{0});
    rule.erase("fired");
    if (fired > 0) rule.erase("skip");
    if (rule.contains("count")) {
      const auto left = rule["count"].get<std::int64_t>() - fired;
      if (left <= 0) continue;
      rule["count"] = left;
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

StepOutcome told_by_ticks(StepContext& context) { return failed(context.time.take_trouble()); }

}  // namespace

StepOutcome advance(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  if (arguments->contains("next")) {
    if (!(*arguments)["next"].get<bool>()) return went_well();
    const auto moved = context.time.go_on();
    if (!moved) return ends(moved.error());
    return told_by_ticks(context);
  }
  std::optional<Timestamp> target;
  if (arguments->contains("to")) {
    target = client::parse_iso(as_text((*arguments)["to"]));
  } else if (const auto by = client::parse_duration(as_text((*arguments)["by"]))) {
    target = session.now() + *by;
  }
  if (!target) return ends(fmt::format("'{}' is no time", arguments->dump()));
  const auto moved = context.time.go_to(*target);
  if (!moved) return ends(moved.error());
  return told_by_ticks(context);
}

StepOutcome tick(StepContext& context) {
  context.time.tick();
  return told_by_ticks(context);
}

StepOutcome fault(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  if (arguments->contains("clear")) {
    const auto cleared =
        session.market().ask([](client::SandboxClient& sandbox) { return sandbox.clear_faults(); });
    return cleared ? went_well() : ends(cleared.error());
  }
  const auto before =
      session.market().ask([](client::SandboxClient& sandbox) { return sandbox.faults(); });
  if (!before) return ends(before.error());
  Json rules = remaining(*before);
  rules.push_back(*arguments);
  const auto set = session.market().ask(
      [&](client::SandboxClient& sandbox) { return sandbox.put_faults(rules); });
  return set ? went_well() : ends("the fault was refused: " + set.error());
}

StepOutcome notify(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  const auto found = session.buyer(as_text((*arguments)["buyer"]));
  if (!found) return ends(found.error());
  client::NotifyRequest request;
  request.agreement = (*found)->agreement;
  request.name = as_text((*arguments)["name"]);
  request.repeat = arguments->value("repeat", "");
  request.forged = arguments->value("forged", "");
  const auto sent =
      session.market().ask([&](client::SandboxClient& sandbox) { return sandbox.notify(request); });
  if (!sent) return ends("the notification was refused: " + sent.error());
  session.settle();
  return went_well();
}

}  // namespace souk::judge
