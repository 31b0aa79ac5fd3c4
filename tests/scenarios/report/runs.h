#pragma once

#include <gmock/gmock.h>

#include "scenarios/report/run_result.h"

namespace souk::judge {

/// A run that kept every rule.
RunResult kept_run();

/// The same story, the final record a minute too late: R46 broken, R49 as a consequence, one step
/// failed.
RunResult broken_run();

/// A run whose every text is hostile: markup, control characters, bytes that are not UTF-8.
RunResult hostile_run();

}  // namespace souk::judge
