#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "emulator/http/event_loop.h"

namespace souk::http {
namespace {

constexpr char kTlsHandshake = 0x16;
/// What a client may send ahead while a request of its connection is being answered.
constexpr std::size_t kReadAhead = 64 * 1024;
/// How long a closed connection stays to throw away what its client still sends.
constexpr Duration kLinger{2'000};

}  // namespace

void Output::add(std::string bytes) {
  if (bytes_.empty()) {
    bytes_ = std::move(bytes);
  } else {
    bytes_ += bytes;
  }
}

Output::Sent Output::send_to(const Descriptor& socket) {
  if (bytes_.empty()) return Sent::All;
  const auto count =
      ::send(socket.get(), bytes_.data() + sent_, bytes_.size() - sent_, MSG_NOSIGNAL);
  if (count < 0) {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Sent::None : Sent::Broken;
  }
  sent_ += static_cast<std::size_t>(count);
  if (sent_ < bytes_.size()) return Sent::Some;
  bytes_ = std::string();
  sent_ = 0;
  return Sent::All;
}

void EventLoop::on_event(Connection& connection, std::uint32_t what) {
  if (what & (EPOLLERR | EPOLLHUP)) return drop(connection);
  if (what & EPOLLOUT) flush(connection);
  if (!connection.dropped && (what & EPOLLIN)) on_readable(connection);
  // Watched only while the client has no more to say that could matter.
  if (!connection.dropped && (what & EPOLLRDHUP)) return drop(connection);
  if (!connection.dropped) watch(connection);
}

void EventLoop::on_readable(Connection& connection) {
  const auto count = recv(connection.socket.get(), scratch_.data(), scratch_.size(), 0);
  if (count < 0) {
    const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return later ? void() : drop(connection);
  }
  if (count == 0) return on_peer_done(connection);
  if (connection.state == State::Lingering) return;
  const std::string_view bytes(scratch_.data(), static_cast<std::size_t>(count));
  if (!connection.tls) {
    connection.in.add(bytes);
  } else if (!unwrap(connection, bytes)) {
    return;
  }
  if (connection.state == State::Reading) read_requests(connection);
}

bool EventLoop::unwrap(Connection& connection, std::string_view bytes) {
  if (!connection.greeted && bytes.front() != kTlsHandshake) {
    connection.tls.reset();
    refuse(connection,
           {"BadRequest", 400, "This port speaks HTTPS, and the client did not begin with TLS.", "",
            "Use https:// for this port, or http:// with the port given by --port."},
           true);
    return false;
  }
  connection.greeted = true;
  std::string plain;
  const auto state = connection.tls->receive(bytes, plain);
  connection.in.add(plain);
  connection.out.add(connection.tls->take_wire());
  flush(connection);
  if (state == TlsSession::State::Broken) drop(connection);
  if (connection.dropped) return false;
  if (state == TlsSession::State::Closed) {
    if (connection.state == State::Reading) read_requests(connection);
    if (!connection.dropped) on_peer_done(connection);
    return false;
  }
  return true;
}

void EventLoop::on_peer_done(Connection& connection) {
  connection.peer_done = true;
  switch (connection.state) {
    case State::Reading:
      // With an answer still on its way out, requests sent before may wait behind it.
      return connection.out.empty() ? drop(connection) : void();
    case State::Asking:
    case State::Delayed:
      return;  // a client may end its half early and still wait for the answer
    case State::Parked:
    case State::Streaming:
    case State::Lingering:
      return drop(connection);
  }
}

void EventLoop::send(Connection& connection, std::string bytes) {
  if (bytes.empty()) return;
  if (connection.tls) {
    connection.tls->send(bytes);
    bytes = connection.tls->take_wire();
  }
  connection.out.add(std::move(bytes));
  flush(connection);
}

void EventLoop::flush(Connection& connection) {
  if (connection.out.empty()) return;
  switch (connection.out.send_to(connection.socket)) {
    case Output::Sent::Broken:
      return drop(connection);
    case Output::Sent::Some:
      arm_in(connection, around_.limits.request_time);
      return watch(connection);
    case Output::Sent::None:
      if (!connection.deadline) arm_in(connection, around_.limits.request_time);
      return watch(connection);
    case Output::Sent::All:
      break;
  }
  if (connection.watched & EPOLLOUT) on_all_sent(connection);
}

void EventLoop::on_all_sent(Connection& connection) {
  arm(connection, std::nullopt);
  watch(connection);
  if (connection.closing) return close_or_linger(connection);
  if (connection.state == State::Reading) return read_requests(connection);
  if (connection.state != State::Streaming) return;
  if (connection.woken) return ask(connection, Asking::Again);
  arm_in(connection, around_.limits.stream_pulse);
}

void EventLoop::end(Connection& connection) {
  connection.closing = true;
  if (!connection.dropped && connection.out.empty()) close_or_linger(connection);
}

void EventLoop::close_or_linger(Connection& connection) {
  if (connection.tls) {
    connection.tls->end();
    const auto goodbye = connection.tls->take_wire();
    static_cast<void>(
        ::send(connection.socket.get(), goodbye.data(), goodbye.size(), MSG_NOSIGNAL));
  }
  if (connection.peer_done || !(connection.needs_linger || !connection.in.empty())) {
    return drop(connection);
  }
  // Closing with unread bytes would send a reset that may overtake the answer.
  shutdown(connection.socket.get(), SHUT_WR);
  connection.state = State::Lingering;
  arm_in(connection, kLinger);
  watch(connection);
}

void EventLoop::watch(Connection& connection) {
  std::uint32_t wanted = 0;
  const bool unsent = !connection.out.empty();
  if (unsent) wanted |= EPOLLOUT;
  const bool consumes = (connection.state == State::Reading && !unsent && !connection.closing) ||
                        connection.state == State::Lingering;
  if (!connection.peer_done) {
    const bool waits = connection.state == State::Parked || connection.state == State::Streaming;
    if (consumes || connection.in.size() < kReadAhead) {
      wanted |= EPOLLIN;
    } else if (waits) {
      wanted |= EPOLLRDHUP;
    }
  }
  if (wanted == connection.watched) return;
  connection.watched = wanted;
  epoll_event event{};
  event.events = wanted;
  event.data.u64 = connection.id;
  epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.socket.get(), &event);
}

}  // namespace souk::http
