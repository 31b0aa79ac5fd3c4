#include "client/sample_seller/work_gate.h"

namespace souk::sample {

WorkGate::Busy::Busy(WorkGate& gate) : gate_(gate) {
  const std::lock_guard lock(gate_.mutex_);
  ++gate_.busy_;
}

WorkGate::Busy::~Busy() {
  const std::lock_guard lock(gate_.mutex_);
  --gate_.busy_;
  gate_.changed_.notify_all();
}

WorkGate::WorkGate() : worker_([this] { work_off(); }) {}

WorkGate::~WorkGate() { stop(); }

void WorkGate::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  posted_.push_back(std::move(work));
  changed_.notify_all();
}

bool WorkGate::wait_until_idle(client::Duration patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience,
                           [this] { return stopping_ || (busy_ == 0 && posted_.empty()); });
}

void WorkGate::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    posted_.clear();
    changed_.notify_all();
  }
  if (worker_.joinable()) worker_.join();
}

void WorkGate::work_off() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !posted_.empty(); });
    if (stopping_) return;
    const auto work = std::move(posted_.front());
    posted_.pop_front();
    ++busy_;
    lock.unlock();
    {
      const std::lock_guard working(work_mutex_);
      work();
    }
    lock.lock();
    --busy_;
    changed_.notify_all();
  }
}

}  // namespace souk::sample
