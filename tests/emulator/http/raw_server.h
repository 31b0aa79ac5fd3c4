#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "emulator/http/socket.h"

namespace souk::http {

/// A server without manners: a test decides, byte by byte, what each connection gets.
class RawServer {
 public:
  /// `serve` gets each connection, one after the other.
  explicit RawServer(std::function<void(RawServer&, const Descriptor&)> serve)
      : listener_(listen_on("127.0.0.1", 0, false).value()),
        thread_([this, serve = std::move(serve)] { run(serve); }) {}
  ~RawServer() {
    shutdown(listener_.sockets.front().get(), SHUT_RDWR);
    thread_.join();
  }

  std::string url(const std::string& target = "/") const {
    return "http://127.0.0.1:" + std::to_string(listener_.port) + target;
  }
  int port() const { return listener_.port; }
  int connections() const { return connections_; }

  /// Reads up to the end of a request's head and `body` bytes behind it; empty when the client
  /// left.
  static std::string read_request(const Descriptor& socket, std::size_t body = 0) {
    std::string bytes;
    std::string buffer(256 * 1024, '\0');
    auto end = std::string::npos;
    while (end == std::string::npos || bytes.size() < end + 4 + body) {
      pollfd waiting{socket.get(), POLLIN, 0};
      poll(&waiting, 1, 60'000);
      const auto count = recv(socket.get(), buffer.data(), buffer.size(), 0);
      if (count <= 0) return {};
      bytes.append(buffer, 0, static_cast<std::size_t>(count));
      if (end == std::string::npos) end = bytes.find("\r\n\r\n");
    }
    return bytes;
  }
  static bool put(const Descriptor& socket, std::string_view bytes) {
    while (!bytes.empty()) {
      pollfd waiting{socket.get(), POLLOUT, 0};
      poll(&waiting, 1, 60'000);
      const auto count = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  /// Waits until the client has closed.
  static void await_end(const Descriptor& socket) {
    while (!read_request(socket, std::string::npos / 2).empty()) {
    }
  }

 private:
  void run(const std::function<void(RawServer&, const Descriptor&)>& serve) {
    while (true) {
      pollfd waiting{listener_.sockets.front().get(), POLLIN, 0};
      poll(&waiting, 1, -1);
      Arrival arrival;
      if (accept_from(listener_.sockets.front(), arrival) != Accepted::One) return;
      ++connections_;
      serve(*this, arrival.socket);
    }
  }

  Listener listener_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace souk::http
