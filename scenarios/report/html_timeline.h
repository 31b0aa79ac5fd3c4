#pragma once

#include <string>
#include <vector>

#include "scenarios/report/run_result.h"

namespace souk::judge {

/// One HTML page that shows all runs: verdicts, a timeline of buyer, Marketplace and seller with
/// the deadlines in it, and the journal. Loads nothing from elsewhere and opens from a file. Any
/// text is shown as text, whatever it contains.
std::string html_timeline(const std::vector<RunResult>& results);

}  // namespace souk::judge
