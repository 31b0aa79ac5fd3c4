#pragma once

#include <string>
#include <vector>

#include "scenarios/report/run_result.h"

namespace souk::judge {

/// All runs as one JSON document; docs/reports.md describes its members. Two reports of the same
/// runs differ in `took_ms` only. Texts that are not UTF-8 come out with U+FFFD in place of what is
/// not.
std::string json_report(const std::vector<RunResult>& results);

}  // namespace souk::judge
