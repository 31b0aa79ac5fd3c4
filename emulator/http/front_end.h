#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/result.h"
#include "emulator/http/answer_writer.h"
#include "emulator/http/application.h"
#include "emulator/http/request_reader.h"

namespace souk::http {

class ElasticPool;
class EventLoop;
class TlsContext;

/// What keeps one client from taking everything. Times are real.
struct Limits {
  ReadLimits request;
  Duration request_time{30'000};  ///< for the head and body of one request, and for a client to
                                  ///< take what it was sent
  std::size_t connections = 16'000;
  std::size_t pool_threads = 512;  ///< requests that may wait at the same time
  Duration pool_idle{5'000};       ///< a pool thread without work ends after this
  Duration stream_pulse{15'000};   ///< event streams are asked for bytes at least this often
  Duration stop_grace{1'000};      ///< what requests in flight get to finish when stopping
};

/// The HTTPS port.
struct TlsOptions {
  int port = 0;                 ///< 0: the system chooses
  std::string certificate_pem;  ///< the server's own first, then those that issued it
  std::string key_pem;
  std::string host;  ///< where it listens; empty: where HTTP does
};

struct FrontEndOptions {
  std::string host = "127.0.0.1";
  int port = 0;  ///< 0: the system chooses
  std::optional<TlsOptions> tls;
  int loops = 1;  ///< threads that serve Lane::Loop
  Limits limits;
};

/// Serves an application over HTTP/1.1, and HTTPS on a second port. A connection belongs to an
/// event loop and costs no thread; only a request in Lane::Pool has one while it is answered.
class FrontEnd {
 public:
  using Options = FrontEndOptions;

  /// `application` outlives the front end.
  FrontEnd(Application& application, Options options);
  /// Stops.
  ~FrontEnd();

  /// Opens the ports and begins to serve. Once only. An error says which address could not be had
  /// or what is wrong with the certificate, and nothing is left open.
  Result<void> start();

  /// Closes the ports and every connection. Requests in the pool get `stop_grace` to be answered;
  /// returns when their handlers have returned. Not to be called from a handler.
  void stop();

  int port() const { return port_; }
  int tls_port() const { return tls_port_; }  ///< 0 without TLS

  /// Asks again whatever is parked on `channel`, and streams that name it for more. From any
  /// thread, at any time; cheap when nobody waits. To be called after the change it tells of is
  /// visible to other threads.
  void wake(std::string_view channel);

  /// Connections open now.
  std::size_t connections() const { return connections_; }

 private:
  Application& application_;
  const Options options_;
  int port_ = 0;
  int tls_port_ = 0;
  std::atomic<std::size_t> connections_ = 0;
  AnswerWriter writer_;
  std::unique_ptr<TlsContext> tls_;
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::unique_ptr<ElasticPool> pool_;  // last: its threads use all of the above
};

}  // namespace souk::http
