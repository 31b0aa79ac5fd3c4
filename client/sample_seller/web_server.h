#pragma once

#include <functional>
#include <memory>
#include <string>

#include "souk/http.h"
#include "souk/url.h"

namespace souk::sample {

struct WebRequest {
  std::string method;
  std::string path;
  client::FormFields query;
  client::HttpHeaders headers;
  std::string body;

  /// A cookie's value; empty when the browser sent none.
  std::string cookie(const std::string& name) const;
};

struct WebReply {
  int status = 200;
  std::string body;
  std::string content_type = "text/html; charset=utf-8";
  client::HttpHeaders headers = {};
};

using WebHandler = std::function<WebReply(const WebRequest&)>;

/// A small web server: cpp-httplib's parsing on a thread per connection, with a stop that does not
/// wait for idle connections.
class WebServer {
 public:
  WebServer();
  ~WebServer();

  /// Exact paths. Every handler runs on the connection's thread; what it throws becomes a 500.
  void route(const std::string& method, const std::string& path, WebHandler handler);
  /// Sees each request before its handler does.
  void watch(std::function<void(const WebRequest&)> watcher);

  /// Returns the port. Throws std::runtime_error with a sentence when it cannot be had.
  int start(const std::string& host, int port);
  /// Closes every connection and waits for handlers that are running.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace souk::sample
