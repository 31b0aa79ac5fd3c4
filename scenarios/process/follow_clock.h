#pragma once

#include <string>
#include <utility>
#include <vector>

namespace souk::process {

/// Where libfaketime lies: what $SOUK_LIBFAKETIME says, or where distributions put it. Empty when
/// it is not there.
std::string find_libfaketime();

/// What lets a program, and all it starts, take the time from `file`. Where time `runs` at a pace
/// of its own, timers and sleeps follow; otherwise only the wall clock does, for timers on a clock
/// that stands still would never end. Source: libfaketime 0.9.10, README.
std::vector<std::pair<std::string, std::string>> follow_clock_environment(
    const std::string& library, const std::string& file, bool runs);

}  // namespace souk::process
