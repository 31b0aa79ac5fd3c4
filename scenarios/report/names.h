#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/report/run_result.h"

namespace souk::judge {

/// "pass", "fail", "warn", "not-exercised".
std::string_view name_of(Outcome outcome);
/// "kept", "broken", "bad-story", "seller-unreachable", "souk-failed".
std::string_view name_of(RunOutcome outcome);

/// "A buyer cancels [flush=1h]": the story and what its matrix chose.
std::string run_name(const RunResult& run);

/// The step that was going on at an instant: the last that had begun; nothing when none had.
const StepResult* step_at(const RunResult& run, Timestamp at);

/// "1m to spare", "missed by 1m", "at the very instant"; empty without a margin.
std::string margin_text(const std::optional<Duration>& margin);

/// How many verdicts of each outcome.
struct Counts {
  int passed = 0;
  int failed = 0;
  int warned = 0;
  int not_exercised = 0;
  int failed_steps = 0;
};
Counts counts_of(const RunResult& run);

/// `text` as valid UTF-8 without control characters other than tab and line feed; what was removed
/// shows as \xNN.
std::string printable(std::string_view text);

}  // namespace souk::judge
