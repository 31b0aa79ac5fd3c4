#pragma once

#include <sys/wait.h>

namespace souk::process {

/// As shells count: 128 and its number for a signal, 127 for a program that is not there.
inline constexpr int kSignalBase = 128;
inline constexpr int kNotFound = 127;

/// What waitpid said, as an exit code.
inline int exit_code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
}

}  // namespace souk::process
