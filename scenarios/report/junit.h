#pragma once

#include <string>
#include <vector>

#include "scenarios/report/run_result.h"

namespace souk::judge {

/// All runs as JUnit XML: a test suite per run, a test case per rule and per step. What was not
/// exercised is skipped, a warning passes with its text as output, a run that could not be carried
/// out is an error. Valid XML 1.0 for any text.
std::string junit_report(const std::vector<RunResult>& results);

}  // namespace souk::judge
