#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/http/message_reading.h"
#include "emulator/http/socket.h"
#include "emulator/http/tls.h"

namespace souk::http {

/// An answer as a client reads it.
struct WireAnswer {
  int status = 0;
  Headers headers;
  std::string body;
};

/// One connection to a server in this process, byte by byte. Every wait ends after ten seconds of
/// real time and throws, so that a broken server fails a test instead of hanging it.
class WireClient {
 public:
  explicit WireClient(int port);
  /// The same over TLS, asking for `host`'s certificate.
  WireClient(int port, const TlsContext& context, const std::string& host);

  void send(std::string_view bytes);
  void half_close();
  void close() { socket_.close(); }
  /// Closes so that the server sees a reset instead of an end.
  void reset();

  /// The next answer; nothing when the server closed instead. Interim answers count as answers.
  std::optional<WireAnswer> read();
  /// The answer to a whole request.
  std::optional<WireAnswer> ask(std::string_view bytes);
  /// Bytes up to and including `mark`, of an answer without an end.
  std::string read_until(std::string_view mark);
  /// Waits until the server has closed the connection; what came before that is returned.
  std::string read_to_end();
  /// Whether the server has closed, or anything came, by now.
  bool is_quiet();
  const Descriptor& socket() const { return socket_; }

 private:
  bool receive();
  void put(std::string_view bytes);

  Descriptor socket_;
  std::optional<TlsSession> tls_;
  Input in_;
};

/// "POST {target} HTTP/1.1" with Host, Content-Length, the given header lines and `body`.
std::string post(std::string_view target, std::string_view body, std::string_view more_lines = "");
std::string get(std::string_view target, std::string_view more_lines = "");

}  // namespace souk::http
