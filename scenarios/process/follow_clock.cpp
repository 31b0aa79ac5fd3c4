#include "scenarios/process/follow_clock.h"

#include <cstdlib>
#include <filesystem>

namespace souk::process {
namespace {

namespace fs = std::filesystem;

// The library for programs with threads; every program may have some.
constexpr const char* kLibrary = "faketime/libfaketimeMT.so.1";

}  // namespace

std::string find_libfaketime() {
  std::error_code none;
  if (const char* named = std::getenv("SOUK_LIBFAKETIME")) {
    return fs::is_regular_file(named, none) ? named : "";
  }
  for (const fs::path folder : {"/usr/lib", "/usr/lib64", "/usr/local/lib"}) {
    if (fs::is_regular_file(folder / kLibrary, none)) return folder / kLibrary;
    // Debian has a folder per architecture: /usr/lib/x86_64-linux-gnu
    for (const auto& each : fs::directory_iterator(folder, none)) {
      if (fs::is_regular_file(each.path() / kLibrary, none)) return each.path() / kLibrary;
    }
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> follow_clock_environment(
    const std::string& library, const std::string& file, bool runs) {
  const char* loaded = std::getenv("LD_PRELOAD");
  const auto preload = loaded == nullptr || *loaded == '\0' ? library : library + ":" + loaded;
  std::vector<std::pair<std::string, std::string>> variables{
      {"LD_PRELOAD", preload},
      {"FAKETIME_TIMESTAMP_FILE", file},
      {"FAKETIME_FMT", "%s"},
      {"FAKETIME_NO_CACHE", "1"},
      // Times of files are those of the machine: build tools and caches compare them.
      {"NO_FAKE_STAT", "1"},
      {"FAKETIME_DONT_RESET", "1"}};
  if (!runs) variables.emplace_back("FAKETIME_DONT_FAKE_MONOTONIC", "1");
  return variables;
}

}  // namespace souk::process
