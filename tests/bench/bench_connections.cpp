#include "tests/bench/bench_connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace souk::bench {
namespace {

/// The length of the answer at the start of `bytes`; 0 while it is not whole.
std::size_t answer_length(std::string_view bytes) {
  const auto head = bytes.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  std::size_t body = 0;
  for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
    const auto field = bytes.substr(0, head).find(name);
    if (field == std::string_view::npos) continue;
    body = std::strtoul(bytes.data() + field + name.size(), nullptr, 10);
    return bytes.size() >= head + 4 + body ? head + 4 + body : 0;
  }
  // node:http answers in chunks when it is not told a length.
  const auto end = bytes.find("\r\n0\r\n\r\n", head);
  return end == std::string_view::npos ? 0 : end + 7;
}

}  // namespace

std::int64_t now_us() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
}

Load::Load(Plan plan, RequestMaker& requests)
    : plan_(std::move(plan)), requests_(requests), epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

Load::~Load() {
  for (const auto& connection : connections_) close(connection.socket);
  for (const int socket : idle_) close(socket);
  close(epoll_);
}

int Load::connect() const {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(plan_.port));
  inet_pton(AF_INET, plan_.address.c_str(), &address.sin_addr);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    const std::string why = std::strerror(errno);
    close(socket);
    throw std::runtime_error("Cannot connect to " + plan_.address + ":" +
                             std::to_string(plan_.port) + ": " + why + ".");
  }
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

void Load::watch(std::size_t index, bool is_new) {
  auto& connection = connections_[index];
  epoll_event event{};
  event.events = EPOLLIN | (connection.waits_to_send ? EPOLLOUT : 0u);
  event.data.u64 = index;
  epoll_ctl(epoll_, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection.socket, &event);
}

Result Load::run() {
  for (int count = 0; count < plan_.idle; ++count) idle_.push_back(connect());
  connections_.resize(static_cast<std::size_t>(plan_.connections));
  for (std::size_t index = 0; index < connections_.size(); ++index) {
    connections_[index].socket = connect();
    watch(index, true);
  }
  start_us_ = now_us();
  end_us_ = start_us_ + static_cast<std::int64_t>(plan_.seconds * 1e6);
  if (plan_.rate <= 0) {
    for (std::size_t index = 0; index < connections_.size(); ++index) ask(index, now_us());
  }
  std::array<epoll_event, 256> events;
  auto now = start_us_;
  while ((now = now_us()) < end_us_ && !result_.exhausted) {
    send_what_is_due(now);
    const int ready = epoll_wait(epoll_, events.data(), events.size(), wait_ms(now_us()));
    for (int at = 0; at < ready; ++at) {
      const auto& event = events[static_cast<std::size_t>(at)];
      if (event.events & EPOLLOUT) flush(event.data.u64);
      if (event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) receive(event.data.u64);
    }
  }
  result_.seconds = static_cast<double>(now - start_us_) / 1e6;
  for (const auto& connection : connections_) {
    result_.connections.push_back(connection.tally);
    for (const auto asked : connection.asked_us) result_.waits_us.push_back(now - asked);
  }
  return std::move(result_);
}

int Load::wait_ms(std::int64_t now) const {
  auto until = end_us_;
  if (plan_.rate > 0) {
    until = std::min(until, start_us_ + static_cast<std::int64_t>(static_cast<double>(scheduled_) *
                                                                  1e6 / plan_.rate));
  }
  // Below a millisecond it spins: sleeping would send late.
  return static_cast<int>(std::max<std::int64_t>(0, until - now) / 1000);
}

void Load::send_what_is_due(std::int64_t now) {
  if (plan_.rate <= 0) return;
  while (true) {
    const auto due =
        start_us_ + static_cast<std::int64_t>(static_cast<double>(scheduled_) * 1e6 / plan_.rate);
    if (due > now || !ask(scheduled_ % connections_.size(), due)) return;
    ++scheduled_;
  }
}

bool Load::ask(std::size_t index, std::int64_t intended) {
  auto& connection = connections_[index];
  const auto request = requests_.next();
  if (request.empty()) {
    result_.exhausted = true;
    return false;
  }
  connection.out += request;
  connection.asked_us.push_back(intended);
  flush(index);
  return true;
}

void Load::flush(std::size_t index) {
  auto& connection = connections_[index];
  while (connection.sent < connection.out.size()) {
    const auto count = send(connection.socket, connection.out.data() + connection.sent,
                            connection.out.size() - connection.sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) break;
    connection.sent += static_cast<std::size_t>(count);
  }
  const bool waits = connection.sent < connection.out.size();
  if (!waits) {
    connection.out.clear();
    connection.sent = 0;
  }
  if (waits == connection.waits_to_send) return;
  connection.waits_to_send = waits;
  watch(index, false);
}

void Load::receive(std::size_t index) {
  static std::array<char, 262144> buffer;
  auto& connection = connections_[index];
  const auto count = recv(connection.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return reconnect(index);
  connection.in.append(buffer.data(), static_cast<std::size_t>(count));
  take_answers(index);
}

void Load::take_answers(std::size_t index) {
  auto& connection = connections_[index];
  while (const auto length = answer_length(connection.in)) {
    judge(std::string_view(connection.in).substr(0, length));
    connection.in.erase(0, length);
    const auto now = now_us();
    if (connection.tally.answers++ == 0) connection.tally.first_answer_us = now - start_us_;
    if (!connection.asked_us.empty()) {
      result_.waits_us.push_back(now - connection.asked_us.front());
      connection.asked_us.erase(connection.asked_us.begin());
    }
    if (plan_.rate <= 0 && !ask(index, now)) return;
  }
}

void Load::judge(std::string_view answer) {
  ++result_.answers;
  const bool right = answer.size() > 12 &&
                     std::atoi(answer.data() + 9) == requests_.expected_status() &&
                     answer.find(requests_.expected()) != std::string_view::npos;
  if (right) return;
  if (result_.wrong++ == 0) result_.wrong_sample = answer.substr(0, 600);
}

void Load::reconnect(std::size_t index) {
  auto& connection = connections_[index];
  close(connection.socket);
  ++result_.reconnects;
  const auto tally = connection.tally;
  // What was unanswered keeps waiting, from when it was meant to be sent.
  const auto asked = connection.asked_us;
  connection = Connection();
  connection.tally = tally;
  connection.socket = connect();
  watch(index, true);
  for (const auto intended : asked) {
    if (!ask(index, intended)) return;
  }
}

}  // namespace souk::bench
