#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "emulator/core/outbound.h"

namespace souk {

/// What a server answers with this status.
inline OutboundAnswer answered(int status, std::string body = "") {
  OutboundAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

/// What comes of a request that no answer came to.
inline OutboundAnswer unanswered(OutboundAnswer::Failure failure) {
  OutboundAnswer answer;
  answer.failure = failure;
  answer.explanation = "no answer came";
  return answer;
}

/// A seller that keeps every request it got and answers as `react` says: 200 unless told otherwise.
class FakeOutbound final : public Outbound {
 public:
  OutboundAnswer send(const OutboundRequest& request) override {
    {
      const std::lock_guard lock(mutex_);
      sent_.push_back(request);
    }
    return react(request);
  }

  std::vector<OutboundRequest> sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

  /// Set before anything is sent. Called without a lock, by whichever thread sends.
  std::function<OutboundAnswer(const OutboundRequest&)> react = [](const auto&) {
    return answered(200);
  };

 private:
  mutable std::mutex mutex_;
  std::vector<OutboundRequest> sent_;
};

}  // namespace souk
