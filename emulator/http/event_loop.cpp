#include "emulator/http/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace souk::http {
namespace {

/// Events of one round, so that no connection gets far ahead of the others.
constexpr std::size_t kEventsAtOnce = 32;
constexpr int kAcceptsAtOnce = 64;
constexpr Duration kAcceptPause{100};

constexpr std::uint64_t kBell = 0;
constexpr std::uint64_t kFirstListener = 1;
constexpr std::uint64_t kFirstConnection = 1000;

/// The loop this thread runs, so that what it tells itself rings no bell.
thread_local const EventLoop* this_loop = nullptr;

Descriptor made(int descriptor, const char* what) {
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), what);
  return Descriptor(descriptor);
}

void watch_for_input(const Descriptor& epoll, const Descriptor& socket, std::uint64_t id) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = id;
  if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, socket.get(), &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

}  // namespace

EventLoop::EventLoop(Surroundings surroundings)
    : around_(surroundings),
      asker_(around_.application, around_.writer),
      epoll_(made(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      bell_(made(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      next_id_(kFirstConnection) {
  watch_for_input(epoll_, bell_, kBell);
}

EventLoop::~EventLoop() {
  stop();
  join();
}

void EventLoop::accept_on(std::vector<Listener> listeners, std::vector<EventLoop*> loops) {
  loops_ = std::move(loops);
  for (auto& listener : listeners) {
    for (auto& socket : listener.sockets) {
      watch_for_input(epoll_, socket, kFirstListener + listening_.size());
      listening_.emplace_back(std::move(socket), listener.tls);
    }
  }
}

void EventLoop::start() { thread_ = std::thread(&EventLoop::run, this); }

void EventLoop::join() {
  if (thread_.joinable()) thread_.join();
}

void EventLoop::run() {
  this_loop = this;
  while (!is_over()) {
    wait_for_events();
    read_mail();
    fire_timers();
    take_turn();
    bury();
  }
  for (const auto& [id, connection] : connections_) drop(*connection);
  bury();
  this_loop = nullptr;
}

bool EventLoop::is_over() const {
  return stopping_ && (connections_.empty() || real_time::monotonic_now() >= *stop_deadline_);
}

void EventLoop::wait_for_events() {
  std::array<epoll_event, kEventsAtOnce> events;
  const int count = epoll_wait(epoll_.get(), events.data(), kEventsAtOnce, wait_ms());
  for (int index = 0; index < count; ++index) {
    const auto& event = events[static_cast<std::size_t>(index)];
    const auto id = event.data.u64;
    if (id == kBell) {
      std::uint64_t rings = 0;
      static_cast<void>(!read(bell_.get(), &rings, sizeof rings));
    } else if (id < kFirstConnection) {
      accept_some(id - kFirstListener);
    } else if (auto* connection = find(id)) {
      on_event(*connection, event.events);
    }
  }
}

int EventLoop::wait_ms() const {
  if (!ready_.empty() || mail_waits_) return 0;
  auto until = stop_deadline_;
  if (!timers_.empty() && (!until || timers_.begin()->first < *until)) {
    until = timers_.begin()->first;
  }
  if (!until) return -1;
  const auto left = std::chrono::ceil<Duration>(*until - real_time::monotonic_now());
  return static_cast<int>(std::clamp(left, Duration(0), kLongestWait).count());
}

template <class Fill>
void EventLoop::post(Fill fill) {
  bool ring = false;
  {
    const std::lock_guard lock(mail_mutex_);
    fill(mail_);
    ring = !mail_waits_.exchange(true) && this_loop != this;
  }
  const std::uint64_t one = 1;
  if (ring) static_cast<void>(!write(bell_.get(), &one, sizeof one));
}

void EventLoop::stop() {
  post([](Mail& mail) { mail.stop = true; });
}

void EventLoop::adopt(Arrival arrival) {
  post([&](Mail& mail) { mail.arrivals.push_back(std::move(arrival)); });
}

void EventLoop::wake(std::string_view channel) {
  if (listeners_ == 0) return;
  // What this thread itself commits wakes no one in most turns; a letter would cost a system call.
  if (this_loop == this && channels_.empty() && in_pool_ == 0 && !group_parks_) return;
  post([&](Mail& mail) { mail.woken.emplace(channel); });
}

void EventLoop::submit(Connection& connection) {
  const auto exchange = connection.exchange;
  exchange->wakes_heard = wakes_;
  connection.woken = false;
  ++in_pool_;
  ++listeners_;
  const bool accepted = around_.pool.try_run([this, id = connection.id,
                                              exchange = exchange]() mutable {
    auto said = asker_.ask_alone(*exchange);
    post([&](Mail& mail) { mail.finished.push_back({id, std::move(exchange), std::move(said)}); });
  });
  if (accepted) return;
  --in_pool_;
  --listeners_;
  exchange->overloaded = true;
  ready_.push_back(connection.id);
}

void EventLoop::read_mail() {
  if (!mail_waits_) return;
  Mail mail;
  {
    const std::lock_guard lock(mail_mutex_);
    std::swap(mail, mail_);
    mail_waits_ = false;
  }
  if (mail.stop && !stopping_) begin_to_stop();
  for (auto& arrival : mail.arrivals) add(std::move(arrival));
  for (const auto& channel : mail.woken) hear(channel);
  for (auto& finished : mail.finished) on_finished(finished);
}

void EventLoop::begin_to_stop() {
  stopping_ = true;
  stop_deadline_ = real_time::monotonic_now() + around_.limits.stop_grace;
  listening_.clear();
  for (const auto& [id, connection] : connections_) {
    const bool in_flight =
        connection->state == State::Asking && connection->exchange->lane == Lane::Pool;
    if (!in_flight) drop(*connection);
  }
}

void EventLoop::accept_some(std::size_t listener) {
  if (stopping_) return;
  const auto& [socket, tls] = listening_[listener];
  for (int count = 0; count < kAcceptsAtOnce; ++count) {
    Arrival arrival;
    arrival.tls = tls;
    switch (accept_from(socket, arrival)) {
      case Accepted::None:
        return;
      case Accepted::OutOfDescriptors:
        // It would be reported as ready for ever: look again when somebody may have left.
        epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket.get(), nullptr);
        timers_.emplace(real_time::monotonic_now() + kAcceptPause, kFirstListener + listener);
        return;
      case Accepted::One:
        break;
    }
    if (around_.connections >= around_.limits.connections) {
      turn_away(arrival);
      continue;
    }
    ++around_.connections;
    auto* loop = loops_[next_loop_++ % loops_.size()];
    if (loop == this) {
      add(std::move(arrival));
    } else {
      loop->adopt(std::move(arrival));
    }
  }
}

void EventLoop::turn_away(Arrival& arrival) const {
  if (arrival.tls) return;
  const auto bytes = around_.writer.write_refusal(
      {"ServiceUnavailable", 503, "Too many connections are open.", "",
       "Close connections that are no longer used, or raise the limit."},
      false);
  static_cast<void>(::send(arrival.socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  shutdown(arrival.socket.get(), SHUT_WR);
}

void EventLoop::add(Arrival arrival) {
  const auto id = next_id_++;
  auto connection =
      std::make_unique<Connection>(id, std::move(arrival), around_.limits.request, around_.tls);
  watch_for_input(epoll_, connection->socket, id);
  connection->watched = EPOLLIN;
  auto& added = *connections_.emplace(id, std::move(connection)).first->second;
  if (added.secure) arm_in(added, around_.limits.request_time);
  if (stopping_) drop(added);
}

Connection* EventLoop::find(std::uint64_t id) {
  const auto found = connections_.find(id);
  return found == connections_.end() || found->second->dropped ? nullptr : found->second.get();
}

void EventLoop::arm(Connection& connection, std::optional<Instant> deadline) {
  if (connection.deadline == deadline) return;
  if (connection.deadline) timers_.erase({*connection.deadline, connection.id});
  connection.deadline = deadline;
  if (deadline) timers_.emplace(*deadline, connection.id);
}

void EventLoop::arm_in(Connection& connection, Duration wait) {
  arm(connection, real_time::monotonic_now() + std::min(wait, kLongestWait));
}

void EventLoop::fire_timers() {
  if (timers_.empty()) return;
  const auto now = real_time::monotonic_now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    const auto id = timers_.begin()->second;
    timers_.erase(timers_.begin());
    if (id < kFirstConnection) {
      if (!stopping_) watch_for_input(epoll_, listening_[id - kFirstListener].first, id);
    } else if (auto* connection = find(id)) {
      connection->deadline.reset();
      on_deadline(*connection);
    }
  }
}

void EventLoop::on_deadline(Connection& connection) {
  if (!connection.out.empty()) return drop(connection);  // the client takes nothing any more
  switch (connection.state) {
    case State::Reading: {
      const bool handshakes = connection.tls && !connection.tls->is_ready();
      if (handshakes || connection.reader.is_throwing_away()) return drop(connection);
      return refuse(connection,
                    {"RequestTimeout", 408, "The request did not arrive whole in time.", "",
                     "Send head and body without a pause."},
                    true);
    }
    case State::Parked:
      return ask(connection, Asking::Last);
    case State::Streaming:
      return ask(connection, Asking::Again);
    case State::Delayed:
      send(connection, std::exchange(connection.held_back, {}));
      return finish(connection);
    case State::Lingering:
      return drop(connection);
    case State::Asking:
      return;
  }
}

void EventLoop::drop(Connection& connection) {
  if (connection.dropped) return;
  connection.dropped = true;
  stop_listening(connection);
  arm(connection, std::nullopt);
  --around_.connections;
  connection.socket.close();
  dropped_.push_back(connection.id);
}

void EventLoop::bury() {
  for (const auto id : dropped_) connections_.erase(id);
  dropped_.clear();
}

}  // namespace souk::http
