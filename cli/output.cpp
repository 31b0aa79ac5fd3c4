#include "cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace souk::cli {
namespace {

/// The first thing that went wrong; `ferror` alone does not tell what.
int first_trouble = 0;

void flush() {
  if (std::fflush(stdout) != 0 && first_trouble == 0) first_trouble = errno;
}

}  // namespace

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  flush();
}

const char* output_trouble() {
  flush();
  const bool fine = first_trouble == 0 || first_trouble == EPIPE;
  return fine ? "" : std::strerror(first_trouble);
}

void keep_standard_descriptors() {
  int opened = 0;
  do {
    opened = open("/dev/null", O_RDWR);
  } while (opened >= 0 && opened <= STDERR_FILENO);
  if (opened >= 0) close(opened);
}

}  // namespace souk::cli
