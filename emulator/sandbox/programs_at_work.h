#pragma once

#include <sys/types.h>

namespace souk::sandbox {

/// Whether anything that a process of this machine started runs right now, waits for a processor or
/// for a disk. Programs that sleep, wait for the network or are stopped are not at work; nor is
/// anybody where there is no such process, or no /proc.
bool programs_at_work_below(pid_t ancestor);

}  // namespace souk::sandbox
