#pragma once

#include <string>

#include "scenarios/runner/session.h"
#include "scenarios/runner/timekeeper.h"

namespace souk::judge {

/// How a step went.
struct StepOutcome {
  std::string failure;                            ///< empty: it went well
  bool ends_run = false;                          ///< what follows would make no sense
  std::optional<Duration> margin = std::nullopt;  ///< how long before its deadline it was met
};

inline StepOutcome went_well() { return {}; }
/// The step failed; the story goes on.
inline StepOutcome failed(std::string why) { return {std::move(why), false}; }
/// The step failed, and later steps rest on it.
inline StepOutcome ends(std::string why) { return {std::move(why), true}; }

/// What a step works with. `arguments` still hold ${…} that only a run knows.
struct StepContext {
  Session& session;
  Timekeeper& time;
  const Step& step;
  std::int64_t since_seq = 0;  ///< the last journal row before the last step that expects nothing
};

using StepFunction = StepOutcome (*)(StepContext& context);

/// What carries a verb out; nothing for a word that is no verb.
StepFunction find_step(const std::string& verb);
/// Whose access may be another after a step of this kind.
enum class Touches { Nobody, ItsBuyer, Everybody };
Touches access_touched_by(const std::string& verb);
/// Whether only a seller that souk started can be made to take such a step.
bool needs_process(const std::string& verb);

/// Whether the story's product has a dimension of that name.
bool is_dimension(const Json& product, const std::string& name);

StepOutcome subscribe(StepContext& context);
StepOutcome register_buyer(StepContext& context);
StepOutcome set_up(StepContext& context);
StepOutcome cancel(StepContext& context);
/// The acts that take no more than a buyer and details: renew, amend, suspend, …
StepOutcome act(StepContext& context);
StepOutcome request_refund(StepContext& context);
StepOutcome decide_refund(StepContext& context);
StepOutcome use(StepContext& context);
StepOutcome advance(StepContext& context);
StepOutcome tick(StepContext& context);
StepOutcome expect(StepContext& context);
StepOutcome fault(StepContext& context);
StepOutcome notify(StepContext& context);
StepOutcome http(StepContext& context);
StepOutcome restart(StepContext& context);
StepOutcome kill_seller(StepContext& context);
StepOutcome pause_seller(StepContext& context);
StepOutcome resume_seller(StepContext& context);

}  // namespace souk::judge
