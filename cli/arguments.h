#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace souk::cli {

/// Reads the arguments into what the commands added. The exit code where there is nothing to run:
/// help was printed, or standard error now says what is wrong and what is nearest to it.
std::optional<int> read_arguments(CLI::App& app, int argc, char** argv);

/// Accepts these words only; the complaint names the nearest.
CLI::Validator one_of(std::vector<std::string> words);

/// Accepts whole numbers from `least` to `most`.
CLI::Validator whole_number(std::int64_t least, std::int64_t most);

}  // namespace souk::cli
