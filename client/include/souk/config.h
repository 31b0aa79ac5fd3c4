#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "souk/credentials.h"
#include "souk/http.h"
#include "souk/time.h"

namespace souk::client {

/// What AWS's SDKs repeat: 5xx, throttling, and connections that break. Nothing else.
struct RetryPolicy {
  int attempts = 3;
  Duration base = std::chrono::milliseconds(50);              ///< first wait, doubled each time
  Duration throttled_base = std::chrono::milliseconds(1000);  ///< the same after throttling
  Duration at_most = std::chrono::seconds(20);
  std::uint64_t seed = 1;               ///< of the jitter: each wait is a random part of its limit
  std::function<void(Duration)> pause;  ///< how to wait; sleeps when empty
};

/// What every AWS-side client of this library is made from.
struct ClientConfig {
  /// souk's URL, or any other stand-in for AWS. Empty: the real service in `region`.
  std::string endpoint;
  std::string region = "us-east-1";
  Credentials credentials;
  RetryPolicy retry;
  HttpOptions http;
  std::function<Timestamp()> now;     ///< dates signatures; the machine's clock when empty
  std::function<void()> before_call;  ///< before each attempt, if set
  std::function<void(const HttpAnswer&)> on_answer;  ///< after each answer, if set
};

}  // namespace souk::client
