// The yardstick R: the least a server on epoll can do. It finds the end of a request by its
// Content-Length and answers a fixed text; everything else costs extra and is measured against it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 106\r\n\r\n"
    "{\"ProductCode\":\"yardstick\",\"CustomerAWSAccountId\":\"111122223333\","
    "\"CustomerIdentifier\":"
    "\"yardstickyardstic\"}";

/// The length of the request at the start of `bytes`; 0 while it is not whole.
std::size_t request_length(std::string_view bytes) {
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto head = bytes.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  const auto field = bytes.substr(0, head).find(kLength);
  const auto body = field == std::string_view::npos
                        ? 0
                        : std::strtoul(bytes.data() + field + kLength.size(), nullptr, 10);
  return bytes.size() >= head + 4 + body ? head + 4 + body : 0;
}

int listen_on(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* where = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, where, length) != 0 || listen(listener, 4096) != 0) {
    std::perror("listen");
    std::exit(1);
  }
  getsockname(listener, where, &length);
  std::printf("listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return listener;
}

void watch(int epoll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

/// Answers what has come; false when the client has left.
bool serve(int client, std::string& waiting, std::array<char, 65536>& buffer) {
  const auto count = recv(client, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  waiting.append(buffer.data(), static_cast<std::size_t>(count));
  std::string answers;
  while (const auto length = request_length(waiting)) {
    answers.append(kAnswer);
    waiting.erase(0, length);
  }
  if (!answers.empty()) send(client, answers.data(), answers.size(), MSG_NOSIGNAL);
  return true;
}

}  // namespace

/// yardstick_epoll [PORT]: prints where it listens, then serves until it is killed.
int main(int count, char** arguments) {
  const int listener = listen_on(count > 1 ? std::atoi(arguments[1]) : 0);
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  watch(epoll, listener);
  std::unordered_map<int, std::string> clients;
  std::array<epoll_event, 32> events;
  std::array<char, 65536> buffer;
  while (true) {
    const int ready = epoll_wait(epoll, events.data(), events.size(), -1);
    for (int index = 0; index < ready; ++index) {
      const int descriptor = events[static_cast<std::size_t>(index)].data.fd;
      if (descriptor == listener) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        const int yes = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        clients[client].clear();
        watch(epoll, client);
      } else if (!serve(descriptor, clients[descriptor], buffer)) {
        clients.erase(descriptor);
        close(descriptor);
      }
    }
  }
}
