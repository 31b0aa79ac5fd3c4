#pragma once

#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "scenarios/report/run_result.h"

namespace souk::judge {

/// Writes the runs in each format ("junit", "json", "html") to its path. Each file is written
/// beside its place and renamed, so no reader sees half of one. All are tried; on trouble a
/// sentence per report that could not be written comes back, naming format, path and what to do.
tl::expected<void, std::string> write_reports(const std::vector<RunResult>& results,
                                              const std::map<std::string, std::string>& paths);

/// What can be told before the runs: every format is known and every path may be written.
tl::expected<void, std::string> check_reports(const std::map<std::string, std::string>& paths);

}  // namespace souk::judge
