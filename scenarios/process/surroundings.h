#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "scenarios/process/as_aws.h"
#include "scenarios/process/aws_profiles.h"
#include "scenarios/process/seller_process.h"

namespace souk::process {

/// What a program is to find around it.
struct Surroundings {
  Keys keys = {};                      ///< of the sandbox
  std::vector<Profile> profiles = {};  ///< the files of AWS hold the keys; none: variables
  bool follow_clock = false;           ///< its clock is the market's
  bool clock_runs = false;             ///< the market's time goes by itself
  std::optional<AwsNames> as_aws = std::nullopt;  ///< AWS is here
};

/// Removes the files that a program was given: those of one that was never started, for a keeper
/// removes them otherwise.
void clear_away(const Launch& launch);

/// Adds to `launch` the variables and overlays that takes, and where it takes files, makes a folder
/// for them that is gone with the program. Returns the file that the market's clock is to be
/// written into; empty where nobody follows it. Says in a sentence what is missing.
tl::expected<std::string, std::string> surround(Launch& launch, const Surroundings& wish);

}  // namespace souk::process
