#include <fmt/format.h>

#include <cstdio>

#include "cli/command.h"

namespace souk::cli {

int complain(int code, const std::string& sentence, const std::string& hint) {
  fmt::print(stderr, "souk: {}\n", sentence);
  if (!hint.empty()) fmt::print(stderr, "      {}\n", hint);
  return code;
}

}  // namespace souk::cli
