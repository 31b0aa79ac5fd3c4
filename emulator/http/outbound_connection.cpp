#include "emulator/http/outbound_connection.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <vector>

namespace souk::http {
namespace {

// Shorter than any common server keeps an idle connection (gunicorn 2 s, Node.js 5 s), so that a
// request never meets a server that is just closing.
constexpr Duration kKeptFor{1'000};
constexpr std::size_t kHeadLimit = std::size_t{256} * 1024;
constexpr int kInterimAnswers = 20;

tl::unexpected<OutboundTrouble> trouble(OutboundAnswer::Failure failure, std::string explanation) {
  return tl::unexpected<OutboundTrouble>({failure, std::move(explanation)});
}

/// Waits for the socket; what it is ready for, or 0 when the deadline or `stop` came first.
short await(const Descriptor& socket, int stop, short events, real_time::Instant deadline) {
  while (true) {
    const auto left = std::chrono::ceil<Duration>(deadline - real_time::monotonic_now());
    if (left <= Duration(0)) return 0;
    std::array<pollfd, 2> waiting{pollfd{socket.get(), events, 0}, pollfd{stop, POLLIN, 0}};
    constexpr Duration kLongest = std::chrono::hours(1);
    const int ready =
        poll(waiting.data(), waiting.size(), static_cast<int>(std::min(left, kLongest).count()));
    if (ready > 0 && waiting[1].revents != 0) return 0;
    if (ready > 0) return waiting[0].revents;
    if (ready < 0 && errno != EINTR) return 0;
  }
}

/// Where a host's server may be, in the order to try. localhost is 127.0.0.1 first: that is where
/// most development servers listen, and resolvers often say ::1.
std::vector<std::string> places_of(const std::string& host) {
  const bool local = host == "localhost" || host.ends_with(".localhost");
  return local ? std::vector<std::string>{"127.0.0.1", "::1"} : std::vector<std::string>{host};
}

OutboundResult<void> connect_one(const addrinfo& address, const std::string& endpoint,
                                 real_time::Instant deadline, int stop, Descriptor& socket) {
  socket = Descriptor(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int yes = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  int problem = 0;
  if (connect(socket.get(), address.ai_addr, address.ai_addrlen) != 0) problem = errno;
  if (problem == EINPROGRESS) {
    if (await(socket, stop, POLLOUT, deadline) == 0) {
      return trouble(OutboundAnswer::Failure::Timeout,
                     fmt::format("{} did not take the connection in time.", endpoint));
    }
    socklen_t length = sizeof problem;
    getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &problem, &length);
  }
  if (problem == 0) return {};
  return trouble(OutboundAnswer::Failure::Refused,
                 fmt::format("{} cannot be reached: {}.", endpoint, std::strerror(problem)));
}

}  // namespace

OutboundResult<OutboundConnection> OutboundConnection::open(const Url& url, const TlsContext* tls,
                                                            Instant deadline, int stop) {
  OutboundConnection connection;
  connection.stop_ = stop;
  connection.endpoint_ = url.endpoint();
  if (auto done = connection.connect(url, deadline); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  if (url.tls) {
    if (auto done = connection.shake_hands(*tls, url.host, deadline); !done) {
      return tl::unexpected(std::move(done.error()));
    }
  }
  return connection;
}

OutboundResult<void> OutboundConnection::connect(const Url& url, Instant deadline) {
  OutboundTrouble last{OutboundAnswer::Failure::Refused,
                       fmt::format("{} has no address.", endpoint_)};
  for (const auto& place : places_of(url.host)) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int unknown =
        getaddrinfo(place.c_str(), std::to_string(url.port).c_str(), &hints, &found);
    const Addresses addresses(found);
    if (unknown != 0) {
      last.explanation =
          fmt::format("The host of {} is not known: {}.", endpoint_, gai_strerror(unknown));
      continue;
    }
    for (const auto* address = found; address != nullptr; address = address->ai_next) {
      auto done = connect_one(*address, endpoint_, deadline, stop_, socket_);
      if (done) return {};
      last = std::move(done.error());
    }
  }
  return tl::unexpected(std::move(last));
}

OutboundResult<void> OutboundConnection::shake_hands(const TlsContext& tls, const std::string& host,
                                                     Instant deadline) {
  tls_ = TlsSession::connecting(tls, host);
  while (!tls_->is_ready()) {
    if (auto sent = put(tls_->take_wire(), deadline); !sent) return sent;
    const auto received = receive(deadline);
    if (!received) {
      auto reason = received.error();
      if (reason.failure == OutboundAnswer::Failure::Broken)
        reason.failure = OutboundAnswer::Failure::Tls;
      return tl::unexpected(std::move(reason));
    }
    if (*received == Received::End) {
      return trouble(OutboundAnswer::Failure::Tls,
                     fmt::format("{} ended the TLS handshake.", endpoint_));
    }
  }
  return put(tls_->take_wire(), deadline);
}

OutboundResult<void> OutboundConnection::send(std::string_view bytes, Instant deadline) {
  reusable_ = false;
  sent_whole_ = true;
  if (!tls_) return put(bytes, deadline);
  tls_->send(bytes);
  return put(tls_->take_wire(), deadline);
}

OutboundResult<void> OutboundConnection::put(std::string_view bytes, Instant deadline) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EINTR) continue;
    // Whoever closes early may have answered before; reading finds out.
    sent_whole_ = false;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return {};
    const auto ready = await(socket_, stop_, POLLOUT | POLLIN, deadline);
    if (ready == 0) {
      return trouble(OutboundAnswer::Failure::Timeout,
                     fmt::format("{} did not take the request in time.", endpoint_));
    }
    if (ready & (POLLIN | POLLHUP | POLLERR)) {
      const auto received = receive_some();
      if (!received) return tl::unexpected(received.error());
      if (*received == Received::End || !in_.empty()) return {};
    }
    sent_whole_ = true;
  }
  return {};
}

OutboundResult<OutboundConnection::Received> OutboundConnection::receive(Instant deadline) {
  while (true) {
    auto received = receive_some();
    if (!received || *received != Received::Nothing) return received;
    if (await(socket_, stop_, POLLIN, deadline) != 0) continue;
    return trouble(OutboundAnswer::Failure::Timeout,
                   fmt::format("{} did not answer in time.", endpoint_));
  }
}

OutboundResult<OutboundConnection::Received> OutboundConnection::receive_some() {
  std::array<char, 16384> buffer;
  const auto count = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count < 0) {
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return Received::Nothing;
    return trouble(OutboundAnswer::Failure::Broken,
                   fmt::format("{} broke the connection: {}.", endpoint_, std::strerror(errno)));
  }
  if (count == 0) return Received::End;
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
  if (!tls_) {
    in_.add(bytes);
    return Received::Bytes;
  }
  std::string plain;
  const bool shaking = !tls_->is_ready();
  const auto state = tls_->receive(bytes, plain);
  in_.add(plain);
  if (state == TlsSession::State::Broken) {
    const auto alert = tls_->take_wire();
    static_cast<void>(::send(socket_.get(), alert.data(), alert.size(), MSG_NOSIGNAL));
    return trouble(OutboundAnswer::Failure::Tls,
                   fmt::format("TLS with {} failed: {}.", endpoint_, tls_->complaint()));
  }
  if (shaking || !plain.empty()) return Received::Bytes;
  return state == TlsSession::State::Closed ? Received::End : Received::Nothing;
}

OutboundResult<OutboundAnswer> OutboundConnection::read_answer(std::string_view method,
                                                               std::size_t body_limit,
                                                               Instant deadline) {
  auto answer = read_head(deadline);
  for (int interim = 0; answer && answer->status < 200 && interim < kInterimAnswers; ++interim) {
    answer = read_head(deadline);
  }
  if (!answer) return answer;
  const bool keeps = old_ ? names(answer->headers, "Connection", "keep-alive")
                          : !names(answer->headers, "Connection", "close");
  const bool bare = method == "HEAD" || answer->status == 204 || answer->status == 304;
  reusable_ = keeps && sent_whole_;
  if (!bare) {
    if (auto done = read_body(*answer, body_limit, deadline); !done) {
      return tl::unexpected(std::move(done.error()));
    }
  }
  // Bytes behind the answer belong to nothing that was asked.
  if (!in_.empty()) reusable_ = false;
  return answer;
}

OutboundResult<OutboundAnswer> OutboundConnection::read_head(Instant deadline) {
  const auto no_http = [&](std::string_view why) {
    return trouble(OutboundAnswer::Failure::Broken,
                   fmt::format("{} did not answer in HTTP: {}", endpoint_, why));
  };
  HeadSearch search;
  std::optional<std::size_t> end;
  while (!end) {
    const auto found = search.end_in(in_.view());
    if (!found) return no_http(found.error().message);
    end = *found;
    if (end) break;
    if (in_.size() > kHeadLimit) return no_http("the head of its answer does not end.");
    const auto received = receive(deadline);
    if (!received) return tl::unexpected(received.error());
    if (*received == Received::End) {
      return trouble(
          OutboundAnswer::Failure::Broken,
          fmt::format("{} closed the connection {}.", endpoint_,
                      in_.empty() ? "without an answer" : "in the middle of its answer"));
    }
  }
  const auto head = in_.view().substr(0, *end);
  const auto line = head.substr(0, head.find("\r\n"));
  OutboundAnswer answer;
  const bool version = line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ");
  const auto digits = line.substr(std::min<std::size_t>(9, line.size()), 3);
  const auto* digits_end = digits.data() + digits.size();
  if (!version || std::from_chars(digits.data(), digits_end, answer.status).ptr != digits_end ||
      answer.status < 100) {
    return no_http("its first line is not a status line.");
  }
  old_ = line.starts_with("HTTP/1.0");
  auto headers = read_fields(head.substr(line.size() + 2));
  if (!headers) return no_http(headers.error().message);
  answer.headers = std::move(*headers);
  in_.consume(*end);
  return answer;
}

OutboundResult<void> OutboundConnection::read_body(OutboundAnswer& answer, std::size_t limit,
                                                   Instant deadline) {
  const auto no_http = [&](const Error& error) {
    return trouble(OutboundAnswer::Failure::Broken,
                   fmt::format("{} did not answer in HTTP: {}", endpoint_, error.message));
  };
  const auto framing = framing_of(answer.headers, Framing::Kind::UntilClose);
  if (!framing) return no_http(framing.error());
  BodyReader body(*framing, limit);
  while (true) {
    const auto taken = body.take(in_.view());
    if (!taken) return no_http(taken.error());
    in_.consume(*taken);
    if (body.complete() || body.seen() > limit) break;
    auto received = receive(deadline);
    if (!received) return tl::unexpected(std::move(received.error()));
    if (*received == Received::Bytes) continue;
    if (framing->kind == Framing::Kind::UntilClose) break;
    return trouble(OutboundAnswer::Failure::Broken,
                   fmt::format("{} closed the connection in the middle of its answer.", endpoint_));
  }
  if (!body.complete()) reusable_ = false;
  answer.body = std::move(body.body());
  return {};
}

bool OutboundConnection::is_fresh() const {
  if (real_time::since(resting_since_) >= kKeptFor) return false;
  pollfd now{socket_.get(), POLLIN | POLLRDHUP, 0};
  return poll(&now, 1, 0) == 0;
}

}  // namespace souk::http
