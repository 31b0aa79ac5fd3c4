#include "cli/interrupts.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>

namespace souk::cli {
namespace {

/// What a shell reports of a process that SIGINT ended.
constexpr int kInterruptedExit = 130;

sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

int wait_for_signal() {
  auto set = interrupts();
  // The watch is woken by a signal of its own when nothing came.
  sigaddset(&set, SIGUSR1);
  int signal = 0;
  sigwait(&set, &signal);
  return signal;
}

}  // namespace

void hold_interrupts() {
  auto set = interrupts();
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void release_interrupts() {
  auto set = interrupts();
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
}

void wait_for_interrupt() { wait_for_signal(); }

InterruptWatch::InterruptWatch(std::function<void()> stop)
    : thread_([this, stop = std::move(stop)] {
        while (!ending_) {
          const int signal = wait_for_signal();
          if (ending_ || signal == SIGUSR1) return;
          if (interrupted_.exchange(true)) _exit(kInterruptedExit);
          stop();
        }
      }) {}

InterruptWatch::~InterruptWatch() {
  ending_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
}

}  // namespace souk::cli
