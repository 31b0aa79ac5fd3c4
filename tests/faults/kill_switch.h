#pragma once

#include <atomic>
#include <cstdint>

namespace souk::test {

/// Lies in a file that the test and the souk under test both map. souk counts its writes to disk
/// and network there, and is gone before the one that was named.
struct KillSwitch {
  std::atomic<std::uint64_t> writes;
  std::atomic<std::uint64_t> fatal;  ///< the write that does not come about; 0: none
  std::atomic<bool> half;            ///< half of its bytes still go out
};

/// Names the file, in souk's environment.
inline constexpr const char* kKillSwitchVariable = "KILL_SWITCH_OF_TEST";

}  // namespace souk::test
