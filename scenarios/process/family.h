#pragma once

#include <sys/types.h>

#include <vector>

namespace souk::process {

/// All processes below `ancestor`, parents before their children; ended ones that nobody has
/// waited for are left out.
std::vector<pid_t> descendants_of(pid_t ancestor);

/// Sends a signal to each of them, and to those they start meanwhile.
void signal_family(pid_t ancestor, int number);

}  // namespace souk::process
