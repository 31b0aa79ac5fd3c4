#include "client/sample_seller/web_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <list>
#include <set>
#include <stdexcept>
#include <thread>

namespace souk::sample {
namespace {

constexpr int kBacklog = 1024;
constexpr int kPatienceMs = 10'000;  ///< for the next bytes of a request that has begun
constexpr std::size_t kMaxBody = std::size_t{1} << 20;

/// A connection as cpp-httplib sees it; an answer leaves in one piece.
class ConnectionStream final : public httplib::Stream {
 public:
  explicit ConnectionStream(int socket) : socket_(socket) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

  ssize_t read(char* into, size_t size) override {
    if (begin_ == end_ && !fill(kPatienceMs)) return -1;
    const auto count = std::min(size, end_ - begin_);
    std::copy_n(buffer_ + begin_, count, into);
    begin_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, size_t size) override {
    unsent_.append(bytes, size);
    return static_cast<ssize_t>(size);
  }

  /// Waits for the next request's first bytes, as long as the connection lives.
  bool wait_for_request() { return begin_ < end_ || fill(-1); }

  bool flush() {
    std::string_view rest = unsent_;
    while (!rest.empty()) {
      const auto sent = send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    unsent_.clear();
    return true;
  }

 private:
  bool fill(int patience_ms) {
    pollfd entry{socket_, POLLIN, 0};
    if (poll(&entry, 1, patience_ms) <= 0) return false;
    const auto got = recv(socket_, buffer_, sizeof buffer_, 0);
    if (got <= 0) return false;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
    return true;
  }

  const int socket_;
  std::string unsent_;
  char buffer_[16 * 1024];
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// A thread per connection: one that waits for its next request must not keep another waiting.
class ThreadPerTask final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> work) override {
    reap();
    auto& entry = threads_.emplace_back();
    entry.thread = std::thread([work = std::move(work), &entry] {
      work();
      entry.finished = true;
    });
  }
  void shutdown() override {
    for (auto& entry : threads_) entry.thread.join();
    threads_.clear();
  }

 private:
  struct Entry {
    std::thread thread;
    std::atomic<bool> finished{false};
  };

  void reap() {
    for (auto entry = threads_.begin(); entry != threads_.end();) {
      if (!entry->finished) {
        ++entry;
        continue;
      }
      entry->thread.join();
      entry = threads_.erase(entry);
    }
  }

  std::list<Entry> threads_;
};

class Listener final : public httplib::Server {
 public:
  Listener() {
    new_task_queue = [] { return new ThreadPerTask; };
    set_payload_max_length(kMaxBody);
    // The library's own option would let a second seller take half of this one's connections.
    set_socket_options([this](socket_t socket) {
      listening_ = socket;
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
  }

  void deepen_backlog() { ::listen(listening_, kBacklog); }

  void close_connections() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    if (enter(socket)) serve(socket);
    leave(socket);
    return true;
  }

  void serve(int socket) {
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ConnectionStream stream(socket);
    bool closed = false;
    while (!closed && stream.wait_for_request()) {
      if (!process_request(stream, false, closed, nullptr)) closed = true;
      if (!stream.flush()) break;
    }
  }

  bool enter(int socket) {
    const std::lock_guard lock(mutex_);
    if (!stopping_) sockets_.insert(socket);
    return !stopping_;
  }

  void leave(int socket) {
    const std::lock_guard lock(mutex_);
    sockets_.erase(socket);
    ::close(socket);
  }

  std::mutex mutex_;
  std::set<int> sockets_;
  bool stopping_ = false;
  int listening_ = -1;
};

WebRequest read_request(const httplib::Request& from) {
  WebRequest request{
      .method = from.method, .path = from.path, .query = {}, .headers = {}, .body = from.body};
  const auto mark = from.target.find('?');
  if (mark != std::string::npos) request.query = client::parse_form(from.target.substr(mark + 1));
  for (const auto& [name, value] : from.headers) request.headers.add(name, value);
  return request;
}

}  // namespace

class WebServer::Impl {
 public:
  Listener listener;
  std::thread thread;
  std::function<void(const WebRequest&)> watcher;
};

std::string WebRequest::cookie(const std::string& name) const {
  for (std::string_view rest : headers.all("Cookie")) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      auto pair = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.starts_with(name + "=")) return std::string(pair.substr(name.size() + 1));
    }
  }
  return {};
}

WebServer::WebServer() : impl_(std::make_unique<Impl>()) {}

WebServer::~WebServer() { stop(); }

void WebServer::watch(std::function<void(const WebRequest&)> watcher) {
  impl_->watcher = std::move(watcher);
}

void WebServer::route(const std::string& method, const std::string& path, WebHandler handler) {
  const auto serve = [this, handler = std::move(handler)](const httplib::Request& from,
                                                          httplib::Response& to) {
    const auto request = read_request(from);
    if (impl_->watcher) impl_->watcher(request);
    WebReply reply;
    try {
      reply = handler(request);
    } catch (const std::exception&) {
      reply = {500, "<!doctype html><title>Sorry</title><p>Something broke on our side.</p>"};
    }
    to.status = reply.status;
    for (const auto& [name, value] : reply.headers) to.headers.emplace(name, value);
    to.set_content(reply.body, reply.content_type);
  };
  if (method == "GET") {
    impl_->listener.Get(path, serve);
  } else {
    impl_->listener.Post(path, serve);
  }
}

int WebServer::start(const std::string& host, int port) {
  auto& listener = impl_->listener;
  const int bound =
      port == 0 ? listener.bind_to_any_port(host) : (listener.bind_to_port(host, port) ? port : -1);
  if (bound <= 0) {
    throw std::runtime_error(
        fmt::format("the sample seller cannot listen on {}:{}; is the port in use?", host, port));
  }
  listener.deepen_backlog();
  impl_->thread = std::thread([&listener] { listener.listen_after_bind(); });
  // A stop that comes before the loop runs would be lost.
  while (!listener.is_running()) std::this_thread::yield();
  return bound;
}

void WebServer::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->listener.stop();
  impl_->listener.close_connections();
  impl_->thread.join();
}

}  // namespace souk::sample
