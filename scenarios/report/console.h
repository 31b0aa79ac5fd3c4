#pragma once

#include <string>
#include <vector>

#include "scenarios/report/run_result.h"

namespace souk::judge {

struct ConsoleStyle {
  bool terminal = false;  ///< colour and marks; otherwise plain lines, as a log wants them
  bool verbose = false;   ///< also why rules were not exercised
};

/// One line when a run is over: how it went, its name, counts and duration.
std::string progress_line(const RunResult& run, const ConsoleStyle& style);

/// Everything that went wrong in a run, and its warnings: rule, file and line, what was expected
/// and what happened, when in market time, by what margin, on which evidence. Empty when nothing
/// did.
std::string failures_text(const RunResult& run, const ConsoleStyle& style);

/// Rules by runs, the runs numbered; rules that no run exercised are left out and counted.
std::string summary_table(const std::vector<RunResult>& results, const ConsoleStyle& style);

/// The last line: counts of runs and verdicts, and how long it took.
std::string totals_line(const std::vector<RunResult>& results, const ConsoleStyle& style);

}  // namespace souk::judge
