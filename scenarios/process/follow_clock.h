#pragma once

#include <string>
#include <utility>
#include <vector>

namespace souk::process {

/// Where libfaketime lies: what $SOUK_LIBFAKETIME says, or where distributions put it. Empty when
/// it is not there.
std::string find_libfaketime();

/// What is loaded into programs so that they take the time from a file that souk writes.
struct ClockLoader {
  std::string library;
  std::string file;
  std::vector<std::pair<std::string, std::string>> environment;
};

/// For a clock that stands still but when it is moved: only the wall clock follows, and sleeps,
/// timers and timeouts stay real, for those on a clock that stands still would never end. Writes
/// souk's own library and an empty clock into `folder`. Throws std::system_error.
ClockLoader follow_jumps(const std::string& folder);

/// For a clock that runs at a pace of its own: wall clock, timers and sleeps run as fast.
/// `library` is libfaketime's. Source: libfaketime 0.9.10, README. Throws std::system_error.
ClockLoader follow_pace(const std::string& folder, const std::string& library);

}  // namespace souk::process
