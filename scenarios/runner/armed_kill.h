#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "scenarios/runner/hosted_seller.h"
#include "scenarios/runner/runner.h"

namespace souk::judge {

/// Waits for a fault to strike, and kills the seller then: it has made its call and hears no
/// answer. Gives up when it goes.
class ArmedKill {
 public:
  /// Looks at the journal behind `after`, for the fault of this name.
  ArmedKill(const RunOptions& options, const std::string& sandbox, std::string fault,
            std::int64_t after, HostedSeller& seller);
  ~ArmedKill();
  ArmedKill(const ArmedKill&) = delete;
  ArmedKill& operator=(const ArmedKill&) = delete;

  /// Whether the seller is being killed, or has been.
  bool has_struck() const { return killed_; }

 private:
  void watch(client::SandboxClient sandbox, std::int64_t after);

  std::string fault_;
  HostedSeller& seller_;
  std::shared_ptr<client::Cancellation> exchanges_ = std::make_shared<client::Cancellation>();
  std::atomic<bool> ending_ = false;
  std::atomic<bool> killed_ = false;
  std::thread thread_;
};

}  // namespace souk::judge
