#include "emulator/sandbox/data_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace souk::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarker = "souk.json";
constexpr const char* kLock = "lock";
constexpr const char* kNameAnother = "Name a directory you may write, or one that can be made.";

tl::unexpected<Error> unusable(const std::string& path, const std::string& why,
                               const std::string& hint) {
  return Failure({"DataDirectoryUnusable", 500, fmt::format("{}: {}.", path, why), "data", hint});
}

std::string last_trouble() { return std::strerror(errno); }

}  // namespace

Result<void> claim_directory(const std::string& path) {
  std::error_code trouble;
  const bool made = fs::create_directories(path, trouble);
  if (trouble) return unusable(path, trouble.message(), kNameAnother);
  // The secrets inside are files of their own mode; others need not even see their names.
  if (made) fs::permissions(path, fs::perms::owner_all, trouble);
  const fs::path marker = fs::path(path) / kMarker;
  const bool marked = fs::exists(marker, trouble);
  if (trouble) return unusable(path, trouble.message(), kNameAnother);
  if (marked) return {};
  const bool empty = fs::is_empty(path, trouble);
  if (trouble) return unusable(path, trouble.message(), kNameAnother);
  if (!empty) {
    return unusable(path, "this directory has files that are not souk's",
                    "Name an empty directory, or one souk made.");
  }
  std::ofstream file(marker);
  file << "{\"souk\": \"data\"}\n";
  if (!file.flush()) return unusable(path, last_trouble(), kNameAnother);
  return {};
}

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(const std::string& path) {
  const auto file = fs::path(path) / kLock;
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return unusable(path, last_trouble(), kNameAnother);
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(descriptor));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return unusable(path, last_trouble(), kNameAnother);
  return unusable(path, "another souk uses this directory",
                  "Stop the other souk, or name another directory.");
}

DirectoryLock::~DirectoryLock() { ::close(descriptor_); }

}  // namespace souk::sandbox
