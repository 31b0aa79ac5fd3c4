#pragma once

#include <functional>

namespace souk {

/// Runs work on another thread, soon. Work never throws; it may wait as long as it likes.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual void run(std::function<void()> work) = 0;
};

}  // namespace souk
