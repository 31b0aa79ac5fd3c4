#include "scenarios/process/readiness.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "souk/http.h"
#include "souk/url.h"

namespace souk::process {
namespace {

constexpr client::Duration kOneAnswer{2'000};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

int port_in(const std::string& text) {
  int port = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  return read.ec == std::errc() && read.ptr == end ? port : 0;
}

bool is_listened_on(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const auto address = loopback(port);
  const bool reached =
      connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(socket);
  return reached;
}

bool is_answered(const std::string& url) {
  client::HttpOptions options;
  options.timeout = kOneAnswer;
  options.keep_alive = false;
  options.tls.verify = false;
  const auto answer = client::request("GET", url, {}, {}, options);
  return answer && answer->status < 500;
}

}  // namespace

tl::expected<Readiness, std::string> parse_readiness(const std::string& text,
                                                     const std::string& seller) {
  using Kind = Readiness::Kind;
  if (text.empty()) {
    const auto url = client::parse_url(seller);
    if (!url) return tl::unexpected(fmt::format("'{}' is no http address.", seller));
    return Readiness{Kind::Port, std::to_string(url->port)};
  }
  const bool digits =
      std::all_of(text.begin(), text.end(), [](const char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    const int port = port_in(text);
    if (port < 1 || port > 65535) return tl::unexpected(text + " is no port: 1 to 65535.");
    return Readiness{Kind::Port, text};
  }
  if (text.front() == '/') return Readiness{Kind::Url, seller + text};
  if (text.rfind("http://", 0) != 0 && text.rfind("https://", 0) != 0) {
    return Readiness{Kind::Line, text};
  }
  if (!client::parse_url(text)) return tl::unexpected(fmt::format("'{}' is no address.", text));
  return Readiness{Kind::Url, text};
}

bool looks_ready(const Readiness& readiness) {
  if (readiness.kind == Readiness::Kind::Port) return is_listened_on(port_in(readiness.what));
  return readiness.kind == Readiness::Kind::Url && is_answered(readiness.what);
}

std::string in_words(const Readiness& readiness) {
  switch (readiness.kind) {
    case Readiness::Kind::Port:
      return fmt::format("something listens on port {}", readiness.what);
    case Readiness::Kind::Url:
      return fmt::format("a GET of {} is answered", readiness.what);
    case Readiness::Kind::Line:
      return fmt::format("it prints a line with '{}'", readiness.what);
  }
  return {};
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = socket >= 0 &&
                     bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (socket >= 0) close(socket);
  return bound ? ntohs(address.sin_port) : 0;
}

}  // namespace souk::process
