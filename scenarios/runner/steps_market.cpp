// What the market does: time, ticks, faults, stray notifications.

#include <fmt/format.h>

#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

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
  const auto set = session.add_fault(*arguments);
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
