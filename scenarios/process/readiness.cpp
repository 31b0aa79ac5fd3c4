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

// An address of this machine.
struct Loopback {
  sockaddr_storage storage{};
  socklen_t size = 0;

  Loopback(int port, bool by_ipv6) {
    const auto number = htons(static_cast<std::uint16_t>(port));
    if (by_ipv6) {
      auto& address = reinterpret_cast<sockaddr_in6&>(storage);
      address.sin6_family = AF_INET6;
      address.sin6_addr = in6addr_loopback;
      address.sin6_port = number;
      size = sizeof address;
    } else {
      auto& address = reinterpret_cast<sockaddr_in&>(storage);
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address.sin_port = number;
      size = sizeof address;
    }
  }
  sockaddr* pointer() { return reinterpret_cast<sockaddr*>(&storage); }
};

int port_in(const std::string& text) {
  int port = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  return read.ec == std::errc() && read.ptr == end ? port : 0;
}

bool is_listened_on(int port, bool by_ipv6) {
  Loopback address(port, by_ipv6);
  const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const bool reached = connect(socket, address.pointer(), address.size) == 0;
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
  const auto url = client::parse_url(seller);
  const bool by_ipv6 = url && url->host.find(':') != std::string::npos;
  if (text.empty()) {
    if (!url) return tl::unexpected(fmt::format("'{}' is no http address.", seller));
    return Readiness{Kind::Port, std::to_string(url->port), by_ipv6};
  }
  const bool digits =
      std::all_of(text.begin(), text.end(), [](const char c) { return c >= '0' && c <= '9'; });
  if (digits) {
    const int port = port_in(text);
    if (port < 1 || port > 65535) return tl::unexpected(text + " is no port: 1 to 65535.");
    return Readiness{Kind::Port, text, by_ipv6};
  }
  if (text.front() == '/') return Readiness{Kind::Url, seller + text};
  if (text.rfind("http://", 0) != 0 && text.rfind("https://", 0) != 0) {
    return Readiness{Kind::Line, text};
  }
  if (!client::parse_url(text)) return tl::unexpected(fmt::format("'{}' is no address.", text));
  return Readiness{Kind::Url, text};
}

bool looks_ready(const Readiness& readiness) {
  if (readiness.kind == Readiness::Kind::Port) {
    return is_listened_on(port_in(readiness.what), readiness.by_ipv6);
  }
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

std::string found_elsewhere(const Readiness& readiness) {
  if (readiness.kind != Readiness::Kind::Port) return {};
  const int port = port_in(readiness.what);
  if (!is_listened_on(port, !readiness.by_ipv6)) return {};
  const auto* other = readiness.by_ipv6 ? "127.0.0.1" : "[::1]";
  return fmt::format("something listens on {0}:{1}, which --seller 'http://{0}:${{PORT}}' leads to",
                     other, port);
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Loopback address(0, false);
  const bool bound = socket >= 0 && bind(socket, address.pointer(), address.size) == 0 &&
                     getsockname(socket, address.pointer(), &address.size) == 0;
  if (socket >= 0) close(socket);
  return bound ? ntohs(reinterpret_cast<sockaddr_in&>(address.storage).sin_port) : 0;
}

}  // namespace souk::process
