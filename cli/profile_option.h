#pragma once

#include <CLI/CLI.hpp>
#include <vector>

#include "scenarios/process/aws_profiles.h"

namespace souk::cli {

/// Adds --aws-profile NAME[=ROLE], which may be given several times.
void add_aws_profiles(CLI::App& command, std::vector<process::Profile>& profiles);

}  // namespace souk::cli
