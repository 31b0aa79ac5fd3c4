#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/clock/real_time.h"
#include "emulator/core/outbound.h"
#include "emulator/http/message_reading.h"
#include "emulator/http/socket.h"
#include "emulator/http/tls.h"
#include "emulator/http/url.h"

namespace souk::http {

/// Why an exchange could not be completed.
struct OutboundTrouble {
  OutboundAnswer::Failure failure;
  std::string explanation;
};
template <class T>
using OutboundResult = tl::expected<T, OutboundTrouble>;

/// One connection to somebody else's server. Every call ends at its deadline. Not thread-safe.
class OutboundConnection {
 public:
  using Instant = real_time::Instant;

  /// `tls` is needed for https only.
  /// Once the descriptor `stop` is readable, every deadline has come.
  static OutboundResult<OutboundConnection> open(const Url& url, const TlsContext* tls,
                                                 Instant deadline, int stop = -1);

  /// Sends a whole request. An answer that comes before all is sent ends the sending.
  OutboundResult<void> send(std::string_view bytes, Instant deadline);
  /// Reads the answer to a request of `method`; keeps at most `body_limit` bytes of its body and
  /// reads no further.
  OutboundResult<OutboundAnswer> read_answer(std::string_view method, std::size_t body_limit,
                                             Instant deadline);

  /// The last answer was read whole and both sides keep the connection.
  bool is_reusable() const { return reusable_; }
  /// Kept for so short a time, and so quiet since, that the other side still expects a request.
  bool is_fresh() const;
  void rest() { resting_since_ = real_time::monotonic_now(); }

 private:
  enum class Received { Bytes, Nothing, End };

  OutboundResult<void> connect(const Url& url, Instant deadline);
  OutboundResult<void> shake_hands(const TlsContext& tls, const std::string& host,
                                   Instant deadline);
  OutboundResult<void> put(std::string_view bytes, Instant deadline);
  OutboundResult<Received> receive(Instant deadline);  ///< never Nothing
  OutboundResult<Received> receive_some();
  OutboundResult<OutboundAnswer> read_head(Instant deadline);
  OutboundResult<void> read_body(OutboundAnswer& answer, std::size_t limit, Instant deadline);

  Descriptor socket_;
  int stop_ = -1;
  std::string endpoint_;
  std::optional<TlsSession> tls_;
  Input in_;
  bool sent_whole_ = true;
  bool old_ = false;  ///< the answer was HTTP/1.0
  bool reusable_ = false;
  Instant resting_since_{};
};

}  // namespace souk::http
