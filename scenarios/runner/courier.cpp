#include "scenarios/runner/courier.h"

#include <utility>

namespace souk::judge {

struct Courier::Desk {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::function<void()> work;  // empty: nothing to do
  std::exception_ptr trouble;
  bool done = false;
  bool closed = false;

  void serve() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return closed || work; });
      if (!work) return;
      const auto call = std::exchange(work, nullptr);
      lock.unlock();
      std::exception_ptr caught;
      try {
        call();
      } catch (...) {
        caught = std::current_exception();
      }
      lock.lock();
      trouble = caught;
      done = true;
      changed.notify_all();
    }
  }
};

Courier::Courier(std::stop_token stop)
    : stop_(std::move(stop)),
      desk_(std::make_shared<Desk>()),
      thread_([desk = desk_] { desk->serve(); }) {}

Courier::~Courier() {
  bool busy = false;
  {
    const std::lock_guard lock(desk_->mutex);
    busy = desk_->closed && !desk_->done;
    desk_->closed = true;
    desk_->changed.notify_all();
  }
  if (busy) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

void Courier::perform(std::function<void()> work) {
  std::unique_lock lock(desk_->mutex);
  if (stop_.stop_requested() || desk_->closed) throw Interrupted{};
  desk_->done = false;
  desk_->trouble = nullptr;
  desk_->work = std::move(work);
  desk_->changed.notify_all();
  const bool finished = desk_->changed.wait(lock, stop_, [&] { return desk_->done; });
  if (!finished) {
    desk_->closed = true;  // the call under way is abandoned, and with it this courier
    throw Interrupted{};
  }
  if (desk_->trouble) std::rethrow_exception(desk_->trouble);
}

}  // namespace souk::judge
