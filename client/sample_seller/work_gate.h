#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "souk/time.h"

namespace souk::sample {

/// One thing at a time: whatever the seller does, it does under this lock. Knows when nothing is
/// left to do.
class WorkGate {
 public:
  WorkGate();
  ~WorkGate();

  /// Runs `work` on the caller's thread, after whatever runs now.
  template <class Work>
  auto run(Work work) {
    const Busy busy(*this);
    const std::lock_guard lock(work_mutex_);
    return work();
  }
  /// Runs `work` later on a thread of its own, in the order posted.
  void post(std::function<void()> work);
  /// True once nothing runs or waits; false when that takes longer than `patience`.
  bool wait_until_idle(client::Duration patience);
  /// Drops what was posted and has not begun; waits for what has.
  void stop();

 private:
  class Busy {
   public:
    explicit Busy(WorkGate& gate);
    ~Busy();

   private:
    WorkGate& gate_;
  };

  void work_off();

  std::mutex work_mutex_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> posted_;
  int busy_ = 0;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace souk::sample
