#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/http/server.h"
#include "scenarios/report/run_result.h"
#include "scenarios/rules/judge.h"
#include "scenarios/story/expand.h"

namespace souk::cli {

/// The rules a story, or an argument such as "all", "none" or "R46,R47", asks to be judged by.
tl::expected<judge::Selection, std::string> selection_of(const judge::Judging& judging);
tl::expected<judge::Selection, std::string> selection_of(const std::string& argument);

/// A journal as the control API hands it out.
judge::Journal to_journal(const std::vector<nlohmann::json>& rows);

/// What lets the emulator answer POST …/verdicts: it knows no rules itself.
http::ServerOptions with_judge(http::ServerOptions options);

/// The worst of all runs decides how the process ends.
int exit_code(const std::vector<judge::RunResult>& results);

}  // namespace souk::cli
