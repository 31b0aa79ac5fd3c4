#include "emulator/http/elastic_pool.h"

#include <system_error>
#include <utility>

#include "emulator/clock/real_time.h"

namespace souk::http {

void ElasticPool::run(std::function<void()> work) {
  if (!enqueue(work, true)) work();
}

bool ElasticPool::try_run(std::function<void()> work) { return enqueue(work, false); }

bool ElasticPool::enqueue(std::function<void()>& work, bool may_wait) {
  Threads ended;
  bool accepted = false;
  {
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
    if (!finished_) {
      const bool served = idle_ > waiting_.size() || add_thread();
      accepted = served || (may_wait && !threads_.empty());
    }
    if (accepted) {
      waiting_.push_back(std::move(work));
      changed_.notify_one();
    }
  }
  join_all(ended);
  return accepted;
}

bool ElasticPool::add_thread() {
  if (threads_.size() >= options_.threads) return false;
  const auto self = threads_.emplace(threads_.end());
  try {
    *self = std::thread([this, self] { serve(self); });
  } catch (const std::system_error&) {
    threads_.erase(self);
    return false;
  }
  // It counts as idle from here on, so that work added before it runs gets a thread of its own.
  ++idle_;
  return true;
}

void ElasticPool::serve(Threads::iterator self) {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto deadline = real_time::monotonic_now() + options_.idle;
    real_time::wait_until(lock, changed_, deadline,
                          [this] { return !waiting_.empty() || finished_; });
    --idle_;
    if (waiting_.empty()) break;
    auto work = std::exchange(waiting_.front(), nullptr);
    waiting_.pop_front();
    lock.unlock();
    work();
    work = nullptr;  // what it holds ends here, outside the lock
    lock.lock();
    ++idle_;
  }
  if (!finished_) ended_.splice(ended_.end(), threads_, self);
}

void ElasticPool::finish() {
  Threads threads;
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    threads.splice(threads.end(), threads_);
    threads.splice(threads.end(), ended_);
    changed_.notify_all();
  }
  join_all(threads);
}

std::size_t ElasticPool::thread_count() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

void ElasticPool::join_all(Threads& threads) {
  for (auto& thread : threads) thread.join();
}

}  // namespace souk::http
