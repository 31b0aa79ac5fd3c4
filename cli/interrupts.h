#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace souk::cli {

/// Keeps SIGINT and SIGTERM from ending any thread; called before there are others.
void block_interrupts();
/// Gives a child its signals back; called between fork and exec.
void unblock_interrupts();

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
