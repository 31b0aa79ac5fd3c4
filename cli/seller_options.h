#pragma once

#include <string>
#include <tl/expected.hpp>

#include "client/sample_seller/options.h"

namespace souk::cli {

/// The sample seller that "sample", "sample:DEFECT" or a defect's name asks for.
tl::expected<sample::Options, std::string> sample_options(const std::string& defect);

/// Reads "SEED:MILLISECONDS", the seeded pause before each call to AWS.
tl::expected<sample::Slowness, std::string> slowness_of(const std::string& text);

}  // namespace souk::cli
