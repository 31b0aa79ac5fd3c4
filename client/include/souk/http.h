#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "souk/outcome.h"
#include "souk/time.h"

namespace souk::client {

/// Header lines in order, names and values exactly as on the wire: nothing decoded, nothing merged.
class HttpHeaders {
 public:
  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<std::pair<std::string, std::string>> lines) : lines_(lines) {}

  void add(std::string name, std::string value) {
    lines_.emplace_back(std::move(name), std::move(value));
  }
  /// The first value under `name`, ignoring case.
  std::optional<std::string> find(std::string_view name) const;
  /// The first value under `name`, or an empty text.
  std::string get(std::string_view name) const { return find(name).value_or(""); }
  /// Every value under `name`, in order.
  std::vector<std::string> all(std::string_view name) const;

  auto begin() const { return lines_.begin(); }
  auto end() const { return lines_.end(); }
  std::size_t size() const { return lines_.size(); }
  bool empty() const { return lines_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

/// How far an HTTPS server is trusted.
struct TlsOptions {
  bool verify = true;   ///< check chain and host name; the system's CAs when nothing is named below
  std::string ca_pem;   ///< trust these CA certificates (PEM text) instead of the system's
  std::string ca_file;  ///< the same, from a file
};

/// Ends exchanges early, from any thread and for good: those under way and those that come later.
class Cancellation {
 public:
  Cancellation();
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  void cancel();
  /// Becomes readable once cancelled.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

struct HttpOptions {
  Duration timeout = std::chrono::seconds(30);   ///< for the whole exchange, connecting included
  std::size_t max_body = std::size_t{16} << 20;  ///< bytes of the answer's body
  bool keep_alive = true;                        ///< leave the connection open for the next request
  /// "host:port" to connect to instead of the URL's; Host header and TLS name stay the URL's.
  std::string connect_to = {};
  TlsOptions tls = {};
  std::shared_ptr<const Cancellation> cancellation = nullptr;
};

struct HttpAnswer {
  int status = 0;
  std::string reason;
  HttpHeaders headers;
  std::string body;  ///< chunks joined, compression undone
};

/// Sends one request and reads its answer. Redirects are not followed: a 303 is an answer like any
/// other. Host, Content-Length, Accept, User-Agent and, where there is a body, Content-Type
/// (text/plain) are added when `headers` lack them. "localhost" means 127.0.0.1.
///
/// Any answer, also a 500, is a success here; a Failure carries one of the names in `transport`.
/// Connections are kept per thread and endpoint, so calls from several threads never wait for each
/// other. A GET or HEAD that meets a kept connection which the server has just closed is sent again
/// on a new one; nothing else is ever sent twice.
Outcome<HttpAnswer> request(const std::string& method, const std::string& url,
                            const HttpHeaders& headers = {}, const std::string& body = {},
                            const HttpOptions& options = {});

/// Closes the connections this thread keeps. A thread that ends closes its own.
void close_idle_connections();

}  // namespace souk::client
