#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "client/sample_seller/options.h"

namespace souk::sample {

/// The seller's idea of now. Under souk it follows the market, because usage must be stamped with
/// the market's time; time never moves back. Safe to use from several threads.
class SellerClock {
 public:
  SellerClock(ClockSource source, std::function<Timestamp()> real_now)
      : source_(source), real_now_(std::move(real_now)) {}

  Timestamp now() const {
    const std::lock_guard lock(mutex_);
    return newest_ && source_ == ClockSource::Follow ? *newest_ : real_now_();
  }

  /// What an X-Souk-Now header says; anything unreadable is ignored.
  void see(const std::string& souk_now) {
    const auto at = client::parse_iso(souk_now);
    if (!at) return;
    const std::lock_guard lock(mutex_);
    newest_ = newest_ ? std::max(*newest_, *at) : *at;
  }

  /// Forgets what was seen, as before the first request.
  void forget() {
    const std::lock_guard lock(mutex_);
    newest_.reset();
  }

 private:
  const ClockSource source_;
  const std::function<Timestamp()> real_now_;
  mutable std::mutex mutex_;
  std::optional<Timestamp> newest_;
};

}  // namespace souk::sample
