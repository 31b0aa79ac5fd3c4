#pragma once

#include <memory>
#include <stop_token>
#include <utility>

#include "souk/http.h"

namespace souk::judge {

/// Thrown out of a wait when the person at the keyboard wants no more of it.
struct Interrupted {};

/// Turns a stop into the end of every exchange that is under way or comes later.
class Interruption {
 public:
  explicit Interruption(std::stop_token stop)
      : stop_(std::move(stop)), on_stop_(stop_, Cancel{exchanges_}) {}

  /// What exchanges have to be made with.
  std::shared_ptr<const client::Cancellation> exchanges() const { return exchanges_; }

  /// Throws Interrupted once there was a stop.
  void check() const {
    if (stop_.stop_requested()) throw Interrupted{};
  }

 private:
  struct Cancel {
    std::shared_ptr<client::Cancellation> exchanges;
    void operator()() const { exchanges->cancel(); }
  };

  std::shared_ptr<client::Cancellation> exchanges_ = std::make_shared<client::Cancellation>();
  std::stop_token stop_;
  std::stop_callback<Cancel> on_stop_;
};

}  // namespace souk::judge
