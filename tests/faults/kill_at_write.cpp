// Loaded into souk before libc: ends it by SIGKILL instead of its n-th write. That a kill from
// outside falls between two given writes cannot be arranged; this falls nowhere else.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/faults/kill_switch.h"

namespace {

using souk::test::KillSwitch;

KillSwitch* the_switch() {
  static KillSwitch* const found = [] {
    const char* path = getenv(souk::test::kKillSwitchVariable);
    const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return static_cast<KillSwitch*>(nullptr);
    void* place = mmap(nullptr, sizeof(KillSwitch), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return place == MAP_FAILED ? nullptr : static_cast<KillSwitch*>(place);
  }();
  return found;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

/// Whether this write is the fatal one. Threads that come later end in their own writes.
bool is_fatal() {
  auto* with = the_switch();
  if (with == nullptr) return false;
  const auto number = ++with->writes;
  const auto fatal = with->fatal.load();
  return fatal != 0 && number >= fatal;
}

[[noreturn]] void die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

template <class Write>
ssize_t write_or_die(std::size_t size, const Write& write) {
  if (!is_fatal()) return write(size);
  if (the_switch()->half && size > 1) static_cast<void>(write(size / 2));
  die();
}

}  // namespace

extern "C" {

ssize_t send(int to, const void* bytes, std::size_t size, int flags) {
  static auto* const real = next<decltype(send)>("send");
  return write_or_die(size, [&](std::size_t most) { return real(to, bytes, most, flags); });
}

ssize_t pwrite(int to, const void* bytes, std::size_t size, off_t at) {
  static auto* const real = next<decltype(pwrite)>("pwrite");
  return write_or_die(size, [&](std::size_t most) { return real(to, bytes, most, at); });
}

ssize_t pwrite64(int to, const void* bytes, std::size_t size, off64_t at) {
  static auto* const real = next<decltype(pwrite64)>("pwrite64");
  return write_or_die(size, [&](std::size_t most) { return real(to, bytes, most, at); });
}

int fdatasync(int file) {
  static auto* const real = next<decltype(fdatasync)>("fdatasync");
  return static_cast<int>(write_or_die(1, [&](std::size_t) { return real(file); }));
}

int fsync(int file) {
  static auto* const real = next<decltype(fsync)>("fsync");
  return static_cast<int>(write_or_die(1, [&](std::size_t) { return real(file); }));
}

}  // extern "C"
