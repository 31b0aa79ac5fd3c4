#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "client/src/real_time.h"
#include "souk/http.h"

namespace souk::client {

/// What went wrong on a connection, the first thing that did.
enum class Trouble { None, NoHost, Refused, Timeout, Cancelled, Broken, Tls };

/// One TCP connection, with TLS on top where asked for. Non-blocking underneath, so that every step
/// respects the deadline. The socket belongs to whoever called connect(), the TLS state to this.
class Wire {
 public:
  /// Connects and, for `tls`, shakes hands as `server_name`. Returns the socket, or -1.
  int connect(const std::string& host, int port, const real_time::Deadline& deadline);
  bool start_tls(int socket, const std::string& server_name, const TlsOptions& options,
                 const real_time::Deadline& deadline);
  void end_tls();

  /// Bytes read, 0 at the end of the stream, -1 on trouble.
  long read(int socket, char* into, std::size_t size, const real_time::Deadline& deadline);
  /// All of it, or false.
  bool write(int socket, std::string_view bytes, const real_time::Deadline& deadline);

  Trouble trouble() const { return trouble_; }
  const std::string& detail() const { return detail_; }
  /// Begins another exchange, which a readable `cancel_descriptor` ends early; -1 for none.
  void begin(int cancel_descriptor);

 private:
  bool wait(int socket, short events, const real_time::Deadline& deadline);
  /// Waits for what a TLS step asked for; false when the step failed for good.
  bool wait_for_tls(int socket, int result, const real_time::Deadline& deadline);
  void fail(Trouble trouble, std::string detail);

  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  std::unique_ptr<SSL, FreeSsl> tls_;
  int cancel_descriptor_ = -1;
  Trouble trouble_ = Trouble::None;
  std::string detail_;
};

}  // namespace souk::client
