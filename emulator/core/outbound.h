#pragma once

#include <string>

#include "emulator/core/http_message.h"
#include "emulator/core/time.h"

namespace souk {

/// A request souk makes to somebody else: a delivery to the seller, a question whether it is idle.
struct OutboundRequest {
  std::string method = "POST";
  std::string url;  ///< http or https, absolute
  Headers headers;  ///< sent in this order; Host, Content-Length and Connection are added
  std::string body;
  Duration timeout{15'000};          ///< real time, for the whole exchange
  std::size_t answer_limit = 65536;  ///< bytes of the answer's body that are kept; the rest is cut
};

/// How an exchange ended: `status` when an answer came, otherwise `failure`.
struct OutboundAnswer {
  /// Stopped: souk gave the exchange up because it is ending; it says nothing about the other side.
  enum class Failure { None, Refused, Timeout, Broken, Tls, BadUrl, Forbidden, Stopped };

  int status = 0;
  Headers headers;
  std::string body;
  Failure failure = Failure::None;
  std::string explanation;  ///< for people; empty when an answer came
  Duration took{0};         ///< real time
};

/// The way out. Implementations are thread-safe, keep one connection per endpoint alive and follow
/// no redirect.
class Outbound {
 public:
  virtual ~Outbound() = default;
  virtual OutboundAnswer send(const OutboundRequest& request) = 0;
};

}  // namespace souk
