#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/clock/real_time.h"
#include "emulator/http/exchange.h"
#include "emulator/http/request_reader.h"
#include "emulator/http/socket.h"
#include "emulator/http/tls.h"

namespace souk::http {

/// Bytes on their way to the client.
class Output {
 public:
  enum class Sent { All, Some, None, Broken };

  void add(std::string bytes);
  /// Sends what the socket takes without waiting.
  Sent send_to(const Descriptor& socket);
  bool empty() const { return bytes_.empty(); }

 private:
  std::string bytes_;
  std::size_t sent_ = 0;
};

/// One client's connection: owned and touched by one loop only.
struct Connection {
  enum class State {
    Reading,    ///< waits for a request, or has a part of one
    Asking,     ///< a request waits for its turn or is being answered
    Parked,     ///< the application had no answer yet
    Delayed,    ///< the answer is ready and held back
    Streaming,  ///< an event stream, quiet at the moment
    Lingering,  ///< closed for writing; what still comes is thrown away
  };

  Connection(std::uint64_t number, Arrival arrival, const ReadLimits& limits,
             const TlsContext* context)
      : id(number),
        socket(std::move(arrival.socket)),
        peer(std::move(arrival.peer)),
        secure(arrival.tls),
        reader(limits) {
    if (secure) tls = std::make_unique<TlsSession>(TlsSession::accepting(*context));
  }

  const std::uint64_t id;  ///< never used again, so late events find nobody
  Descriptor socket;
  const std::string peer;
  const bool secure;
  std::unique_ptr<TlsSession> tls;
  bool greeted = false;  ///< the first byte has come

  Input in;
  Output out;
  RequestReader reader;
  State state = State::Reading;
  std::shared_ptr<Exchange> exchange;
  std::string held_back;              ///< Delayed
  std::vector<std::string> channels;  ///< it is asked again when one of them is woken
  bool woken = false;                 ///< one was, since it was last asked

  std::uint32_t watched = 0;  ///< what epoll reports
  std::optional<real_time::Instant> deadline;
  bool peer_done = false;     ///< the peer sends no more
  bool closing = false;       ///< ends once `out` is sent
  bool needs_linger = false;  ///< unread bytes may still come, and must not destroy the answer
  bool dropped = false;       ///< gone; its memory goes at the end of the loop's round
};

}  // namespace souk::http
