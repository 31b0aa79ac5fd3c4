#include "souk/http.h"

#include <httplib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "client/src/wire.h"
#include "souk/url.h"

namespace souk::client {
namespace {

bool same_word(std::string_view left, std::string_view right) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The header lines of an answer's head, as they stand there.
HttpHeaders read_headers(std::string_view head) {
  HttpHeaders headers;
  head.remove_prefix(std::min(head.find('\n') + 1, head.size()));
  while (!head.empty()) {
    const auto end = std::min(head.find('\n'), head.size());
    const auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    headers.add(std::string(trimmed(line.substr(0, colon))),
                std::string(trimmed(line.substr(colon + 1))));
  }
  return headers;
}

int status_of(std::string_view head) {
  const auto blank = head.find(' ');
  return blank == std::string_view::npos ? 0 : std::atoi(std::string(head.substr(blank)).c_str());
}

/// What cpp-httplib reads and writes through. Keeps the answer's head as it came, because
/// cpp-httplib percent-decodes header values, and sends a request's parts in one piece.
class ExchangeStream final : public httplib::Stream {
 public:
  ExchangeStream(Wire& wire, int socket, const real_time::Deadline& deadline)
      : wire_(wire), socket_(socket), deadline_(deadline) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

  ssize_t write(const char* bytes, size_t size) override {
    unsent_.append(bytes, size);
    return static_cast<ssize_t>(size);
  }

  ssize_t read(char* into, size_t size) override {
    if (!unsent_.empty() && !wire_.write(socket_, std::exchange(unsent_, {}), deadline_)) return -1;
    if (head_done_ && bodiless_) return 0;
    if (begin_ == end_) {
      const long got = wire_.read(socket_, buffer_, sizeof buffer_, deadline_);
      if (got <= 0) return got;
      any_byte_ = true;
      begin_ = 0;
      end_ = static_cast<std::size_t>(got);
    }
    const auto count = std::min(size, end_ - begin_);
    std::copy_n(buffer_ + begin_, count, into);
    begin_ += count;
    if (!head_done_) note_head({into, count});
    return head_.size() > kMaxHead ? -1 : static_cast<ssize_t>(count);
  }

  const std::string& head() const { return head_; }
  bool any_byte() const { return any_byte_; }

 private:
  static constexpr std::size_t kMaxHead = 256 * 1024;

  void note_head(std::string_view bytes) {
    head_ += bytes;
    if (!head_.ends_with("\r\n\r\n")) return;
    const int status = status_of(head_);
    if (status / 100 == 1) {
      head_.clear();
      return;
    }
    head_done_ = true;
    bodiless_ = status == 304;
  }

  Wire& wire_;
  const int socket_;
  const real_time::Deadline& deadline_;
  std::string unsent_;
  std::string head_;
  bool head_done_ = false;
  bool bodiless_ = false;
  bool any_byte_ = false;
  char buffer_[16 * 1024];
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

struct Endpoint {
  std::string host;
  int port;
  bool tls;
  std::string server_name;
  TlsOptions trust;
};

/// A kept connection to one endpoint: cpp-httplib's client over our sockets.
class Connection final : public httplib::ClientImpl {
 public:
  explicit Connection(Endpoint endpoint)
      : httplib::ClientImpl(endpoint.host, endpoint.port), endpoint_(std::move(endpoint)) {
    set_url_encode(false);
    set_keep_alive(true);
  }
  ~Connection() override { wire_.end_tls(); }

  Outcome<HttpAnswer> exchange(httplib::Request request, const HttpOptions& options) {
    wire_.begin(options.cancellation ? options.cancellation->descriptor() : -1);
    fresh_ = false;
    head_.clear();
    any_byte_ = false;
    const real_time::Deadline deadline(options.timeout);
    deadline_ = &deadline;
    HttpAnswer answer;
    bool too_large = false;
    request.content_receiver = [&](const char* bytes, size_t size, uint64_t, uint64_t) {
      too_large = answer.body.size() + size > options.max_body;
      if (!too_large) answer.body.append(bytes, size);
      return !too_large;
    };
    set_keep_alive(options.keep_alive);
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    const bool done = send(request, response, error);
    if (too_large)
      return Failure{.type = transport::kTooLarge, .message = "the answer is too long"};
    if (!done) return failure();
    answer.status = response.status;
    answer.reason = response.reason;
    answer.headers = read_headers(head_);
    return answer;
  }

  /// Whether the last exchange died because a kept connection had been closed by the server.
  bool was_stale() const {
    const bool gave_up =
        wire_.trouble() == Trouble::Timeout || wire_.trouble() == Trouble::Cancelled;
    return !fresh_ && !any_byte_ && !gave_up;
  }

 private:
  bool create_and_connect_socket(Socket& socket, httplib::Error& error) override {
    fresh_ = true;
    error = httplib::Error::Connection;
    socket.sock = wire_.connect(endpoint_.host, endpoint_.port, *deadline_);
    if (socket.sock < 0) return false;
    if (!endpoint_.tls) return true;
    return wire_.start_tls(socket.sock, endpoint_.server_name, endpoint_.trust, *deadline_) ||
           give_up(socket);
  }

  bool give_up(Socket& socket) {
    wire_.end_tls();
    close_socket(socket);
    return false;
  }

  void shutdown_ssl(Socket&, bool) override { wire_.end_tls(); }

  bool process_socket(const Socket& socket,
                      std::function<bool(httplib::Stream&)> callback) override {
    ExchangeStream stream(wire_, socket.sock, *deadline_);
    const bool done = callback(stream);
    head_ = stream.head();
    any_byte_ = stream.any_byte();
    return done;
  }

  Failure failure() const {
    switch (wire_.trouble()) {
      case Trouble::NoHost:
      case Trouble::Refused:
        return {.type = transport::kRefused, .message = wire_.detail()};
      case Trouble::Timeout:
        return {.type = transport::kTimeout, .message = wire_.detail()};
      case Trouble::Cancelled:
        return {.type = transport::kCancelled, .message = wire_.detail()};
      case Trouble::Tls:
        return {.type = transport::kTls, .message = wire_.detail()};
      case Trouble::Broken:
        return {.type = transport::kBroken, .message = wire_.detail()};
      case Trouble::None:
        break;
    }
    return {.type = transport::kBroken,
            .message = any_byte_ ? "the answer is not HTTP, or ended early"
                                 : "the connection was closed without an answer"};
  }

  const Endpoint endpoint_;
  Wire wire_;
  const real_time::Deadline* deadline_ = nullptr;
  std::string head_;
  bool fresh_ = false;
  bool any_byte_ = false;
};

using Connections = std::map<std::string, std::unique_ptr<Connection>>;

Connections& kept_connections() {
  thread_local Connections connections;
  return connections;
}

/// A thread that has talked to this many endpoints starts over, rather than hold sockets for ever.
constexpr std::size_t kMaxKeptConnections = 64;

Connection& connection_for(const Url& url, const Url& target, const HttpOptions& options) {
  auto& kept = kept_connections();
  const auto key = url.origin() + ' ' + target.authority() + (options.tls.verify ? " v" : " -") +
                   options.tls.ca_file + options.tls.ca_pem;
  auto& connection = kept[key];
  if (connection) return *connection;
  if (kept.size() > kMaxKeptConnections) {
    kept.clear();
    return connection_for(url, target, options);
  }
  connection = std::make_unique<Connection>(
      Endpoint{target.host, target.port, url.scheme == "https", url.host, options.tls});
  return *connection;
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

}  // namespace

Cancellation::Cancellation() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Cancellation::~Cancellation() { close(descriptor_); }

void Cancellation::cancel() { eventfd_write(descriptor_, 1); }

std::optional<std::string> HttpHeaders::find(std::string_view name) const {
  for (const auto& [key, value] : lines_) {
    if (same_word(key, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string> HttpHeaders::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : lines_) {
    if (same_word(key, name)) values.push_back(value);
  }
  return values;
}

Outcome<HttpAnswer> request(const std::string& method, const std::string& url,
                            const HttpHeaders& headers, const std::string& body,
                            const HttpOptions& options) {
  const auto parsed = parse_url(url);
  const auto target =
      options.connect_to.empty() ? parsed : parse_url("http://" + options.connect_to);
  if (!parsed || !target) {
    return Failure{.type = transport::kBadUrl, .message = "not an http(s) URL: " + url};
  }
  httplib::Request prepared;
  prepared.method = method;
  prepared.path = parsed->target;
  prepared.body = body;
  for (const auto& [name, value] : headers) {
    if (has_line_break(name) || has_line_break(value) || name.empty()) {
      return Failure{.type = transport::kBadUrl, .message = "header with a line break: " + name};
    }
    prepared.headers.emplace(name, value);
  }
  if (!headers.find("Host")) prepared.headers.emplace("Host", parsed->authority());
  if (!headers.find("User-Agent")) prepared.headers.emplace("User-Agent", "souk-client");

  auto& connection = connection_for(*parsed, *target, options);
  auto outcome = connection.exchange(prepared, options);
  const bool may_repeat = method == "GET" || method == "HEAD";
  if (!outcome && may_repeat && connection.was_stale()) {
    outcome = connection.exchange(std::move(prepared), options);
  }
  return outcome;
}

void close_idle_connections() { kept_connections().clear(); }

}  // namespace souk::client
