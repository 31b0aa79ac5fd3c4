#include "tests/emulator/http/wire_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace souk::http {
namespace {

constexpr int kPatienceMs = 60'000;

void await(const Descriptor& socket, short what) {
  pollfd waiting{socket.get(), what, 0};
  if (poll(&waiting, 1, kPatienceMs) == 0) throw std::runtime_error("The server is silent.");
}

Descriptor connect_to(int port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("Nobody listens on the port.");
  }
  const int yes = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

}  // namespace

WireClient::WireClient(int port) : socket_(connect_to(port)) {}

WireClient::WireClient(int port, const TlsContext& context, const std::string& host)
    : socket_(connect_to(port)), tls_(TlsSession::connecting(context, host)) {
  while (!tls_->is_ready()) {
    put(tls_->take_wire());
    if (!receive()) throw std::runtime_error("No handshake: " + tls_->complaint());
  }
}

void WireClient::put(std::string_view bytes) {
  while (!bytes.empty()) {
    await(socket_, POLLOUT);
    const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0) return;  // the server closed; reading shows what it said before
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void WireClient::send(std::string_view bytes) {
  if (!tls_) return put(bytes);
  tls_->send(bytes);
  put(tls_->take_wire());
}

void WireClient::half_close() { shutdown(socket_.get(), SHUT_WR); }

void WireClient::reset() {
  const linger now{1, 0};
  setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  socket_.close();
}

bool WireClient::receive() {
  await(socket_, POLLIN);
  std::array<char, 65536> buffer;
  const auto count = recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
  if (!tls_) {
    in_.add(bytes);
    return true;
  }
  std::string plain;
  const auto state = tls_->receive(bytes, plain);
  in_.add(plain);
  put(tls_->take_wire());
  return state == TlsSession::State::Open || !plain.empty();
}

std::optional<WireAnswer> WireClient::read() {
  HeadSearch search;
  std::optional<std::size_t> end;
  while (!(end = search.end_in(in_.view()).value())) {
    if (!receive()) return std::nullopt;
  }
  WireAnswer answer;
  const auto head = in_.view().substr(0, *end);
  std::from_chars(head.data() + 9, head.data() + head.size(), answer.status);
  answer.headers = read_fields(head.substr(head.find("\r\n") + 2)).value();
  in_.consume(*end);
  const bool bare = answer.status < 200 || answer.status == 204 || answer.status == 304;
  const auto silent = bare ? Framing::Kind::None : Framing::Kind::UntilClose;
  BodyReader body(framing_of(answer.headers, silent).value(), 64 * 1024 * 1024);
  while (true) {
    in_.consume(body.take(in_.view()).value());
    if (body.complete()) break;
    if (receive()) continue;
    if (framing_of(answer.headers, silent)->kind != Framing::Kind::UntilClose) return std::nullopt;
    break;
  }
  answer.body = std::move(body.body());
  return answer;
}

std::optional<WireAnswer> WireClient::ask(std::string_view bytes) {
  send(bytes);
  return read();
}

std::string WireClient::read_until(std::string_view mark) {
  while (in_.view().find(mark) == std::string_view::npos) {
    if (!receive()) throw std::runtime_error("The server closed before it sent what was expected.");
  }
  const std::string bytes(in_.view().substr(0, in_.view().find(mark) + mark.size()));
  in_.consume(bytes.size());
  return bytes;
}

std::string WireClient::read_to_end() {
  while (receive()) {
  }
  std::string bytes(in_.view());
  in_.consume(bytes.size());
  return bytes;
}

bool WireClient::is_quiet() {
  pollfd waiting{socket_.get(), POLLIN, 0};
  return in_.empty() && poll(&waiting, 1, 0) == 0;
}

std::string post(std::string_view target, std::string_view body, std::string_view more_lines) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: souk.test\r\nContent-Length: {}\r\n{}\r\n{}",
                     target, body.size(), more_lines, body);
}

std::string get(std::string_view target, std::string_view more_lines) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: souk.test\r\n{}\r\n", target, more_lines);
}

}  // namespace souk::http
