#include "tests/bench/counted.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace souk::bench {
namespace {

struct Count {
  void add() {
    ++all;
    ++mine;
  }
  std::int64_t of_others() const { return all - mine; }

  std::atomic<std::int64_t>& all;
  std::int64_t& mine;
};

std::atomic<std::int64_t> all_allocations = 0;
thread_local std::int64_t my_allocations = 0;
std::atomic<std::int64_t> all_calls = 0;
thread_local std::int64_t my_calls = 0;

Count allocations() { return {all_allocations, my_allocations}; }
Count calls() { return {all_calls, my_calls}; }

void* take_if_there(std::size_t size) noexcept {
  allocations().add();
  return std::malloc(size == 0 ? 1 : size);
}

void* take(std::size_t size) {
  if (void* memory = take_if_there(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

std::int64_t allocations_of_others() { return allocations().of_others(); }
std::int64_t socket_calls_of_others() { return calls().of_others(); }

}  // namespace souk::bench

void* operator new(std::size_t size) { return souk::bench::take(size); }
void* operator new[](std::size_t size) { return souk::bench::take(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return souk::bench::take_if_there(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return souk::bench::take_if_there(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

// The linker leads every call of these functions here (--wrap), and __real_… to the library.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
extern "C" {

ssize_t __real_send(int, const void*, size_t, int);
ssize_t __real_recv(int, void*, size_t, int);
ssize_t __real_read(int, void*, size_t);
ssize_t __real_write(int, const void*, size_t);
int __real_epoll_wait(int, epoll_event*, int, int);
int __real_epoll_ctl(int, int, int, epoll_event*);

ssize_t __wrap_send(int socket, const void* bytes, size_t size, int flags) {
  souk::bench::calls().add();
  return __real_send(socket, bytes, size, flags);
}

ssize_t __wrap_recv(int socket, void* bytes, size_t size, int flags) {
  souk::bench::calls().add();
  return __real_recv(socket, bytes, size, flags);
}

ssize_t __wrap_read(int file, void* bytes, size_t size) {
  souk::bench::calls().add();
  return __real_read(file, bytes, size);
}

ssize_t __wrap_write(int file, const void* bytes, size_t size) {
  souk::bench::calls().add();
  return __real_write(file, bytes, size);
}

int __wrap_epoll_wait(int epoll, epoll_event* events, int most, int wait_ms) {
  souk::bench::calls().add();
  return __real_epoll_wait(epoll, events, most, wait_ms);
}

int __wrap_epoll_ctl(int epoll, int what, int file, epoll_event* event) {
  souk::bench::calls().add();
  return __real_epoll_ctl(epoll, what, file, event);
}
}
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)
