#include "scenarios/process/mounts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace souk::process {
namespace {

bool write_file(const char* path, const std::string& text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool whole = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return whole;
}

// A user namespace in which this user is who it was, and may mount.
std::string enter_user_namespace() {
  const auto user = geteuid();
  const auto group = getegid();
  if (unshare(CLONE_NEWUSER) != 0) {
    return fmt::format(
        "no user namespace could be made ({}); run souk as root, or allow them "
        "(sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces > 0)",
        std::strerror(errno));
  }
  (void)write_file("/proc/self/setgroups", "deny");
  if (!write_file("/proc/self/uid_map", fmt::format("{} {} 1", user, user)) ||
      !write_file("/proc/self/gid_map", fmt::format("{} {} 1", group, group))) {
    return fmt::format("the user namespace could not be set up ({})", std::strerror(errno));
  }
  return {};
}

}  // namespace

std::string enter_mounts(const nlohmann::json& mounts) {
  if (mounts.empty()) return {};
  if (unshare(CLONE_NEWNS) != 0) {
    if (errno != EPERM) return fmt::format("no mount namespace: {}", std::strerror(errno));
    if (auto trouble = enter_user_namespace(); !trouble.empty()) return trouble;
    if (unshare(CLONE_NEWNS) != 0) {
      return fmt::format("no mount namespace could be made: {}", std::strerror(errno));
    }
  }
  // What is mounted here must not be seen outside.
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return fmt::format(
        "the mounts could not be made private: {}; in a chroot its root has to be a mount of its "
        "own (mount --bind ROOT ROOT)",
        std::strerror(errno));
  }
  for (const auto& each : mounts) {
    const auto from = each.at("from").get<std::string>();
    const auto at = each.at("at").get<std::string>();
    if (mount(from.c_str(), at.c_str(), nullptr, MS_BIND, nullptr) != 0) {
      return fmt::format("{} could not be laid over {}: {}", from, at, std::strerror(errno));
    }
  }
  return {};
}

}  // namespace souk::process
