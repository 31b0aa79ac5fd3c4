#include "scenarios/process/follow_clock.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "scenarios/process/clock_preload.h"

namespace souk::process {
namespace {

namespace fs = std::filesystem;

// The library for programs with threads; every program may have some.
constexpr const char* kLibrary = "faketime/libfaketimeMT.so.1";

void save(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  if (!file.flush()) throw std::system_error(errno, std::generic_category(), path);
}

// What a program is told to load already it goes on loading.
std::string preloading(const std::string& library) {
  const char* loaded = std::getenv("LD_PRELOAD");
  return loaded == nullptr || *loaded == '\0' ? library : library + ":" + loaded;
}

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

ClockLoader follow_jumps(const std::string& folder) {
  ClockLoader loader{folder + "/libsouk-clock.so", folder + "/clock", {}};
  save(loader.library, clock_preload());
  save(loader.file, empty_clock_page());
  loader.environment = {{"LD_PRELOAD", preloading(loader.library)},
                        {"SOUK_CLOCK_FILE", loader.file}};
  return loader;
}

ClockLoader follow_pace(const std::string& folder, const std::string& library) {
  ClockLoader loader{library, folder + "/clock", {}};
  save(loader.file, "");
  loader.environment = {{"LD_PRELOAD", preloading(library)},
                        {"FAKETIME_TIMESTAMP_FILE", loader.file},
                        {"FAKETIME_FMT", "%s"},
                        {"FAKETIME_NO_CACHE", "1"},
                        // Build tools and caches compare the times of files with each other.
                        {"NO_FAKE_STAT", "1"},
                        // Programs that a program starts go on with its time.
                        {"FAKETIME_DONT_RESET", "1"}};
  return loader;
}

}  // namespace souk::process
