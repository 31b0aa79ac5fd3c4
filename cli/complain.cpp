#include <fmt/format.h>

#include <cstdio>

#include "cli/command.h"

namespace souk::cli {

int complain(int code, const std::string& sentence, const std::string& hint) {
  auto text = fmt::format("souk: {}\n", sentence);
  if (!hint.empty()) text += fmt::format("      {}\n", hint);
  // What was printed before comes before; and a standard error nobody reads is no further trouble.
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return code;
}

}  // namespace souk::cli
