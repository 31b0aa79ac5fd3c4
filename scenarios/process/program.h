#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace souk::process {

/// How a program ended, and what it printed.
struct ProgramEnd {
  int code = 0;  ///< 128 and its number for a signal
  std::string out;
  std::string err;
};

/// Runs a program to its end. One that takes longer than `longest` (real time) or prints more than
/// `most` bytes is killed, with all in its session. Says in a sentence why there is no end to tell
/// of: it is not there, cannot be executed, took too long, printed too much.
tl::expected<ProgramEnd, std::string> run_program(const std::vector<std::string>& words,
                                                  std::chrono::milliseconds longest,
                                                  std::size_t most);

}  // namespace souk::process
