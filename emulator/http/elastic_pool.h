#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "emulator/core/executor.h"
#include "emulator/core/time.h"

namespace souk::http {

/// Threads for work that may wait for others: as many as there is work, none while there is none.
/// Thread-safe.
class ElasticPool final : public Executor {
 public:
  struct Options {
    std::size_t threads = 512;  ///< never more than this
    Duration idle{5'000};       ///< a thread without work ends after this much real time
  };

  ElasticPool() : ElasticPool(Options{}) {}
  explicit ElasticPool(Options options) : options_(options) {}
  /// Does the work that was accepted, then ends.
  ~ElasticPool() override { finish(); }

  /// Runs `work` on a thread of its own. With every thread busy it waits its turn.
  void run(std::function<void()> work) override;
  /// The same, but with every thread busy or the pool finished it says false and does nothing.
  bool try_run(std::function<void()> work);

  /// Does the work accepted so far and ends all threads; `run` does its work on the calling thread
  /// from then on.
  void finish();

  std::size_t thread_count() const;

 private:
  using Threads = std::list<std::thread>;

  bool enqueue(std::function<void()>& work, bool may_wait);
  bool add_thread();
  void serve(Threads::iterator self);
  static void join_all(Threads& threads);

  const Options options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  Threads threads_;
  Threads ended_;  ///< ran out of work; joined by whoever comes next
  std::size_t idle_ = 0;
  bool finished_ = false;
};

}  // namespace souk::http
