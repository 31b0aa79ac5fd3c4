#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <exception>

#include "emulator/http/event_loop.h"

namespace souk::http {
namespace {

/// Requests answered before any of their answers is sent. More would save a little storage work
/// and let some connections get ahead of others.
constexpr std::size_t kTurn = 32;

}  // namespace

void EventLoop::read_requests(Connection& connection) {
  using Step = RequestReader::Step;
  // The next request waits until the client has taken the answer to the last.
  while (!connection.dropped && connection.out.empty() && connection.state == State::Reading) {
    switch (connection.reader.read(connection.in)) {
      case Step::Continue:
        send(connection, "HTTP/1.1 100 Continue\r\n\r\n");
        break;
      case Step::Complete:
        return begin(connection, connection.reader.take());
      case Step::Refused:
        refuse(connection, connection.reader.refusal(), connection.reader.must_close());
        break;
      case Step::GiveUp:
        connection.needs_linger = true;
        return end(connection);
      case Step::NeedsMore:
        if (connection.peer_done) return end(connection);
        if (!connection.reader.in_the_middle(connection.in)) {
          const bool handshakes = connection.tls && !connection.tls->is_ready();
          if (!handshakes) arm(connection, std::nullopt);
        } else if (!connection.deadline) {
          arm_in(connection, around_.limits.request_time);
        }
        return;
    }
  }
}

void EventLoop::refuse(Connection& connection, const Error& error, bool close) {
  if (close) {
    connection.needs_linger = true;
    arm(connection, std::nullopt);
  }
  send(connection, around_.writer.write_refusal(error, !close));
  if (close && !connection.dropped) end(connection);
}

void EventLoop::begin(Connection& connection, Incoming incoming) {
  arm(connection, std::nullopt);
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(incoming.request);
  exchange->request.peer = connection.peer;
  exchange->request.tls = connection.secure;
  exchange->version = std::move(incoming.version);
  exchange->keep_alive = incoming.keep_alive;
  try {
    exchange->lane = around_.application.lane_of(exchange->request);
    if (exchange->lane == Lane::Loop) {
      exchange->turn_key = around_.application.turn_key(incoming.raw_head);
    }
  } catch (const std::exception& trouble) {
    spdlog::error("{} could not be routed: {}", exchange->request.target, trouble.what());
    return refuse(connection, {"InternalFailure", 500, "souk itself failed to route this.", "", ""},
                  true);
  }
  connection.exchange = std::move(exchange);
  ask(connection, Asking::First);
}

void EventLoop::ask(Connection& connection, Asking asking) {
  arm(connection, std::nullopt);
  connection.state = State::Asking;
  connection.exchange->asking = asking;
  if (connection.exchange->lane == Lane::Pool) return submit(connection);
  ready_.push_back(connection.id);
}

void EventLoop::take_turn() {
  if (ready_.empty()) return;
  std::array<Connection*, kTurn> turn;
  auto* last = turn.data();
  while (!ready_.empty() && last != turn.data() + turn.size()) {
    if (auto* connection = find(ready_.front())) *last++ = connection;
    ready_.pop_front();
  }
  const auto key = [](const Connection* connection) -> const std::string& {
    return connection->exchange->turn_key;
  };
  std::stable_sort(turn.data(), last, [&](auto* a, auto* b) { return key(a) < key(b); });
  ++listeners_;
  for (auto* first = turn.data(); first != last;) {
    auto* next =
        std::find_if(first, last, [&](auto* other) { return key(other) != key(first[0]); });
    answer_group(first, next);
    first = next;
  }
  --listeners_;
}

void EventLoop::answer_group(Connection** first, Connection** last) {
  std::vector<Said> said;
  said.reserve(static_cast<std::size_t>(last - first));
  group_parks_ = false;
  for (auto** connection = first; connection != last; ++connection) {
    (*connection)->woken = false;
    said.push_back(asker_.ask(*(*connection)->exchange));
    const auto kind = said.back().kind;
    if (kind == Said::Kind::Park || kind == Said::Kind::Stream) group_parks_ = true;
  }
  const bool kept = asker_.end_turn();
  for (auto& next : said) {
    auto& connection = **first++;
    settle(connection, kept ? std::move(next) : asker_.not_kept(*connection.exchange));
  }
}

void EventLoop::on_finished(Finished& finished) {
  --in_pool_;
  if (auto* connection = find(finished.connection)) {
    for (const auto& channel : finished.said.channels) {
      const auto wake = last_wake_.find(channel);
      if (wake != last_wake_.end() && wake->second > finished.exchange->wakes_heard) {
        connection->woken = true;
      }
    }
    settle(*connection, std::move(finished.said));
  }
  --listeners_;
  if (in_pool_ == 0) last_wake_.clear();
}

void EventLoop::settle(Connection& connection, Said said) {
  switch (said.kind) {
    case Said::Kind::Answer:
      stop_listening(connection);
      send(connection, std::move(said.bytes));
      return finish(connection);
    case Said::Kind::Park:
      return settle_park(connection, said);
    case Said::Kind::Stream:
      return settle_stream(connection, std::move(said));
    case Said::Kind::Hangup:
      return drop(connection);
    case Said::Kind::Later:
      stop_listening(connection);
      if (stopping_) return drop(connection);
      connection.state = State::Delayed;
      connection.held_back = std::move(said.bytes);
      arm_in(connection, said.wait);
      return watch(connection);
  }
}

void EventLoop::settle_park(Connection& connection, const Said& said) {
  if (stopping_ || connection.peer_done) return drop(connection);
  auto& until = connection.exchange->patience_until;
  const auto now_until = real_time::monotonic_now() + std::min(said.wait, kLongestWait);
  until = until ? std::min(*until, now_until) : now_until;
  listen_to(connection, said.channels);
  connection.state = State::Parked;
  if (connection.woken) return ask(connection, Asking::Again);
  arm(connection, until);
  watch(connection);
}

void EventLoop::settle_stream(Connection& connection, Said said) {
  if (stopping_ || connection.peer_done) return drop(connection);
  if (!said.channels.empty()) listen_to(connection, said.channels);
  connection.state = State::Streaming;
  send(connection, std::move(said.bytes));
  if (connection.dropped) return;
  if (connection.out.empty()) {
    if (connection.woken) return ask(connection, Asking::Again);
    arm_in(connection, around_.limits.stream_pulse);
  }
  watch(connection);
}

void EventLoop::finish(Connection& connection) {
  if (connection.dropped) return;
  const bool keep_alive = connection.exchange->keep_alive && !stopping_;
  connection.exchange.reset();
  connection.state = State::Reading;
  if (!keep_alive) return end(connection);
  read_requests(connection);
  if (!connection.dropped) watch(connection);
}

void EventLoop::listen_to(Connection& connection, const std::vector<std::string>& channels) {
  if (channels == connection.channels) return;
  stop_listening(connection);
  connection.channels = channels;
  for (const auto& channel : channels) channels_.emplace(channel, connection.id);
  if (!channels.empty()) ++listeners_;
}

void EventLoop::stop_listening(Connection& connection) {
  if (connection.channels.empty()) return;
  for (const auto& channel : connection.channels) {
    const auto [first, last] = channels_.equal_range(channel);
    const auto own =
        std::find_if(first, last, [&](const auto& row) { return row.second == connection.id; });
    if (own != last) channels_.erase(own);
  }
  connection.channels.clear();
  --listeners_;
}

void EventLoop::hear(const std::string& channel) {
  ++wakes_;
  if (in_pool_ > 0) last_wake_[channel] = wakes_;
  const auto [first, last] = channels_.equal_range(channel);
  for (auto row = first; row != last; ++row) {
    auto* connection = find(row->second);
    if (connection == nullptr) continue;
    const bool quiet = connection->state == State::Parked ||
                       (connection->state == State::Streaming && connection->out.empty());
    if (quiet) {
      ask(*connection, Asking::Again);
    } else {
      connection->woken = true;
    }
  }
}

}  // namespace souk::http
