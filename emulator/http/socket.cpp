#include "emulator/http/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace souk::http {
namespace {

constexpr int kBacklog = 4096;

void turn_on(int socket, int level, int option) {
  const int yes = 1;
  setsockopt(socket, level, option, &yes, sizeof yes);
}

std::string shown(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    return fmt::format("[{}]:{}", text.data(), ntohs(v6.sin6_port));
  }
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
  inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  return fmt::format("{}:{}", text.data(), ntohs(v4.sin_port));
}

int port_of(const Descriptor& socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

void set_port(sockaddr* address, int port) {
  const auto number = htons(static_cast<std::uint16_t>(port));
  if (address->sa_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(address)->sin6_port = number;
  } else {
    reinterpret_cast<sockaddr_in*>(address)->sin_port = number;
  }
}

/// Opens one address; 0, or the errno of what failed.
int open_listening(const addrinfo& address, bool both_families, Descriptor& socket) {
  socket = Descriptor(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return errno;
  // Not SO_REUSEPORT: with it a second souk would start on the same port and take half the calls.
  turn_on(socket.get(), SOL_SOCKET, SO_REUSEADDR);
  if (address.ai_family == AF_INET6 && !both_families) {
    turn_on(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY);
  }
  if (bind(socket.get(), address.ai_addr, address.ai_addrlen) != 0) return errno;
  return ::listen(socket.get(), kBacklog) == 0 ? 0 : errno;
}

std::string hint_for(int trouble) {
  switch (trouble) {
    case EADDRINUSE:
      return "Another program, perhaps another souk, holds this port: end it, or choose another "
             "port (0 lets the system choose).";
    case EACCES:
      return "Ports below 1024 need root; choose a higher one.";
    case EADDRNOTAVAIL:
      return "This machine has no such address; 127.0.0.1 is this machine alone, 0.0.0.0 all of "
             "its addresses.";
    default:
      return "Choose another host or port.";
  }
}

tl::unexpected<Error> cannot_listen(const std::string& host, int port, int trouble) {
  return Failure({"CannotListen", 400,
                  fmt::format("Cannot listen on {}:{}: {}.", host, port, std::strerror(trouble)),
                  "port", hint_for(trouble)});
}

}  // namespace

void Descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Result<Listener> listen_on(const std::string& host, int port, bool tls) {
  if (port < 0 || port > 65535) {
    return Failure({"CannotListen", 400, fmt::format("{} is not a port.", port), "port",
                    "Ports are 1 to 65535; 0 lets the system choose."});
  }
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int trouble = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found)) {
    return Failure({"CannotListen", 400,
                    fmt::format("Cannot listen on {}:{}: the host is not known ({}).", host, port,
                                gai_strerror(trouble)),
                    "host", "Use 127.0.0.1 for this machine alone, 0.0.0.0 for all addresses."});
  }
  const Addresses addresses(found);
  Listener listener;
  listener.port = port;
  listener.tls = tls;
  int trouble = EADDRNOTAVAIL;
  // A name such as localhost may have several addresses: each is served, on one common port.
  for (auto* address = found; address != nullptr; address = address->ai_next) {
    set_port(address->ai_addr, listener.port);
    Descriptor socket;
    const int failed = open_listening(*address, host == "::", socket);
    if (failed == 0) {
      listener.port = port_of(socket);
      listener.sockets.push_back(std::move(socket));
    } else {
      trouble = failed;
      if (failed == EADDRINUSE && port != 0) return cannot_listen(host, port, failed);
    }
  }
  if (listener.sockets.empty()) return cannot_listen(host, port, trouble);
  return listener;
}

Accepted accept_from(const Descriptor& listening, Arrival& arrival) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  Descriptor socket(accept4(listening.get(), reinterpret_cast<sockaddr*>(&address), &length,
                            SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket.is_open()) {
    const bool full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return full ? Accepted::OutOfDescriptors : Accepted::None;
  }
  turn_on(socket.get(), IPPROTO_TCP, TCP_NODELAY);
  arrival.socket = std::move(socket);
  arrival.peer = shown(address);
  return Accepted::One;
}

std::size_t allow_descriptors(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

}  // namespace souk::http
