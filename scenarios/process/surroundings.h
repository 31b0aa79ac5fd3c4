#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "scenarios/process/as_aws.h"
#include "scenarios/process/seller_process.h"

namespace souk::process {

/// What a program is to find around it.
struct Surroundings {
  bool follow_clock = false;                      ///< its clock is the market's
  bool clock_runs = false;                        ///< the market's time goes by itself
  std::optional<AwsNames> as_aws = std::nullopt;  ///< AWS is here
};

/// Removes the files that a program was given: those of one that was never started, for a keeper
/// removes them otherwise.
void clear_away(const Launch& launch);

/// Makes a folder that is gone with the program, puts what that takes into it, and adds variables
/// and overlays to `launch`. Returns the file that the market's clock is to be written into; empty
/// where nobody follows it. Says in a sentence what is missing.
tl::expected<std::string, std::string> surround(Launch& launch, const Surroundings& wish);

}  // namespace souk::process
