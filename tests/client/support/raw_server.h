#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace souk::test {

/// A server that says exactly what it is told, byte by byte, to see how a client takes it. One
/// connection after another; `serve` gets each socket and may close it early by returning.
class RawServer {
 public:
  explicit RawServer(std::function<void(RawServer&, int socket)> serve) : serve_(std::move(serve)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(0, ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address));
    listen(listener_, 16);
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }

  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      if (current_ >= 0) shutdown(current_, SHUT_RDWR);
    }
    thread_.join();
    close(listener_);
  }

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  int port() const { return port_; }

  /// Reads a request's head and, by its Content-Length, its body; empty when the client left.
  std::string read_request(int socket) {
    std::string text;
    char piece[4096];
    for (;;) {
      const auto head = text.find("\r\n\r\n");
      if (head != std::string::npos && text.size() >= head + 4 + body_size(text.substr(0, head))) {
        const std::lock_guard lock(mutex_);
        requests_.push_back(text);
        return text;
      }
      const auto got = recv(socket, piece, sizeof piece, 0);
      if (got <= 0) return {};
      text.append(piece, static_cast<std::size_t>(got));
    }
  }
  static void say(int socket, const std::string& text) {
    send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  }

  std::vector<std::string> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  int connections() {
    const std::lock_guard lock(mutex_);
    return connections_;
  }

 private:
  static std::size_t body_size(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  void accept_all() {
    for (;;) {
      const int socket = accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      {
        const std::lock_guard lock(mutex_);
        current_ = stopping_ ? -1 : socket;
        ++connections_;
      }
      if (current_ >= 0) serve_(*this, socket);
      {
        const std::lock_guard lock(mutex_);
        current_ = -1;
      }
      close(socket);
    }
  }

  std::function<void(RawServer&, int)> serve_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  int connections_ = 0;
  int current_ = -1;
  bool stopping_ = false;
  std::thread thread_;
};

/// Answers every request of a connection with the same text.
inline std::function<void(RawServer&, int)> always(std::string answer) {
  return [answer = std::move(answer)](RawServer& server, int socket) {
    while (!server.read_request(socket).empty()) RawServer::say(socket, answer);
  };
}

/// A whole 200 answer.
inline std::string ok(const std::string& body, const std::string& headers = {}) {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// Any other whole answer.
inline std::string answer(int status, const std::string& body, const std::string& headers = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " Because\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace souk::test
