// What becomes of the seller's own programs: restart, kill, pause, resume.

#include <fmt/format.h>

#include "scenarios/runner/armed_kill.h"
#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

/// Real time for which the answer is held back; the seller does not live to hear it.
constexpr const char* kNeverHeard = "1h";

StepOutcome start_again(Session& session) {
  const auto started = session.hosted()->start(session.market(), session.options().cancel);
  if (!started) return ends(started.error());
  session.settle();
  return went_well();
}

}  // namespace

StepOutcome restart(StepContext& context) {
  Session& session = context.session;
  session.stop_hosted();
  return start_again(session);
}

StepOutcome kill_seller(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  if (!arguments->contains("during")) {
    session.hosted()->kill();
    return went_well();
  }
  const std::string operation = as_text((*arguments)["during"]);
  const bool taken = arguments->value("call", "taken") == "taken";
  const auto fault = fmt::format("the seller is killed in {}", operation);
  Json effect{{"latency", kNeverHeard}};
  if (!taken) effect["error"] = "ServiceUnavailableException";
  const Json rule{{"name", fault}, {"operation", operation}, {"count", 1}, {"effect", effect}};
  session.market().read();
  const auto& journal = session.market().journal();
  const auto after = journal.empty() ? 0 : journal.back().seq;
  if (auto set = session.add_fault(rule); !set)
    return ends("the fault was refused: " + set.error());
  session.arm(std::make_unique<ArmedKill>(session.options(), session.market().name(), fault, after,
                                          *session.hosted()));
  return went_well();
}

StepOutcome pause_seller(StepContext& context) {
  context.session.hosted()->pause();
  return went_well();
}

StepOutcome resume_seller(StepContext& context) {
  context.session.hosted()->resume();
  context.session.settle();
  return went_well();
}

}  // namespace souk::judge
