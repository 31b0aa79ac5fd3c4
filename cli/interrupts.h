#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace souk::cli {

/// From here on SIGINT and SIGTERM end nothing by themselves, and neither does a reader that went
/// away. For commands that have something to finish; called before there are other threads.
void hold_interrupts();
/// Gives a child its signals back; called between fork and exec.
void release_interrupts();

/// Waits until SIGINT or SIGTERM comes.
void wait_for_interrupt();

/// Calls `stop` when SIGINT or SIGTERM comes while this lives; the second one ends the process.
class InterruptWatch {
 public:
  explicit InterruptWatch(std::function<void()> stop);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  bool interrupted() const { return interrupted_; }

 private:
  std::atomic<bool> interrupted_ = false;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace souk::cli
